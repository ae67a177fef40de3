import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ObjectBody } from '../bodies';
import { ListQueryDto, PagedList, QueryPipe } from '../lists';
import type { Page } from '../lists';
import { ProductionFailures } from '../production-failures';
import { IDEMPOTENCY_KEY, IF_MATCH, IfMatch } from '../versions';
import { InspectionDto, RecordInspectionDto } from './inspection.dto';
import { InspectionsService } from './inspections.service';

@ApiTags('production')
@Controller('api/serials/:id/inspections')
export class InspectionsController {
  constructor(private readonly service: InspectionsService) {}

  @Post()
  @ApiOperation({
    summary: 'Record an inspection of a unit',
    description: 'The server judges by the plan of the step; without one each result says whether it passes.',
    operationId: 'recordInspection',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiHeader(IF_MATCH)
  @ApiBody({ type: RecordInspectionDto })
  @ApiCreatedResponse({ type: InspectionDto })
  @ProductionFailures(400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
  record(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @ObjectBody() body: object,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<InspectionDto> {
    return this.service.record({ caller, id, resource: 'Serial', body, ifMatch });
  }

  @Get()
  @ApiOperation({ summary: 'List the inspections of a unit', operationId: 'listInspections' })
  @PagedList(InspectionDto)
  @ProductionFailures(400, 401, 403, 404, 429, 500, 503)
  list(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query(QueryPipe) query: ListQueryDto,
  ): Promise<Page<InspectionDto>> {
    return this.service.list(caller.tenantId, id, query);
  }
}
