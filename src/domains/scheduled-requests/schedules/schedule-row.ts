import type { MisfirePolicy } from '../recurrence/misfire';
import type { OverlapPolicy } from '../recurrence/overlap';
import type { Recurrence } from '../recurrence/slots';
import type { Duration } from '../values/duration';
import type { Instant } from '../values/instant';

/** What a schedule's plan is made of: either `cron` or `every`. */
export interface ScheduleRow {
  id: string;
  cron: string | null;
  every: Duration | null;
  timezone: string;
  anchor: Instant;
  misfire: MisfirePolicy;
  overlap: OverlapPolicy;
  next_run_at: Instant | null;
}

export const SCHEDULE_COLUMNS = `id, cron, every, timezone, scheduled.micros(anchor) AS anchor, misfire, overlap,
  scheduled.micros(next_run_at) AS next_run_at`;

export function recurrenceOf({ cron, every, timezone, anchor }: ScheduleRow): Recurrence {
  return cron === null ? { every: every!, first: anchor } : { cron, timezone };
}
