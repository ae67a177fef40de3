import { FieldReader, type FieldErrors } from './field-reader';
import type { JobArgs } from './job-args';
import { JOB_FIELDS, type JobField, type JobReader } from './job-fields';
import { readMessage, readUrls, readWords, writeArgs, type JobRequest, type JobRequestContext } from './job-request';
import { membersOf, type JsonText } from './json-text';
import { firstSlot, readRepetition, refuseEarlyEnd, type RequestedRecurrence, type Repetition } from './plan';

type Settings = Pick<JobRequest, 'args' | 'name' | 'description'>;

/** What a schedule is after a change. */
export interface ScheduleChange extends Settings, Repetition {
  recurrence: RequestedRecurrence;
  /** Whether a new plan begins. */
  replans: boolean;
  /** Whether the limits of a key are given. */
  limits: boolean;
}

const FIXED: JobField[] = ['schedule_in', 'scheduled_at', 'idempotency_key'];
const CHANGEABLE = JOB_FIELDS.filter((field) => !FIXED.includes(field));
const RECURRENCE = ['cron', 'repeat_every', 'timezone'] as const;
/** Fields of which each is judged by others of them. */
const REPETITION: JobField[] = [...RECURRENCE, 'misfire', 'overlap', 'max_runs', 'ends_at', 'pause_after_failures'];

/** Reads the body of a `PATCH` of a schedule: what is absent stays, what is null is no longer set. Never throws. */
export async function readScheduleChange(
  body: object,
  text: JsonText,
  stored: Settings,
  context: JobRequestContext,
): Promise<{ change: ScheduleChange } | { errors: FieldErrors }> {
  const sent: JobReader = new FieldReader(body);
  const named = CHANGEABLE.filter((field) => Object.hasOwn(body, field));
  const kept = membersOf(stored.args);
  for (const field of [...named, ...displacedBy(sent)]) kept.delete(field);

  const { name, description } = stored;
  const values = JSON.parse(stored.args) as JobArgs & Partial<Record<JobField, unknown>>;
  const endless = !['cron' as const, 'repeat_every' as const].some((field) => sent.isSet(field) || kept.has(field));
  const standing = endless ? [] : REPETITION.filter((field) => kept.has(field)).map((field) => [field, values[field]]);
  const reader: JobReader = new FieldReader({
    ...{ name, description, ...Object.fromEntries(standing) },
    ...Object.fromEntries(named.map((field) => [field, sent.value(field)])),
  });
  const words = readWords(reader);
  const repetition = readRepetition(reader, context.now);
  const replans = RECURRENCE.some((field) => named.includes(field) && (sent.isSet(field) || field in values));
  const first = repetition.recurrence && firstSlot(repetition.recurrence, context.now);
  if (replans && first) refuseEarlyEnd(reader, repetition, first);
  if (endless) reader.refuse(named.includes('cron') ? 'cron' : 'repeat_every', "can't be blank");
  if (named.includes('url') && !sent.isSet('url')) reader.refuse('url', "can't be blank");
  readMessage(reader);
  await readUrls(reader, context);

  const errors = reader.errors(JOB_FIELDS);
  if (errors) return { errors };
  const written = membersOf(text);
  const set = named.filter((field) => sent.isSet(field)).map((field) => [field, written.get(field)!] as const);
  const args = writeArgs(new Map([...kept, ...set]));
  // Another URL may mean another key.
  const limits = named.includes('flow_control') || named.includes('url');
  return { change: { args, ...words, ...repetition, recurrence: repetition.recurrence!, replans, limits } };
}

/** A schedule has a cron expression in a time zone or an interval: a new one takes the place of the other. */
function displacedBy(sent: JobReader): JobField[] {
  if (sent.isSet('cron')) return ['repeat_every'];
  return sent.isSet('repeat_every') ? ['cron', 'timezone'] : [];
}
