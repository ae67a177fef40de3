import { ApiProperty } from '@nestjs/swagger';
import { CreateScheduledJobDto } from '../jobs/create-job.dto';
import { ScheduledJobDto } from '../jobs/job.dto';
import { MAX_JOBS } from './job-batch.pipe';

/** Describes the body of a batch; `JobBatchPipe` reads it. */
export class CreateScheduledJobsDto {
  @ApiProperty({
    type: [CreateScheduledJobDto],
    minItems: 1,
    maxItems: MAX_JOBS,
    description: 'What is to be created, each as in a create call.',
  })
  jobs: CreateScheduledJobDto[];
}

export class ScheduledBatchDto {
  @ApiProperty({
    type: [ScheduledJobDto],
    description: 'A job for each, in their order; `has_confict` where another unfinished job holds the key.',
  })
  data: ScheduledJobDto[];
}
