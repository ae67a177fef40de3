import { shown } from '../jobs/job-row';
import { formatInstant } from '../values/instant';
import { membersOf, type JsonText } from '../values/json-text';
import type { ScheduleDto } from './schedule.dto';
import type { StoredSchedule } from './schedule-store';

/** A schedule as clients see it, with the given `args` as they were written. */
export function shownSchedule(schedule: StoredSchedule, args: JsonText): JsonText {
  const before: Partial<ScheduleDto> = {
    id: schedule.id,
    name: schedule.name,
    description: schedule.description,
    user_id: schedule.tenant_id,
    state: schedule.state,
    reason: schedule.reason,
    cron: schedule.cron,
  };
  const after: Partial<ScheduleDto> = {
    timezone: schedule.timezone,
    misfire: schedule.misfire,
    overlap: schedule.overlap,
    next_run_at: schedule.state === 'active' ? shown(schedule.next_run_at) : null,
    last_run_at: shown(schedule.last_run_at),
    runs: schedule.runs,
    missed: schedule.missed,
    skipped: schedule.skipped,
    failures: schedule.failures,
    inserted_at: formatInstant(schedule.inserted_at),
    updated_at: formatInstant(schedule.updated_at),
  };
  const every = membersOf(args).get('repeat_every') ?? 'null';
  const [head, tail] = [before, after].map((part) => JSON.stringify(part).slice(1, -1));
  return `{${head},"repeat_every":${every},${tail},"args":${args}}`;
}
