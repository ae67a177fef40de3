import { nextMatch, parseCron, type CronRule } from '../recurrence/cron';
import { MISFIRE_POLICIES, type MisfirePolicy } from '../recurrence/misfire';
import { OVERLAP_POLICIES, type OverlapPolicy } from '../recurrence/overlap';
import { parseTimeZone } from '../recurrence/time-zone';
import { parseDuration, shortestLength, type Duration } from './duration';
import { SECOND, type Instant } from './instant';
import type { JobReader } from './job-fields';
import { oneOf, type Parsed } from './parsed';
import { parseTime } from './time';

/** When the first run is due; `in` counts from the moment of creation, which the database knows. */
export type Start = 'now' | { in: Duration } | { at: Instant };

/** An interval has its first slot at the start. */
export type RequestedRecurrence = { every: Duration } | CronRule;

/** When a job runs and, in a recurring one, what becomes of slots that are late or overlap. */
export interface Plan {
  start: Start;
  /** Null for a one-shot. */
  recurrence: RequestedRecurrence | null;
  misfire: MisfirePolicy;
  overlap: OverlapPolicy;
}

const RECURRENCE_FIELDS = ['misfire', 'overlap'] as const;

/** Reads the fields that say when the job runs. */
export function readPlan(reader: JobReader, now: Instant): Plan {
  const delay = reader.read('schedule_in', parseDuration);
  if (reader.isSet('schedule_in')) reader.refuseIfSet('scheduled_at', "can't be set together with schedule_in");
  const at = reader.read('scheduled_at', (value) => parseTime(value, now));
  const every = reader.read('repeat_every', parseRepeatEvery);
  const cron = readCron(reader);
  const firstMatch = cron && nextMatch(cron, now);
  if (cron && firstMatch === undefined) reader.refuse('cron', 'never runs');
  return {
    start: startOf(delay, at ?? firstMatch, now),
    recurrence: every ? { every } : (cron ?? null),
    ...readPolicies(reader),
  };
}

function readCron(reader: JobReader): CronRule | undefined {
  if (reader.isSet('repeat_every')) reader.refuseIfSet('cron', "can't be set together with repeat_every");
  if (!reader.isSet('cron')) reader.refuseIfSet('timezone', 'can only be used with cron');
  const timezone = reader.read('timezone', parseTimeZone) ?? 'UTC';
  const cron = reader.read('cron', parseCron);
  return cron === undefined ? undefined : { cron, timezone };
}

function startOf(delay: Duration | undefined, at: Instant | undefined, now: Instant): Start {
  if (delay) return { in: delay };
  return at !== undefined && at > now ? { at } : 'now';
}

function readPolicies(reader: JobReader): Pick<Plan, 'misfire' | 'overlap'> {
  if (!reader.isSet('repeat_every') && !reader.isSet('cron')) {
    for (const field of RECURRENCE_FIELDS) reader.refuseIfSet(field, 'can only be used with repeat_every or cron');
  }
  return {
    misfire: reader.read('misfire', oneOf(MISFIRE_POLICIES)) ?? 'latest',
    overlap: reader.read('overlap', oneOf(OVERLAP_POLICIES)) ?? 'allow',
  };
}

function parseRepeatEvery(value: unknown): Parsed<Duration> {
  const parsed = parseDuration(value);
  if ('error' in parsed || shortestLength(parsed.value) >= SECOND) return parsed;
  return { error: 'must be at least 1 second' };
}
