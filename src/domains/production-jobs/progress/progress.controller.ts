import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ListQueryDto, PagedList, QueryPipe } from '../lists';
import type { Page } from '../lists';
import { ProductionFailures } from '../production-failures';
import { ProgressDto } from './progress.dto';
import { ProgressService } from './progress.service';

@ApiTags('production')
@Controller('api/jobs/progress')
export class ProgressController {
  constructor(private readonly service: ProgressService) {}

  @Get()
  @ApiOperation({
    summary: 'List the progress of all jobs',
    description: 'In order of creation, each as the job itself shows it.',
    operationId: 'listProductionProgress',
  })
  @PagedList(ProgressDto)
  @ProductionFailures(400, 401, 403, 415, 429, 500, 503)
  list(@CurrentCaller() caller: Caller, @Query(QueryPipe) query: ListQueryDto): Promise<Page<ProgressDto>> {
    return this.service.list(caller.tenantId, query);
  }
}
