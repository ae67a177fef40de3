import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { shown } from '../jobs/job-row';
import { JobsService } from '../jobs/jobs.service';
import type { Instant } from '../values/instant';
import { redactUrl } from '../values/redaction';
import type { ScheduledDeliveryDto } from './delivery.dto';

/** A job has at most three for each attempt, and attempts are few, so there is no paging. */
const OF_JOB = {
  name: 'scheduled-deliveries-of-job',
  text: `SELECT id, type, sequence, url, state, tries, status,
      CASE WHEN state = 'pending' AND claimed_by IS NULL THEN scheduled.micros(next_at) END AS next_attempt_at
    FROM scheduled.deliveries WHERE tenant_id = $1 AND job_id = $2 ORDER BY sequence`,
};

type DeliveryRow = Omit<ScheduledDeliveryDto, 'next_attempt_at'> & { next_attempt_at: Instant | null };

@Injectable()
export class DeliveriesService {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobsService,
  ) {}

  /** @throws Failure `not-found` */
  async ofJob(caller: Caller, id: string): Promise<ScheduledDeliveryDto[]> {
    const { id: jobId } = await this.jobs.find(caller, id);
    const rows = await this.database.run<DeliveryRow>(OF_JOB, [caller.tenantId, jobId]);
    return rows.map(({ id, type, sequence, url, state, tries, status, next_attempt_at }) => ({
      id,
      type,
      sequence,
      url: redactUrl(url),
      state,
      tries,
      status,
      next_attempt_at: shown(next_attempt_at),
    }));
  }
}
