import { shown } from '../jobs/job-row';
import { formatInstant, type Instant } from '../values/instant';
import type { ScheduledAttemptDto } from './attempt.dto';

type Moment = 'started_at' | 'finished_at' | 'retry_at';

/** An attempt as `ATTEMPT_COLUMNS` selects it. */
export interface AttemptRow extends Omit<ScheduledAttemptDto, Moment> {
  started_at: Instant;
  finished_at: Instant | null;
  retry_at: Instant | null;
}

/** The columns of an `AttemptRow`, out of a relation named `attempt`. */
export const ATTEMPT_COLUMNS = `attempt.id::float8 AS id, attempt.job_id::float8 AS job_id, attempt.attempt,
  scheduled.micros(attempt.time) AS started_at, scheduled.micros(attempt.finished_at) AS finished_at,
  attempt.duration_ms, attempt.response, attempt.error, scheduled.micros(attempt.retry_at) AS retry_at`;

export function shownAttempt(row: AttemptRow): ScheduledAttemptDto {
  return {
    id: row.id,
    job_id: row.job_id,
    attempt: row.attempt,
    started_at: formatInstant(row.started_at),
    finished_at: shown(row.finished_at),
    duration_ms: row.duration_ms,
    response: row.response,
    error: row.error,
    retry_at: shown(row.retry_at),
  };
}
