import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ComputeFailures } from '../compute-failures';
import { readListQuery } from '../lists/list-query';
import { ApiListQuery, IS_PUBLIC, showPagination } from '../lists/pagination.dto';
import { PUBLIC_OWNER } from '../public-owner';
import { ComputeAcknowledgementDto, acknowledge } from '../requests/acknowledgement.dto';
import { IDEMPOTENCY_KEY } from '../requests/idempotency-key';
import { PutComputeTemplateDto } from './put-template.dto';
import { ComputeTemplateDto, ComputeTemplateListDto, showTemplate } from './template.dto';
import { TemplatesService } from './templates.service';

const TEMPLATE_ID = { name: 'id', description: 'Id of the template.', example: 'hello-world' };

@ApiTags('compute')
@Controller('v1/dev/templates')
export class TemplatesController {
  constructor(private readonly service: TemplatesService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Make or replace a job template',
    description: 'A template names the programs of its jobs and holds defaults for what a job does not say.',
    operationId: 'putComputeTemplate',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: PutComputeTemplateDto })
  @ApiOkResponse({ description: 'It is stored.', type: ComputeAcknowledgementDto })
  @ComputeFailures(400, 401, 403, 406, 409, 413, 415, 429, 500, 503)
  async put(
    @CurrentCaller() caller: Caller,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ComputeAcknowledgementDto> {
    await this.service.put(caller.tenantId, body);
    return acknowledge(request.id);
  }

  @Get()
  @ApiOperation({ summary: 'List job templates', operationId: 'listComputeTemplates' })
  @ApiListQuery()
  @ApiQuery(IS_PUBLIC)
  @ApiOkResponse({ type: ComputeTemplateListDto })
  @ComputeFailures(400, 401, 403, 406, 429, 500, 503)
  async list(@CurrentCaller() caller: Caller, @Query() query: object): Promise<ComputeTemplateListDto> {
    const wanted = readListQuery(query);
    const page = await this.service.listOwn(wanted.isPublic ? PUBLIC_OWNER : caller.tenantId, wanted);
    return { templates: page.rows.map(showTemplate), pagination: showPagination(wanted, page) };
  }

  @Get(':id')
  @ApiOperation({
    summary: 'Read a job template',
    description: 'Your own, else the public one of that id.',
    operationId: 'readComputeTemplate',
  })
  @ApiParam(TEMPLATE_ID)
  @ApiOkResponse({ type: ComputeTemplateDto })
  @ComputeFailures(401, 403, 404, 406, 429, 500, 503)
  async read(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<ComputeTemplateDto> {
    return showTemplate(await this.service.get(caller.tenantId, id));
  }

  @Delete(':id')
  @ApiOperation({
    summary: 'Delete a job template',
    description: 'Jobs that were made from it keep what they took over. A public template cannot be deleted.',
    operationId: 'deleteComputeTemplate',
  })
  @ApiParam(TEMPLATE_ID)
  @ApiOkResponse({ description: 'It is gone.', type: ComputeAcknowledgementDto })
  @ComputeFailures(400, 401, 403, 404, 406, 413, 415, 429, 500, 503)
  async delete(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<ComputeAcknowledgementDto> {
    await this.service.delete(caller.tenantId, id);
    return acknowledge(request.id);
  }
}
