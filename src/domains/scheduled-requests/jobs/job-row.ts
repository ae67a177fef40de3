import type { JobState } from '../transitions';
import { formatInstant, formatNaiveSeconds, type Instant } from '../values/instant';
import type { JsonText } from '../values/json-text';
import type { ScheduledJobDto } from './job.dto';

/** A job as `JOB_COLUMNS` selects it. */
export interface JobRow {
  id: number;
  uuid: string;
  tenant_id: string;
  schedule_id: string | null;
  name: string | null;
  description: string | null;
  idempotency_key: string | null;
  state: JobState;
  inserted_at: Instant;
  scheduled_at: Instant;
  attempted_at: Instant | null;
  completed_at: Instant | null;
  discarded_at: Instant | null;
  cancelled_at: Instant | null;
}

const MOMENTS = ['inserted_at', 'scheduled_at', 'attempted_at', 'completed_at', 'discarded_at', 'cancelled_at'];

/** The columns of a `JobRow`, out of a relation named `job`. */
export const JOB_COLUMNS = [
  'job.id::float8 AS id',
  ...['uuid', 'tenant_id', 'schedule_id', 'name', 'description', 'idempotency_key', 'state'].map(
    (column) => `job.${column}`,
  ),
  ...MOMENTS.map((column) => `scheduled.micros(job.${column}) AS ${column}`),
].join(', ');

/** A job as clients see it, its `args` as they were written. `hasConflict`: it was there before the request. */
export function userJob(row: JobRow, args: JsonText, hasConflict = false): JsonText {
  const job: Omit<ScheduledJobDto, 'args'> = {
    id: row.uuid,
    idempotency_key: row.idempotency_key,
    inserted_at: formatNaiveSeconds(row.inserted_at),
    name: row.name,
    description: row.description,
    user_id: row.tenant_id,
    schedule_id: row.schedule_id,
    job_id: row.id,
    job: {
      attempted_at: shown(row.attempted_at),
      cancelled_at: shown(row.cancelled_at),
      completed_at: shown(row.completed_at),
      discarded_at: shown(row.discarded_at),
      has_confict: hasConflict,
      id: row.id,
      inserted_at: formatInstant(row.inserted_at),
      scheduled_at: formatInstant(row.scheduled_at),
      state: row.state,
    },
  };
  return `${JSON.stringify(job).slice(0, -1)},"args":${args}}`;
}

/** A moment as clients see it, if there is one. */
export function shown(instant: Instant | null): string | null {
  return instant === null ? null : formatInstant(instant);
}
