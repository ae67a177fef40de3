import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { JobsService } from '../jobs/jobs.service';
import { ATTEMPT_COLUMNS, shownAttempt, type AttemptRow } from './attempt-row';
import type { ScheduledAttemptDto } from './attempt.dto';

/** A job has at most as many attempts as its retry rule and its interruptions allow, so there is no paging. */
const OF_JOB = {
  name: 'scheduled-attempts-of-job',
  text: `SELECT ${ATTEMPT_COLUMNS} FROM scheduled.attempts AS attempt WHERE job_id = $1 ORDER BY attempt.attempt`,
};

@Injectable()
export class AttemptsService {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobsService,
  ) {}

  /** @throws Failure `not-found` */
  async ofJob(caller: Caller, id: string): Promise<ScheduledAttemptDto[]> {
    const job = await this.jobs.find(caller, id);
    const rows = await this.database.run<AttemptRow & Record<string, unknown>>(OF_JOB, [job.id]);
    return rows.map(shownAttempt);
  }
}
