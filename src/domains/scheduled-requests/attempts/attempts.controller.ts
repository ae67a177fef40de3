import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ScheduledFailures } from '../scheduled-failures';
import { ScheduledAttemptListDto } from './attempt.dto';
import { AttemptsService } from './attempts.service';

@ApiTags('scheduled')
@Controller('scheduler/api/jobs/:id/attempts')
export class AttemptsController {
  constructor(private readonly service: AttemptsService) {}

  @Get()
  @ApiOperation({ summary: "List a job's attempts", operationId: 'listScheduledAttempts' })
  @ApiParam({ name: 'id', description: 'The `job_id` or the `id` of the job.', example: '29180' })
  @ApiOkResponse({ type: ScheduledAttemptListDto })
  @ScheduledFailures(401, 403, 404, 429, 500, 503)
  async list(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<ScheduledAttemptListDto> {
    return { data: await this.service.ofJob(caller, id) };
  }
}
