import { ApiProperty } from '@nestjs/swagger';
import { Rules } from '../../../kernel/http/rules';
import type { Rule } from '../../../kernel/http/rules';
import { isJsonObject } from '../../../kernel/http/json';

export class JobPriorityDto {
  @ApiProperty({ description: 'Id of the job.', example: 'job_V1StGXR8_Z5j' })
  jobId: string;

  @ApiProperty({ description: 'Its rank, 1 first.', example: 1, type: 'integer', minimum: 1 })
  priority: number;
}

/** Each entry names a job; what is wrong with the ranks is said once the jobs are known. */
const ranked: Rule = (value, field) => {
  if (!Array.isArray(value) || value.length === 0) return 'Priorities list must not be empty';
  const unnamed = value.findIndex((item) => !isJsonObject(item) || typeof item.jobId !== 'string');
  return unnamed < 0 ? undefined : `${field}[${unnamed}].jobId is required`;
};

export class PrioritiesDto {
  @ApiProperty({
    description: 'Every job that is not completed, each once, with the ranks 1 to N.',
    type: [JobPriorityDto],
  })
  @Rules(ranked)
  priorities: JobPriorityDto[];
}
