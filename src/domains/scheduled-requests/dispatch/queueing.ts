import { defineTask } from '../../../engine/task';

export interface ExecuteJob {
  jobId: number;
  /** The job's fence when the task was made: only that generation of the job is this task's to run. */
  fence: number;
  /** Where the request goes, as `destinationOf` writes it; null for a job of a release that did not know it. */
  destination: string | null;
  /** Its limits let the job start. */
  called?: boolean | null;
}

export const executeJob = defineTask<ExecuteJob>('scheduled.execute', 'scheduled');

/** Jobs whose destination, or whose worker, was full; workers look only for those that have room with them. */
export const executeDeferredJob = defineTask<ExecuteJob>('scheduled.execute-deferred', 'scheduled-deferred');

/** How far ahead jobs get their engine task, so that the queue stays small however many jobs wait. */
const HORIZON = "interval '60 seconds'";

/** An SQL expression for `queued_for`: the moment itself when a task is to be made for it now, else null. */
export const queuedFor = (runAt: string, now: string) => `CASE WHEN ${runAt} <= ${now} + ${HORIZON} THEN ${runAt} END`;

/**
 * An SQL condition on a job: it comes due soon and has no task for that moment. `clock_timestamp()` would be asked for
 * every row, and so would keep the due index from leaving out the far future.
 */
export const NEEDS_TASK = `run_at <= now() + ${HORIZON} AND queued_for IS DISTINCT FROM run_at`;

/** An SQL expression: the payload of the engine task of a `job` row. */
export const EXECUTE_JOB =
  "json_build_object('jobId', job.id, 'fence', job.fence, 'destination', job.destination, 'called', job.turn = 'called')";

/** An SQL expression that makes the engine task of a `job` row whose `queued_for` was just set. */
export const ENQUEUE_JOB = `CASE WHEN job.queued_for IS NOT NULL THEN
  engine.enqueue('${executeJob.name}', ${EXECUTE_JOB}, job.run_at) END`;

/** The flag of every deferred task: avoided while this process has no room at all. */
export const ANY_DESTINATION = '*';

/**
 * An SQL expression that makes a task for a `job` row that waits for room at its destination, as old as the job's first
 * one. A job whose request was interrupted goes before all others, as it has waited already.
 */
export const ENQUEUE_DEFERRED_JOB = `engine.enqueue('${executeDeferredJob.name}', ${EXECUTE_JOB}, job.run_at, NULL,
  CASE WHEN job.state = 'executing' THEN -1 END, ARRAY['${ANY_DESTINATION}', coalesce(job.destination, '')])`;
