import type { CreateDroneJobDto } from '../jobs/create-job.dto';
import { zulu, zuluOrNull } from '../instants';
import type { Paged } from '../lists';
import type { Recurrence } from './recurrence';
import type { DroneScheduleDto } from './schedule.dto';
import type { MissedRuns } from './schedule.entity';

export interface ScheduleRow extends Paged {
  name: string;
  cron: string;
  time_zone: string;
  job: CreateDroneJobDto;
  missed_runs: MissedRuns;
  start_at: Date | null;
  end_at: Date | null;
  enabled: boolean;
  next_run_at: Date | null;
  last_run_at: Date | null;
  last_failure: string | null;
  updated_at: Date;
}

/** A row and the time on the clock that all processes share. */
export type LockedScheduleRow = ScheduleRow & { now: Date };

export function recurrenceOf(row: Pick<ScheduleRow, 'cron' | 'time_zone' | 'start_at' | 'end_at'>): Recurrence {
  return { cron: row.cron, timeZone: row.time_zone, startAt: row.start_at, endAt: row.end_at };
}

export function scheduleOf(row: ScheduleRow): DroneScheduleDto {
  return {
    scheduleId: row.id,
    name: row.name,
    cron: row.cron,
    timeZone: row.time_zone,
    job: row.job,
    missedRuns: row.missed_runs,
    startAt: zuluOrNull(row.start_at),
    endAt: zuluOrNull(row.end_at),
    enabled: row.enabled,
    nextRunAt: zuluOrNull(row.next_run_at),
    lastRunAt: zuluOrNull(row.last_run_at),
    lastFailure: row.last_failure,
    createdAt: zulu(row.created_at),
    updatedAt: zulu(row.updated_at),
  };
}
