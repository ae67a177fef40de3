import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ListQueryDto, PagedList, QueryPipe } from '../lists';
import type { Page } from '../lists';
import { ProductionFailures } from '../production-failures';
import { AuditQueryDto } from './audit-query.dto';
import { AuditEntryDto } from './audit.dto';
import { AuditService } from './audit.service';

@ApiTags('production')
@Controller('api/audit')
export class AuditController {
  constructor(private readonly service: AuditService) {}

  @Get()
  @ApiOperation({ summary: 'List what was done, newest first', operationId: 'listAudit' })
  @ApiOkResponse({ type: [AuditEntryDto] })
  @ProductionFailures(400, 401, 403, 429)
  list(@CurrentCaller() caller: Caller, @Query(QueryPipe) query: AuditQueryDto): Promise<AuditEntryDto[]> {
    return this.service.list(caller, query);
  }

  @Get('serial/:id')
  @ApiOperation({
    summary: 'List what was done with a unit, oldest first',
    description: 'Begins with the making of its batch, which names no unit. Empty for an unknown unit.',
    operationId: 'listAuditOfSerial',
  })
  @PagedList(AuditEntryDto)
  @ProductionFailures(400, 401, 403, 429)
  ofUnit(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query(QueryPipe) query: ListQueryDto,
  ): Promise<Page<AuditEntryDto>> {
    return this.service.ofUnit(caller, id, query);
  }
}
