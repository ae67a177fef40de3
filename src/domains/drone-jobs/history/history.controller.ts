import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { DroneFailures } from '../drone-failures';
import { QueryPipe } from '../lists';
import { JobHistoryDto, TrackDto } from './history.dto';
import { HistoryService } from './history.service';
import { TelemetryListDto, TelemetryQueryDto } from './telemetry.dto';

const GEO_JSON = 'application/geo+json';

@ApiTags('drone')
@Controller('v3')
export class HistoryController {
  constructor(private readonly service: HistoryService) {}

  @Get('devices/:deviceId/telemetry')
  @ApiOperation({ summary: 'List what a device told of itself', operationId: 'listDeviceTelemetry' })
  @ApiOkResponse({ type: TelemetryListDto })
  @DroneFailures(400, 401, 403, 404, 415, 429, 500, 503)
  telemetry(
    @CurrentCaller() caller: Caller,
    @Param('deviceId') id: string,
    @Query(QueryPipe) query: TelemetryQueryDto,
  ): Promise<TelemetryListDto> {
    return this.service.telemetry(caller.tenantId, id, query);
  }

  @Get('jobs/:jobId/history')
  @ApiOperation({ summary: 'List what happened to a job', operationId: 'getDroneJobHistory' })
  @ApiOkResponse({ type: JobHistoryDto })
  @DroneFailures(401, 403, 404, 415, 429, 500, 503)
  history(@CurrentCaller() caller: Caller, @Param('jobId') jobId: string): Promise<JobHistoryDto> {
    return this.service.history(caller.tenantId, jobId);
  }

  @Get('jobs/:jobId/track')
  @Header('content-type', GEO_JSON)
  @ApiOperation({
    summary: 'Show where a job was flown',
    description: 'GeoJSON, for as long as telemetry is kept. Of more than 10,000 positions some are left out.',
    operationId: 'getDroneJobTrack',
  })
  @ApiExtraModels(TrackDto)
  @ApiOkResponse({ content: { [GEO_JSON]: { schema: { $ref: getSchemaPath(TrackDto) } } } })
  @DroneFailures(401, 403, 404, 415, 429, 500, 503)
  track(@CurrentCaller() caller: Caller, @Param('jobId') jobId: string): Promise<TrackDto> {
    return this.service.track(caller.tenantId, jobId);
  }
}
