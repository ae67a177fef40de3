import { shown } from '../paths/path.statements';
import { PATH_TALLIES } from '../progress/progress';
import { COMPLETED, JOB_COLUMNS, OVERDUE } from './job-row';

/** Ranked jobs, then those without a rank, then those that were completed; in that order a page goes on behind a place. */
export const LIST_JOBS = {
  name: 'production-job-list',
  text: `SELECT ${JOB_COLUMNS} FROM production.jobs AS job
    WHERE job.tenant_id = $1 AND (production.list_rank(job.priority), job.seq) > ($2, $3)
      AND ($4::text IS NULL OR ($4 = 'completed') = (${COMPLETED} >= job.goal_quantity))
      AND ($5::text IS NULL OR EXISTS (SELECT FROM production.job_tags AS worn
        WHERE worn.tenant_id = $1 AND worn.job_id = job.id AND worn.tag_id = $5))
      AND ($6::text IS NULL OR job.jira_ticket_key = $6)
      AND ($7::boolean IS NULL OR $7 = coalesce(${OVERDUE}, false))
      AND ($8::date IS NULL OR job.due_date < $8)
      AND ($9::text IS NULL OR job.id ILIKE $9 OR job.name ILIKE $9 OR job.jira_ticket_key ILIKE $9)
    ORDER BY production.list_rank(job.priority), job.seq LIMIT $10`,
};

export const FIND_JOB = {
  name: 'production-job-find',
  text: `SELECT ${JOB_COLUMNS}, ${PATH_TALLIES} FROM production.jobs AS job WHERE job.tenant_id = $1 AND job.id = $2`,
};

/** Not the list of paths with a filter: that is planned once for any filter, and then reads every path of the tenant. */
export const LIST_JOB_PATHS = {
  name: 'production-job-paths',
  text: `SELECT ${shown()} FROM production.paths AS path WHERE path.tenant_id = $1 AND path.job_id = $2 ORDER BY path.seq`,
};

/** Keeps paths from being added, and other changes away, until the end of the transaction. */
export const LOCK_JOB = {
  name: 'production-job-lock',
  text: 'SELECT version FROM production.jobs WHERE tenant_id = $1 AND id = $2 FOR UPDATE',
};

/** A new goal or due date is a new reason to look whether the job is overdue. */
export const UPDATE_JOB = {
  name: 'production-job-update',
  text: `WITH job AS (
      UPDATE production.jobs SET name = coalesce($3, name), goal_quantity = coalesce($4, goal_quantity),
        due_date = CASE WHEN $5 THEN $6::date ELSE due_date END, due_watched = due_watched OR $5 OR $4 IS NOT NULL,
        version = version + 1, updated_at = clock_timestamp()
      WHERE tenant_id = $1 AND id = $2 RETURNING *
    ) SELECT ${JOB_COLUMNS}, platform.append_event(tenant_id, 'quintet.production.job.updated', id,
      json_build_object('jobId', id, 'name', name, 'goalQuantity', goal_quantity, 'dueDate', due_date)) FROM job`,
};

/** Apart from the lock: a statement does not see what was committed while it waited. */
export const COUNT_PATHS = {
  name: 'production-job-paths-count',
  text: 'SELECT count(*)::int AS paths FROM production.paths WHERE tenant_id = $1 AND job_id = $2',
};

/** Entries of bills of material name jobs without a reference, so only this keeps a job that one names. */
export const COUNT_BOM_ENTRIES = {
  name: 'production-job-bom-entries-count',
  text: `SELECT count(DISTINCT entry_id)::int AS entries FROM production.bom_entry_jobs
    WHERE tenant_id = $1 AND job_id = $2`,
};

export const DELETE_JOB = {
  name: 'production-job-delete',
  text: `WITH job AS (DELETE FROM production.jobs WHERE tenant_id = $1 AND id = $2 RETURNING *)
    SELECT platform.append_event(tenant_id, 'quintet.production.job.deleted', id,
      json_build_object('jobId', id, 'name', name)) FROM job`,
};
