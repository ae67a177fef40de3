import { win32 } from 'node:path';
import { Body, Controller, Get, Header, Param, Post, Query, StreamableFile } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import { create as contentDisposition } from 'content-disposition';
import { CurrentCaller } from '../../../../kernel/auth/caller';
import type { Caller } from '../../../../kernel/auth/caller';
import { BodyLimit, BodyType, RawBody } from '../../../../kernel/http/body.interceptor';
import { ListQueryDto, PagedList, QueryPipe } from '../../lists';
import type { Page } from '../../lists';
import { ProductionFailures } from '../../production-failures';
import { IDEMPOTENCY_KEY } from '../../versions';
import { CertFileDto } from './cert-file.dto';
import { CertFilesService } from './cert-files.service';
import { FILE_TYPES } from './signatures';

/** Bytes. */
const MAX_BYTES = 10 * 1024 * 1024;
const BYTES = { type: 'string', format: 'binary' } as const;

@ApiTags('production')
@Controller('api/certs/:id/files')
export class CertFilesController {
  constructor(private readonly service: CertFilesService) {}

  @Post()
  @RawBody(...FILE_TYPES)
  @BodyLimit(MAX_BYTES)
  @ApiOperation({
    summary: 'Add a file to a certificate',
    description: 'The body is the file itself, at most 10 MiB.',
    operationId: 'addCertFile',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiQuery({ name: 'name', description: 'Name of the file.', example: 'mill.pdf', type: String, required: true })
  @ApiConsumes(...FILE_TYPES)
  @ApiBody({ schema: BYTES })
  @ApiCreatedResponse({ type: CertFileDto })
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  add(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: object,
    @BodyType() type: string,
    @Body() content: Buffer,
  ): Promise<CertFileDto> {
    return this.service.add(caller.tenantId, id, query, type, content);
  }

  @Get()
  @ApiOperation({ summary: 'List the files of a certificate', operationId: 'listCertFiles' })
  @PagedList(CertFileDto)
  @ProductionFailures(400, 401, 403, 404, 429, 500, 503)
  list(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query(QueryPipe) query: ListQueryDto,
  ): Promise<Page<CertFileDto>> {
    return this.service.list(caller.tenantId, id, query);
  }

  @Get(':fileId')
  @Header('x-content-type-options', 'nosniff')
  @ApiOperation({
    summary: 'Download a file of a certificate',
    description: 'The bytes that were sent.',
    operationId: 'getCertFile',
  })
  @ApiProduces(...FILE_TYPES)
  @ApiOkResponse({ schema: BYTES })
  @ProductionFailures(401, 403, 404, 429, 500, 503)
  async read(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Param('fileId') fileId: string,
  ): Promise<StreamableFile> {
    const { name, contentType, content } = await this.service.read(caller.tenantId, id, fileId);
    return new StreamableFile(content, {
      type: contentType,
      // Both kinds of slashes: no folder of the sender's comes with the name.
      disposition: contentDisposition(win32.basename(name)),
      length: content.length,
    });
  }
}
