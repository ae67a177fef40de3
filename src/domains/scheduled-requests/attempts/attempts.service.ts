import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { shown } from '../jobs/job-row';
import { JobsService } from '../jobs/jobs.service';
import { formatInstant, type Instant } from '../values/instant';
import type { ScheduledAttemptDto } from './attempt.dto';

/** A job has at most as many attempts as its retry rule and its interruptions allow, so there is no paging. */
const OF_JOB = {
  name: 'scheduled-attempts-of-job',
  text: `SELECT id::float8 AS id, attempt, scheduled.micros(time) AS started_at,
      scheduled.micros(finished_at) AS finished_at, duration_ms, response, error, scheduled.micros(retry_at) AS retry_at
    FROM scheduled.attempts WHERE job_id = $1 ORDER BY attempt`,
};

interface AttemptRow extends Omit<ScheduledAttemptDto, 'job_id' | 'started_at' | 'finished_at' | 'retry_at'> {
  started_at: Instant;
  finished_at: Instant | null;
  retry_at: Instant | null;
}

@Injectable()
export class AttemptsService {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobsService,
  ) {}

  /** @throws Failure `not-found` */
  async ofJob(caller: Caller, id: string): Promise<ScheduledAttemptDto[]> {
    const { id: job_id } = await this.jobs.find(caller, id);
    const rows = await this.database.run<AttemptRow>(OF_JOB, [job_id]);
    return rows.map((row) => ({
      id: row.id,
      job_id,
      attempt: row.attempt,
      started_at: formatInstant(row.started_at),
      finished_at: shown(row.finished_at),
      duration_ms: row.duration_ms,
      response: row.response,
      error: row.error,
      retry_at: shown(row.retry_at),
    }));
  }
}
