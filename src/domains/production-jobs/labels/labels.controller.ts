import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { NotRemembered } from '../../../kernel/http/idempotency.interceptor';
import { ProductionFailures } from '../production-failures';
import { FORMATS, PrintLabelsDto } from './labels.dto';
import { LabelsService } from './labels.service';
import type { Printed } from './labels.service';
import { SYMBOLOGIES } from './symbology';

const PDF = { 'application/pdf': { schema: { type: 'string', format: 'binary' } } } as const;
const SVG = { 'image/svg+xml': { schema: { type: 'string' } } } as const;

@ApiTags('production')
@Controller('api/serials')
export class LabelsController {
  constructor(private readonly service: LabelsService) {}

  @Get(':id/label')
  @Header('x-content-type-options', 'nosniff')
  @ApiOperation({
    summary: 'Print the label of a unit',
    description: 'A code of its id; id, job and path as text. 100 by 50 mm.',
    operationId: 'getLabel',
  })
  @ApiQuery({ name: 'format', description: 'What is answered.', enum: FORMATS, example: 'svg', required: false })
  @ApiQuery({ name: 'symbology', description: 'Kind of code.', enum: SYMBOLOGIES, example: 'qr', required: false })
  @ApiOkResponse({ content: { ...SVG, ...PDF } })
  @ProductionFailures(400, 401, 403, 404, 429, 500, 503)
  async one(@CurrentCaller() caller: Caller, @Param('id') id: string, @Query() query: object): Promise<StreamableFile> {
    return fileOf(await this.service.one(caller.tenantId, id, query));
  }

  @Post('labels')
  @HttpCode(200)
  @NotRemembered(() => true)
  @ApiOperation({
    summary: 'Print labels of many units',
    description: 'A PDF of a page per unit. Changes nothing, so it needs no Idempotency-Key.',
    operationId: 'printLabels',
  })
  @ApiOkResponse({ content: PDF })
  @ProductionFailures(400, 401, 403, 404, 413, 415, 429, 500, 503)
  async many(@CurrentCaller() caller: Caller, @Body() dto: PrintLabelsDto): Promise<StreamableFile> {
    return fileOf(await this.service.many(caller.tenantId, dto));
  }
}

const fileOf = ({ type, content }: Printed) => new StreamableFile(content, { type, length: content.length });
