import type { FieldReader } from './field-reader';

/** In the order in which they are checked and reported. */
export const JOB_FIELDS = [
  'method',
  'url',
  'query',
  'body',
  'headers',
  'schedule_in',
  'scheduled_at',
  'repeat_every',
  'cron',
  'idempotency_key',
  'callback_url',
  'webhook_url',
  'name',
  'description',
  'timeout',
  'retry',
  'timezone',
  'misfire',
  'overlap',
  'flow_control',
  'fifo_key',
  'max_runs',
  'ends_at',
  'pause_after_failures',
] as const;
export type JobField = (typeof JOB_FIELDS)[number];
export type JobReader = FieldReader<JobField>;
