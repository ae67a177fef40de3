import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { DroneFailures } from '../drone-failures';
import { ConflictListDto } from './conflict.dto';
import { ConflictsService } from './conflicts.service';

@ApiTags('drone')
@Controller('v3/jobs/:jobId/conflicts')
export class ConflictsController {
  constructor(private readonly service: ConflictsService) {}

  @Get()
  @ApiOperation({
    summary: 'List conflicts of a drone job',
    description:
      'Unfinished jobs of the tenant that would come nearer than 50 m, and 15 m of altitude, at the same time. ' +
      'Flights are timed by their estimates, from their start, their `scheduledAt` or now.',
    operationId: 'listDroneJobConflicts',
  })
  @ApiOkResponse({ type: ConflictListDto })
  @DroneFailures(401, 403, 404, 415, 429, 500, 503)
  list(@CurrentCaller() caller: Caller, @Param('jobId') jobId: string): Promise<ConflictListDto> {
    return this.service.list(caller.tenantId, jobId);
  }
}
