import { defineTask } from '../../../engine/task';
import { queuePriority } from '../jobs/priority';

/** The pool of programs, apart from all others: a step may take hours. */
export const COMPUTE_POOL = 'compute';
/** The pool of what only asks the database. */
const CONTROL_POOL = 'compute-control';

/** Runs a step, if the turn is still its own. */
export const runStep = defineTask<{ step: string; turn: number }>('compute.step', COMPUTE_POOL);

/** Fails a run that is still going on: its time is up. */
export const endOverdue = defineTask<{ job: string; runNo: number }>('compute.deadline', CONTROL_POOL);

/** Starts a job that waits for its `startAt`. */
export const startWaiting = defineTask<{ job: string }>('compute.start', CONTROL_POOL);

/**
 * SQL that queues the row `step` of the job `job` for its next turn.
 * @param runAt SQL of the time; at once when left out
 */
export const queueStep = (runAt = 'NULL'): string => `engine.enqueue('compute.step',
  json_build_object('step', step.id, 'turn', step.turn), ${runAt}, NULL,
  ${queuePriority('job.priority', 'step.chunk_number')})`;

/** SQL that queues the end of the time of the row `job`, counted from its start. */
export const queueDeadline = (): string => `engine.enqueue('compute.deadline',
  json_build_object('job', job.id, 'runNo', job.run_no),
  job.started_at + (job.config->>'jobTimeout')::int * interval '1 second')`;
