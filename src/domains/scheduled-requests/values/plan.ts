import { nextMatch, parseCron, type CronRule } from '../recurrence/cron';
import { MISFIRE_POLICIES, type MisfirePolicy } from '../recurrence/misfire';
import { OVERLAP_POLICIES, type OverlapPolicy } from '../recurrence/overlap';
import { parseTimeZone } from '../recurrence/time-zone';
import { addDuration, parseDuration, shortestLength, type Duration } from './duration';
import { SECOND, type Instant } from './instant';
import type { JobReader } from './job-fields';
import { integerBetween, oneOf, type Parsed } from './parsed';
import { parseTime } from './time';

/** When the first run is due; `in` counts from the moment of creation, which the database knows. */
export type Start = 'now' | { in: Duration } | { at: Instant };

/** An interval has its first slot at the start. */
export type RequestedRecurrence = { every: Duration } | CronRule;

/** What a recurring job does beyond its first run. */
export interface Repetition {
  /** Null for a one-shot. */
  recurrence: RequestedRecurrence | null;
  misfire: MisfirePolicy;
  overlap: OverlapPolicy;
  /** Null: no end. */
  maxRuns: number | null;
  endsAt: Instant | null;
  /** Discarded runs in a row after which it pauses; 0: never. */
  pauseAfterFailures: number;
}

/** When a job runs and, in a recurring one, what becomes of slots that are late or overlap. */
export interface Plan extends Repetition {
  start: Start;
}

const RECURRENCE_FIELDS = ['misfire', 'overlap', 'max_runs', 'ends_at', 'pause_after_failures'] as const;

/** Reads the fields that say when the job runs. */
export function readPlan(reader: JobReader, now: Instant): Plan {
  const delay = reader.read('schedule_in', parseDuration);
  if (reader.isSet('schedule_in')) reader.refuseIfSet('scheduled_at', "can't be set together with schedule_in");
  const at = reader.read('scheduled_at', (value) => parseTime(value, now));
  const repetition = readRepetition(reader, now);
  const start = startOf(delay, at ?? firstMatchOf(repetition, now), now);
  refuseEarlyEnd(reader, repetition, momentOf(start, now));
  return { start, ...repetition };
}

/** Reads the fields that say how the job goes on after its first run. */
export function readRepetition(reader: JobReader, now: Instant): Repetition {
  const every = reader.read('repeat_every', parseRepeatEvery);
  const cron = readCron(reader);
  if (cron && nextMatch(cron, now) === undefined) reader.refuse('cron', 'never runs');
  if (!reader.isSet('repeat_every') && !reader.isSet('cron')) {
    for (const field of RECURRENCE_FIELDS) reader.refuseIfSet(field, 'can only be used with repeat_every or cron');
  }
  return {
    recurrence: every ? { every } : (cron ?? null),
    misfire: reader.read('misfire', oneOf(MISFIRE_POLICIES)) ?? 'latest',
    overlap: reader.read('overlap', oneOf(OVERLAP_POLICIES)) ?? 'allow',
    maxRuns: reader.read('max_runs', integerBetween(1, 1_000_000)) ?? null,
    endsAt: reader.read('ends_at', (value) => parseTime(value, now)) ?? null,
    pauseAfterFailures: reader.read('pause_after_failures', integerBetween(0, 1000)) ?? 0,
  };
}

/** A plan without a single slot would end before it began. */
export function refuseEarlyEnd(reader: JobReader, { endsAt }: Repetition, first: Instant): void {
  if (endsAt !== null && endsAt < first) reader.refuse('ends_at', 'must not be before the first run');
}

/** The first slot of a plan that is made at a moment for a schedule that there is already. */
export function firstSlot(recurrence: RequestedRecurrence, now: Instant): Instant | undefined {
  return 'cron' in recurrence ? nextMatch(recurrence, now) : addDuration(now, recurrence.every);
}

function firstMatchOf({ recurrence }: Repetition, now: Instant): Instant | undefined {
  return recurrence && 'cron' in recurrence ? nextMatch(recurrence, now) : undefined;
}

function momentOf(start: Start, now: Instant): Instant {
  if (start === 'now') return now;
  return 'at' in start ? start.at : addDuration(now, start.in);
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

function parseRepeatEvery(value: unknown): Parsed<Duration> {
  const parsed = parseDuration(value);
  if ('error' in parsed || shortestLength(parsed.value) >= SECOND) return parsed;
  return { error: 'must be at least 1 second' };
}
