import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { QueryPipe } from '../lists';
import { ProductionFailures } from '../production-failures';
import { PeriodQueryDto } from './period';
import { JobReportDto, PathReportDto, ThroughputDto, ThroughputQueryDto } from './report.dto';
import { ReportsService } from './reports.service';

@ApiTags('production')
@Controller('api')
export class ReportsController {
  constructor(private readonly service: ReportsService) {}

  @Get('paths/:id/report')
  @ApiOperation({
    summary: 'Report on a path',
    description: 'What happened in the period: yields, cycle times, and how each step did.',
    operationId: 'getPathReport',
  })
  @ApiOkResponse({ type: PathReportDto })
  @ProductionFailures(400, 401, 403, 404, 429, 500, 503)
  path(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id') id: string,
    @Query(QueryPipe) query: PeriodQueryDto,
  ): Promise<PathReportDto> {
    return this.service.ofPath(tenantId, id, query);
  }

  @Get('jobs/:id/report')
  @ApiOperation({
    summary: 'Report on a job',
    description: 'A report on each of its paths.',
    operationId: 'getJobReport',
  })
  @ApiOkResponse({ type: JobReportDto })
  @ProductionFailures(400, 401, 403, 404, 429, 500, 503)
  job(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id') id: string,
    @Query(QueryPipe) query: PeriodQueryDto,
  ): Promise<JobReportDto> {
    return this.service.ofJob(tenantId, id, query);
  }

  @Get('reports/throughput')
  @ApiOperation({
    summary: 'Units made, completed and scrapped over time',
    description: 'Every bucket of the period, at most 1000, also those in which nothing happened.',
    operationId: 'getThroughput',
  })
  @ApiOkResponse({ type: [ThroughputDto] })
  @ProductionFailures(400, 401, 403, 429, 500, 503)
  throughput(
    @CurrentCaller() { tenantId }: Caller,
    @Query(QueryPipe) query: ThroughputQueryDto,
  ): Promise<ThroughputDto[]> {
    return this.service.throughput(tenantId, query);
  }
}
