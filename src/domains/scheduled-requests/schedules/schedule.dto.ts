import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MISFIRE_POLICIES, type MisfirePolicy } from '../recurrence/misfire';
import { OVERLAP_POLICIES, type OverlapPolicy } from '../recurrence/overlap';
import { SCHEDULE_STATES, type ScheduleState } from '../transitions';
import type { JobArgs } from '../values/job-args';

const TEXT = { type: String, nullable: true };
const MOMENT = { ...TEXT, format: 'date-time' };
const COUNT = { type: 'integer', minimum: 0 } as const;

/** A schedule as clients see it. */
export class ScheduleDto {
  @ApiProperty({ format: 'uuid', description: 'Id of the schedule.', example: '01980a4e-7b1c-7d3e-9f00-3f1c2d4e5a6b' })
  id: string;

  @ApiProperty({ ...TEXT, description: 'The name that was sent.', example: 'nightly' })
  name: string | null;

  @ApiProperty({ ...TEXT, description: 'The description that was sent.', example: null })
  description: string | null;

  @ApiProperty({ format: 'uuid', description: 'Id of the tenant.', example: 'bd2aa099-6eb7-4dbb-9178-32141def1355' })
  user_id: string;

  @ApiProperty({ enum: SCHEDULE_STATES, description: 'completed and cancelled are final.', example: 'active' })
  state: ScheduleState;

  @ApiProperty({ ...TEXT, description: 'Why it is paused.', example: null })
  reason: string | null;

  @ApiProperty({ ...TEXT, description: 'Its cron expression, if it has one.', example: '0 3 * * *' })
  cron: string | null;

  @ApiProperty({
    oneOf: [{ type: 'number', nullable: true }, { type: 'array', items: {} }, { type: 'string' }],
    description: 'Its interval as sent, if it has one.',
    example: null,
  })
  repeat_every: unknown;

  @ApiProperty({ description: 'The time zone of `cron`.', example: 'Europe/Berlin' })
  timezone: string;

  @ApiProperty({ enum: MISFIRE_POLICIES, description: 'Which late slots run.', example: 'latest' })
  misfire: MisfirePolicy;

  @ApiProperty({ enum: OVERLAP_POLICIES, description: 'What a slot does beside an earlier run.', example: 'allow' })
  overlap: OverlapPolicy;

  @ApiProperty({ ...MOMENT, description: 'The next slot; null unless active.', example: '2026-07-11T01:00:00.000000Z' })
  next_run_at: string | null;

  @ApiProperty({ ...MOMENT, description: 'When the latest run began.', example: null })
  last_run_at: string | null;

  @ApiProperty({ ...COUNT, description: 'Runs that began.', example: 12 })
  runs: number;

  @ApiProperty({ ...COUNT, description: 'Slots that came due while nothing could run, and were left out.', example: 0 })
  missed: number;

  @ApiProperty({ ...COUNT, description: 'Slots that were left out beside an earlier run.', example: 0 })
  skipped: number;

  @ApiProperty({ ...COUNT, description: 'Discarded runs in a row.', example: 0 })
  failures: number;

  @ApiProperty({ format: 'date-time', description: 'When it was made.', example: '2026-07-01T08:00:00.000000Z' })
  inserted_at: string;

  @ApiProperty({
    format: 'date-time',
    description: 'When it, or its state, was changed last.',
    example: '2026-07-01T08:00:00.000000Z',
  })
  updated_at: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'The fields that are set, as sent.',
    example: { cron: '0 3 * * *', headers: {}, method: 'get', timezone: 'Europe/Berlin', url: 'https://example.com/' },
  })
  args: JobArgs;
}

export class ScheduleAnswerDto {
  @ApiProperty({ type: ScheduleDto, description: 'The schedule.' })
  data: ScheduleDto;
}

export class ScheduleListDto {
  @ApiProperty({ type: [ScheduleDto], description: 'The schedules.' })
  data: ScheduleDto[];
}

export class SlotListDto {
  @ApiProperty({
    type: [String],
    description: 'The slots (UTC), the next one first.',
    example: ['2026-07-11T01:00:00.000000Z', '2026-07-12T01:00:00.000000Z'],
  })
  data: string[];
}

export class PauseScheduleDto {
  @ApiPropertyOptional({ ...TEXT, maxLength: 255, description: 'Why.', example: 'target under repair' })
  reason?: string | null;
}
