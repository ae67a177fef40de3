import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { notFound, refused } from '../refusals';
import { COMPLETED, JOB_COLUMNS, jobOf } from './job-row';
import type { JobRow } from './job-row';
import type { ProductionJobDto } from './job.dto';
import type { JobPriorityDto } from './priorities.dto';

/** One ranking of a tenant at a time. */
const HOLD_RANKING = {
  name: 'production-ranking-hold',
  text: "SELECT pg_advisory_xact_lock(hashtextextended('production ranking ' || $1::text, 0))",
};

/** Jobs that a ranking is about: all but those that are completed and known to be. They stay as they are meanwhile. */
const LOCK_JOBS = {
  name: 'production-ranked-jobs-lock',
  text: `SELECT job.id, ${COMPLETED} < job.goal_quantity AS active FROM production.jobs AS job
    WHERE job.tenant_id = $1
      AND (job.priority IS DISTINCT FROM 0 OR job.id = ANY ($2) OR ${COMPLETED} < job.goal_quantity)
    ORDER BY job.id FOR NO KEY UPDATE OF job`,
};

/** Only rows whose rank changes are written. */
const RANK = {
  name: 'production-jobs-rank',
  text: `WITH ranked AS (SELECT * FROM unnest($2::text[], $3::integer[]) AS ranked (id, rank)), job AS (
      UPDATE production.jobs AS job SET priority = ranked.rank, version = version + 1, updated_at = clock_timestamp()
      FROM ranked WHERE job.tenant_id = $1 AND job.id = ranked.id AND job.priority IS DISTINCT FROM ranked.rank
      RETURNING job.tenant_id, job.id, job.priority
    ) SELECT platform.append_event(tenant_id, 'quintet.production.job.prioritized', id,
      json_build_object('jobId', id, 'priority', priority)) FROM job ORDER BY priority`,
};

const READ_RANKED = {
  name: 'production-ranked-jobs',
  text: `SELECT ${JOB_COLUMNS} FROM production.jobs AS job WHERE job.tenant_id = $1 AND job.priority > 0
    ORDER BY job.priority`,
};

interface Candidate {
  id: string;
  active: boolean;
}

@Injectable()
export class PrioritiesService {
  constructor(private readonly database: Database) {}

  /**
   * Ranks all jobs that are to do; those that are completed get rank 0. Answers the ranked ones, first one first.
   * @throws Failure `invalid` where the list is no ranking of them, `not-found`
   */
  rank(tenantId: string, priorities: JobPriorityDto[]): Promise<ProductionJobDto[]> {
    return this.database.transaction(async () => {
      await this.database.run(HOLD_RANKING, [tenantId]);
      const ids = priorities.map(({ jobId }) => jobId.replaceAll('\u0000', ''));
      const candidates = await this.database.run<Candidate & object>(LOCK_JOBS, [tenantId, ids]);
      refuseNoRanking(priorities, candidates);
      const completed = candidates.filter(({ active }) => !active);
      const ranks = [...priorities.map(({ priority }) => priority), ...completed.map(() => 0)];
      await this.database.run(RANK, [tenantId, [...ids, ...completed.map(({ id }) => id)], ranks]);
      return (await this.database.run<JobRow & object>(READ_RANKED, [tenantId])).map(jobOf);
    });
  }
}

function refuseNoRanking(priorities: JobPriorityDto[], candidates: Candidate[]): void {
  const known = new Map(candidates.map(({ id, active }) => [id, active]));
  const count = candidates.filter(({ active }) => active).length;
  if (priorities.length !== count) {
    throw refused(`Priority list must include all ${count} active jobs, got ${priorities.length}`);
  }
  if (new Set(priorities.map(({ jobId }) => jobId)).size < count) throw refused('Duplicate job IDs in priority list');
  const unknown = priorities.find(({ jobId }) => !known.has(jobId));
  if (unknown) throw notFound('Job', unknown.jobId);
  const completed = priorities.find(({ jobId }) => !known.get(jobId));
  if (completed) throw refused(`Job ${completed.jobId} is completed and cannot be prioritized`);
  const ranks = new Set(priorities.map(({ priority }) => priority));
  if (ranks.size < count) throw refused('Duplicate priority values in priority list');
  const sequential = [...ranks].every((rank) => Number.isInteger(rank) && rank >= 1 && rank <= count);
  if (!sequential) throw refused(`Priorities must be sequential from 1 to ${count}`);
}
