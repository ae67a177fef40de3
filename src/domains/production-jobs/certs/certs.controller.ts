import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ListQueryDto, PagedList, QueryPipe, SearchQueryDto } from '../lists';
import type { Page } from '../lists';
import { ProductionFailures } from '../production-failures';
import { IDEMPOTENCY_KEY } from '../versions';
import { BatchAttachDto, CertAttachmentDto } from './cert-attachment.dto';
import { CertAttachments } from './cert-attachments.service';
import { CertDto, CreateCertDto } from './cert.dto';
import { CertsService } from './certs.service';

@ApiTags('production')
@Controller('api/certs')
export class CertsController {
  constructor(
    private readonly service: CertsService,
    private readonly attachments: CertAttachments,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Create a certificate',
    description: 'It is never changed afterwards.',
    operationId: 'createCert',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiCreatedResponse({ type: CertDto })
  @ProductionFailures(400, 401, 403, 409, 413, 415, 429, 500, 503)
  create(@CurrentCaller() caller: Caller, @Body() dto: CreateCertDto): Promise<CertDto> {
    return this.service.create(caller.tenantId, dto);
  }

  @Get()
  @ApiOperation({ summary: 'List certificates', operationId: 'listCerts' })
  @PagedList(CertDto)
  @ProductionFailures(400, 401, 403, 429, 500, 503)
  list(@CurrentCaller() caller: Caller, @Query(QueryPipe) query: SearchQueryDto): Promise<Page<CertDto>> {
    return this.service.list(caller.tenantId, query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Show a certificate', operationId: 'getCert' })
  @ApiOkResponse({ type: CertDto })
  @ProductionFailures(401, 403, 404, 429, 500, 503)
  find(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<CertDto> {
    return this.service.find(caller.tenantId, id);
  }

  @Get(':id/attachments')
  @ApiOperation({ summary: 'List where a certificate is attached', operationId: 'listCertAttachments' })
  @PagedList(CertAttachmentDto)
  @ProductionFailures(400, 401, 403, 404, 429, 500, 503)
  listAttachments(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query(QueryPipe) query: ListQueryDto,
  ): Promise<Page<CertAttachmentDto>> {
    return this.attachments.listByCert(caller.tenantId, id, query);
  }

  @Post('batch-attach')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Attach a certificate to many units',
    description: 'To each at the step where it is; to all or to none.',
    operationId: 'batchAttachCert',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOkResponse({ type: [CertAttachmentDto] })
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  attachToAll(@CurrentCaller() caller: Caller, @Body() dto: BatchAttachDto): Promise<CertAttachmentDto[]> {
    return this.attachments.attachToAll(caller, dto);
  }
}
