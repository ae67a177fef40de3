import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { optional, Rules } from '../../../kernel/http/rules';
import { id, oneOf } from '../drone-rules';
import { ListDto, ListQueryDto } from '../lists';
import { JOB_STATUSES } from './transitions';
import type { JobStatus } from './transitions';

/** What creating and listing show of a job. */
export class DroneJobSummaryDto {
  @ApiProperty({ description: 'Id, made by the server.', example: 'job-0190c8a2-7b1e-7c3a-9a51-2f6f4c1d8e90' })
  jobId: string;

  @ApiProperty({ description: 'Name of the flight.', example: 'Inspection Mission Alpha' })
  name: string;

  @ApiProperty({ description: 'Where the job is.', example: 'PENDING', enum: JOB_STATUSES })
  status: JobStatus;

  @ApiProperty({ description: 'Order within the group: 10 goes first.', example: 5, type: 'integer' })
  priority: number;

  @ApiProperty({ description: 'When the job was made.', example: '2024-01-14T15:30:00Z', format: 'date-time' })
  createdAt: string;
}

export class CreatedDroneJobDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({
    description: 'The job. It is `PENDING` here, even where it gets queued at once.',
    type: DroneJobSummaryDto,
  })
  job: DroneJobSummaryDto;
}

export class DroneJobListDto extends ListDto {
  @ApiProperty({ description: 'Jobs, newest first.', type: [DroneJobSummaryDto] })
  jobs: DroneJobSummaryDto[];
}

export class ListDroneJobsDto extends ListQueryDto {
  @ApiPropertyOptional({ description: 'Only jobs in this status.', example: 'QUEUED', enum: JOB_STATUSES })
  @Rules(optional(oneOf(...JOB_STATUSES)))
  status?: JobStatus;

  @ApiPropertyOptional({ description: 'Only jobs of this group.', example: 'group-uuid-789' })
  @Rules(optional(id()))
  deviceGroupId?: string;
}
