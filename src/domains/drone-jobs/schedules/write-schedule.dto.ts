import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { optional, Rules, RulesWithin } from '../../../kernel/http/rules';
import { boolean, cron, instant, name, object, oneOf, required, timeZone, whenGiven } from '../drone-rules';
import { CreateDroneJobDto } from '../jobs/create-job.dto';
import { MISSED_RUNS } from './schedule.entity';
import type { MissedRuns } from './schedule.entity';

const notObject = (path: string) => `${path} must be an object`;
const START = {
  description: 'No run before; ISO 8601, UTC where it names no zone.',
  example: '2026-01-01T00:00:00Z',
  type: String,
  format: 'date-time',
  nullable: true,
};
const END = { ...START, description: 'No run after; later than `startAt`.', example: '2036-01-01T00:00:00Z' };
const NAME = { description: 'Name, not just blank.', example: 'Morning round', minLength: 1, maxLength: 255 };
const CRON = {
  description: 'Minute, hour, day of the month, month and day of the week, as in cron.',
  example: '30 6 * * 1-5',
  maxLength: 200,
};
const ZONE = {
  description:
    'IANA name of the zone whose clocks count. A time that they leave out runs right after; one that they show twice runs the first time.',
  example: 'Europe/Berlin',
};
const JOB = {
  description: 'The job that each run makes. Its `scheduledAt` is the time of the run.',
  type: CreateDroneJobDto,
};
const MISSED = {
  description: 'What happens to runs that the service was not there for: none of them is made up for, or one for all.',
  example: 'SKIP',
  enum: MISSED_RUNS,
};
const ENABLED = { description: 'Whether it runs.', example: true };

export class CreateScheduleDto {
  @ApiProperty(NAME)
  @Rules(required(name()))
  name: string;

  @ApiProperty(CRON)
  @Rules(required(cron()))
  cron: string;

  @ApiProperty(ZONE)
  @Rules(required(timeZone()))
  timeZone: string;

  @ApiProperty(JOB)
  @Rules(required(object()))
  @RulesWithin(CreateDroneJobDto, notObject)
  job: CreateDroneJobDto;

  @ApiPropertyOptional({ ...MISSED, default: 'SKIP' })
  @Rules(optional(oneOf(...MISSED_RUNS)))
  missedRuns?: MissedRuns | null;

  @ApiPropertyOptional(START)
  @Rules(optional(instant()))
  startAt?: string | null;

  @ApiPropertyOptional(END)
  @Rules(optional(instant()))
  endAt?: string | null;

  @ApiPropertyOptional({ ...ENABLED, type: Boolean, default: true })
  @Rules(optional(boolean()))
  enabled?: boolean | null;
}

export class UpdateScheduleDto {
  @ApiPropertyOptional(NAME)
  @Rules(whenGiven(name()))
  name?: string;

  @ApiPropertyOptional(CRON)
  @Rules(whenGiven(cron()))
  cron?: string;

  @ApiPropertyOptional(ZONE)
  @Rules(whenGiven(timeZone()))
  timeZone?: string;

  @ApiPropertyOptional(JOB)
  @Rules(whenGiven(object()))
  @RulesWithin(CreateDroneJobDto, notObject)
  job?: CreateDroneJobDto;

  @ApiPropertyOptional(MISSED)
  @Rules(whenGiven(oneOf(...MISSED_RUNS)))
  missedRuns?: MissedRuns;

  @ApiPropertyOptional(START)
  @Rules(optional(instant()))
  startAt?: string | null;

  @ApiPropertyOptional(END)
  @Rules(optional(instant()))
  endAt?: string | null;

  @ApiPropertyOptional(ENABLED)
  @Rules(whenGiven(boolean()))
  enabled?: boolean;
}
