import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { refuseUnless } from '../../../kernel/http/common-rules';
import { optional, Rules } from '../../../kernel/http/rules';
import { instant } from '../drone-rules';
import { CreateDroneJobDto } from '../jobs/create-job.dto';
import { ListDto } from '../lists';
import { MISSED_RUNS } from './schedule.entity';
import type { MissedRuns } from './schedule.entity';

const MAX_COUNT = 100;
export const DEFAULT_COUNT = 10;

const isCount = (value: unknown) =>
  typeof value === 'string' && /^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= MAX_COUNT;

export class NextRunsQueryDto {
  @ApiPropertyOptional({
    description: 'Runs at most.',
    example: 5,
    type: 'integer',
    minimum: 1,
    maximum: MAX_COUNT,
    default: DEFAULT_COUNT,
  })
  @Rules(optional(refuseUnless(isCount, (field) => `${field} must be an integer between 1 and ${MAX_COUNT}`)))
  count?: string;

  @ApiPropertyOptional({
    description: 'Only runs later than this; now when left out.',
    example: '2026-01-01T00:00:00Z',
    format: 'date-time',
  })
  @Rules(optional(instant()))
  after?: string;
}

const TIME = { type: String, format: 'date-time', nullable: true };

export class DroneScheduleDto {
  @ApiProperty({ description: 'Id, made by the server.', example: 'schedule-0190c8a2-7b1e-7c3a-9a51-2f6f4c1d8e90' })
  scheduleId: string;

  @ApiProperty({ description: 'Name.', example: 'Morning round' })
  name: string;

  @ApiProperty({ description: 'When it runs.', example: '30 6 * * 1-5' })
  cron: string;

  @ApiProperty({ description: 'The zone whose clocks count.', example: 'Europe/Berlin' })
  timeZone: string;

  @ApiProperty({ description: 'The job that each run makes.', type: CreateDroneJobDto })
  job: CreateDroneJobDto;

  @ApiProperty({ description: 'What happens to missed runs.', example: 'SKIP', enum: MISSED_RUNS })
  missedRuns: MissedRuns;

  @ApiProperty({ description: 'No run before.', example: null, ...TIME })
  startAt: string | null;

  @ApiProperty({ description: 'No run after.', example: null, ...TIME })
  endAt: string | null;

  @ApiProperty({ description: 'Whether it runs.', example: true })
  enabled: boolean;

  @ApiProperty({
    description: 'The next run; null while it is not enabled and after its end.',
    example: '2026-01-05T05:30:00Z',
    ...TIME,
  })
  nextRunAt: string | null;

  @ApiProperty({ description: 'The run that was made last.', example: '2026-01-02T05:30:00Z', ...TIME })
  lastRunAt: string | null;

  @ApiProperty({
    description: 'Why the last run made no job, where it did not.',
    example: null,
    type: String,
    nullable: true,
  })
  lastFailure: string | null;

  @ApiProperty({ description: 'When it was made.', example: '2026-01-01T15:30:00Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ description: 'When it was last changed.', example: '2026-01-01T15:30:00Z', format: 'date-time' })
  updatedAt: string;
}

export class DroneScheduleAnswerDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'The schedule.', type: DroneScheduleDto })
  schedule: DroneScheduleDto;
}

export class DroneScheduleListDto extends ListDto {
  @ApiProperty({ description: 'Schedules, newest first.', type: [DroneScheduleDto] })
  schedules: DroneScheduleDto[];
}

export class NextRunsDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'The runs in UTC, oldest first.', example: ['2026-01-05T05:30:00Z'], type: [String] })
  runs: string[];

  @ApiProperty({ description: 'Runs in this answer.', example: 1, type: 'integer' })
  count: number;
}
