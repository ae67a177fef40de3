import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ComputeFailures } from '../compute-failures';
import { JOB_ID } from './parameters';
import { ComputeProgressDto } from './progress.dto';
import { ProgressService } from './progress.service';

@ApiTags('compute')
@Controller('v1/customer/jobs/:id/progress')
export class ProgressController {
  constructor(private readonly service: ProgressService) {}

  @Get()
  @ApiOperation({
    summary: 'Read how far a job is',
    description: 'Counts of its tasks, and when they will have ended at the rate so far.',
    operationId: 'readComputeProgress',
  })
  @ApiParam(JOB_ID)
  @ApiOkResponse({ type: ComputeProgressDto })
  @ComputeFailures(401, 403, 404, 406, 429, 500, 503)
  read(@CurrentCaller() caller: Caller, @Param('id') jobId: string): Promise<ComputeProgressDto> {
    return this.service.show(caller.tenantId, jobId);
  }
}
