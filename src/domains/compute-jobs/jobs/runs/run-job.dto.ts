import { ApiPropertyOptional } from '@nestjs/swagger';
import { ChangeComputeConfigDto } from '../changes/change-job.dto';

/** Nothing need be sent. The members of the config may lie below `config` or at the top. */
export class RunComputeJobDto extends ChangeComputeConfigDto {
  @ApiPropertyOptional({
    description: "When the job begins, instead of the job's own `startAt`; at once when past, at most 365 days ahead.",
    example: '2026-01-31T12:00:00Z',
    format: 'date-time',
  })
  startAt?: string;
}
