import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { OptionalBody } from '../../../kernel/http/dto.pipe';
import { optional, Rules } from '../../../kernel/http/rules';
import { integer, name, text, whenGiven } from '../drone-rules';
import { JOB_STATUSES } from './transitions';
import type { JobStatus } from './transitions';

const JOB_ID = { description: 'Id of the job.', example: 'job-0190c8a2-7b1e-7c3a-9a51-2f6f4c1d8e90' };
const SUCCESS = { description: 'Always true.', example: true };

export class UpdateDroneJobDto {
  @ApiPropertyOptional({
    description: 'A new name, not just blank; kept as sent.',
    example: 'Inspection Mission Bravo',
    minLength: 1,
    maxLength: 255,
  })
  @Rules(whenGiven(name()))
  name?: string;

  @ApiPropertyOptional({
    description: 'A new description; null clears it.',
    example: 'North side only',
    maxLength: 4000,
    type: String,
    nullable: true,
  })
  @Rules(optional(text(4000)))
  description?: string | null;

  @ApiPropertyOptional({
    description: 'A new place in the order of the group, until the flight has started: 10 goes first.',
    example: 8,
    type: 'integer',
    minimum: 1,
    maximum: 10,
  })
  @Rules(whenGiven(integer(1, 10)))
  priority?: number;
}

export class ChangedDroneJobDto {
  @ApiProperty(JOB_ID)
  jobId: string;

  @ApiProperty({ description: 'Name of the flight.', example: 'Inspection Mission Bravo' })
  name: string;

  @ApiProperty({ description: 'What it is for.', example: 'North side only', type: String, nullable: true })
  description: string | null;

  @ApiProperty({ description: 'Where the job is.', example: 'QUEUED', enum: JOB_STATUSES })
  status: JobStatus;

  @ApiProperty({ description: 'Order within the group: 10 goes first.', example: 8, type: 'integer' })
  priority: number;

  @ApiProperty({ description: 'When the job was changed.', example: '2024-01-14T15:31:00Z', format: 'date-time' })
  updatedAt: string;
}

export class ChangedDroneJobAnswerDto {
  @ApiProperty(SUCCESS)
  success: true;

  @ApiProperty({ description: 'The job.', type: ChangedDroneJobDto })
  job: ChangedDroneJobDto;
}

@OptionalBody()
export class CancelDroneJobDto {
  @ApiPropertyOptional({
    description: 'Why, for the history of the job.',
    example: 'Bad weather',
    maxLength: 1000,
    type: String,
    nullable: true,
  })
  @Rules(optional(text(1000)))
  reason?: string | null;
}

class CancelledDroneJobDto {
  @ApiProperty(JOB_ID)
  jobId: string;

  @ApiProperty({ description: 'Always `CANCELLED`.', example: 'CANCELLED' })
  status: 'CANCELLED';

  @ApiProperty({ description: 'When it was cancelled.', example: '2024-01-14T15:31:00Z', format: 'date-time' })
  cancelledAt: string;
}

export class CancelledDroneJobAnswerDto {
  @ApiProperty(SUCCESS)
  success: true;

  @ApiProperty({ description: 'The job.', type: CancelledDroneJobDto })
  job: CancelledDroneJobDto;
}
