import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ObjectBody } from '../bodies';
import { ListQueryDto, PagedList, QueryPipe } from '../lists';
import type { Page } from '../lists';
import { ProductionFailures } from '../production-failures';
import { IDEMPOTENCY_KEY, IF_MATCH, IfMatch } from '../versions';
import { AttachCertDto, CertAttachmentDto } from './cert-attachment.dto';
import { CertAttachments } from './cert-attachments.service';

@ApiTags('production')
@Controller('api/serials/:id')
export class SerialCertsController {
  constructor(private readonly service: CertAttachments) {}

  @Post('attach-cert')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Attach a certificate to a unit',
    description: 'At the step where it is. The same again answers the first attachment.',
    operationId: 'attachCert',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiHeader(IF_MATCH)
  @ApiBody({ type: AttachCertDto })
  @ApiOkResponse({ type: CertAttachmentDto })
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  attach(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @ObjectBody() body: object,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<CertAttachmentDto> {
    return this.service.attachTo({ caller, id, resource: 'SerialNumber', body, ifMatch });
  }

  @Get('cert-attachments')
  @ApiOperation({
    summary: 'List the certificates of a unit',
    description: 'Empty for a unit that there is not.',
    operationId: 'listSerialCertAttachments',
  })
  @PagedList(CertAttachmentDto)
  @ProductionFailures(400, 401, 403, 429, 500, 503)
  list(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query(QueryPipe) query: ListQueryDto,
  ): Promise<Page<CertAttachmentDto>> {
    return this.service.listByUnit(caller.tenantId, id, query);
  }
}
