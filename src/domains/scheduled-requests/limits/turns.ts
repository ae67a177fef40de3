import { defineTask } from '../../../engine/task';

/**
 * Jobs with a `flow_key` or a `fifo_key` need a turn before they start:
 *
 * - A job that comes due arrives: it is `held`, out of the queue, and waits in the line of its `fifo_key` (turn `fifo`)
 *   and then in that of its `flow_key` (turn `flow`).
 * - An admission, alone with the key by its lock, gives turns in the order of `scheduled_at` and id. The job is `called`:
 *   its place and its start are reserved, so that whoever takes it up needs no lock.
 * - Whatever may free a place is followed by an admission that a crash cannot prevent: the task of the job that arrives or
 *   ends is not done before it; what else moves jobs enqueues it in the same transaction.
 */
export type Turn = 'fifo' | 'flow' | 'called';

export interface AdmitJobs {
  tenantId: string;
  flowKey: string | null;
  fifoKey: string | null;
}

/** In the pool of the requests, whose workers are told of its tasks anyway. */
export const admitJobs = defineTask<AdmitJobs>('scheduled.admit', 'scheduled');

/** An SQL condition on a job that comes due: it needs a turn. A job that was at its head keeps its FIFO line closed. */
export const NEEDS_TURN = "(flow_key IS NOT NULL OR fifo_key IS NOT NULL AND state = 'available')";

/** A part of the statement that takes up a called `job`: what the rate of its key is counted by. */
export const RECORD_START = `
    start AS (
      INSERT INTO scheduled.flow_starts (tenant_id, key, at, job_id)
      SELECT job.tenant_id, job.flow_key, attempted_at, job.id
      FROM job JOIN scheduled.flow_controls AS control ON control.tenant_id = job.tenant_id AND control.key = job.flow_key
      WHERE control.rate IS NOT NULL
    ),`;

/** An SQL condition on a job: it waits for another run of its schedule, and not for its turn. */
export const WAITS_FOR_RUN = '(held AND turn IS NULL)';

/** An SQL expression that makes the admission task of the keys that are SQL expressions, at a moment. */
export const enqueueAdmission = (tenantId: string, flowKey: string, fifoKey: string, at = 'NULL') =>
  `engine.enqueue('${admitJobs.name}',
    json_build_object('tenantId', ${tenantId}, 'flowKey', ${flowKey}, 'fifoKey', ${fifoKey}), ${at})`;

/** An SQL expression that lets others have what a `job` row may just have left: its place, its head of a line. */
export const ADMIT_NEXT = `CASE WHEN job.flow_key IS NOT NULL OR job.fifo_key IS NOT NULL THEN
  ${enqueueAdmission('job.tenant_id', 'job.flow_key', 'job.fifo_key')} END`;
