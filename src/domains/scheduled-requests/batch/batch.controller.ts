import { Body, Controller, Header, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { BodyLimit } from '../../../kernel/http/body.interceptor';
import { userJob } from '../jobs/job-row';
import { ScheduledFailures } from '../scheduled-failures';
import type { JobRequest } from '../values/job-request';
import type { JsonText } from '../values/json-text';
import { CreateScheduledJobsDto, ScheduledBatchDto } from './batch.dto';
import { JobBatchPipe } from './job-batch.pipe';
import { JobBatches } from './job-batches';

const MAX_BYTES = 8 * 1024 * 1024;

@ApiTags('scheduled')
@Controller('scheduler/api/jobs/batch')
export class BatchController {
  constructor(private readonly batches: JobBatches) {}

  @Post()
  @BodyLimit(MAX_BYTES)
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({
    summary: 'Create many jobs',
    description: 'Up to 1,000 jobs in 8 MiB: all of them or, when one is refused, none. Texts name `jobs.3.url`.',
    operationId: 'createScheduledJobs',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    description: 'The same key and body within 24 h give the first answer again.',
    required: false,
  })
  @ApiBody({ type: CreateScheduledJobsDto })
  @ApiCreatedResponse({ type: ScheduledBatchDto })
  @ScheduledFailures(400, 401, 403, 409, 413, 415, 422, 429, 500, 503)
  async create(@CurrentCaller() caller: Caller, @Body(JobBatchPipe) requests: JobRequest[]): Promise<JsonText> {
    const jobs = await this.batches.create(caller.tenantId, requests);
    return `{"data":[${jobs.map(({ row, args, hasConflict }) => userJob(row, args, hasConflict)).join(',')}]}`;
  }
}
