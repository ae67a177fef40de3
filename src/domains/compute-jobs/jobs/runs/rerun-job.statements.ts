import type { Statement } from '../../../../kernel/database/database';
import { queueStep } from '../../execution/compute-tasks';
import { statesThat } from '../../steps/transitions';
import type { Role } from '../../steps/transitions';
import { eventOf, jobEvent, stamped } from '../job-events';
import { JOB_STATES } from '../transitions';
import type { RERUNS } from '../transitions';

type Rerun = (typeof RERUNS)[number];

export const FILES_EXPIRED = {
  name: 'compute-job-files-expired',
  text: `SELECT coalesce(files_expire_at <= clock_timestamp(), true) AS expired FROM compute.jobs
    WHERE tenant_id = $1 AND id = $2`,
};

/** Whose steps begin anew, and what else the job forgets. */
const PARTS: Record<Rerun, { role: Role; forget: string }> = {
  JOB_STATE_STARTED: { role: 'partitioner', forget: ', started_at = NULL' },
  JOB_STATE_PARTITIONED: {
    role: 'app',
    forget: `, failed_chunks = '{}', open_tasks = (SELECT count(*) FROM again),
        released_chunks = coalesce((SELECT max(chunk_number) + 1 FROM again WHERE admitted), num_chunks)`,
  },
  JOB_STATE_TASKS_COMPLETED: { role: 'assembler', forget: '' },
};

/** SQL of the states' times without those after a state. */
const upTo = (state: Rerun): string =>
  `(state_timestamps - '{${JOB_STATES.slice(JOB_STATES.indexOf(state) + 1).join(',')}}'::text[])`;

/** The time of a run is counted from UPLOADING, to which only a rerun of everything comes again. */
const queueDeadline = (state: Rerun): string =>
  state === 'JOB_STATE_STARTED'
    ? ''
    : `, engine.enqueue('compute.deadline', json_build_object('job', id, 'runNo', run_no),
        now() + (config->>'jobTimeout')::int * interval '1 second')`;

/**
 * Puts the failed job $2 of the tenant $1, which is locked, back to a state. Steps of the role that have not completed
 * begin anew: the first `maxParallelTasks` of them at once, the others when those end.
 */
const rerun = (state: Rerun): string => `WITH again AS MATERIALIZED (
      SELECT step.id, step.chunk_number, row_number() OVER (ORDER BY step.chunk_number)
        <= coalesce((job.config->>'maxParallelTasks')::int, 10000000) AS admitted
      FROM compute.jobs AS job JOIN compute.steps AS step ON step.job_id = job.id
      WHERE job.tenant_id = $1 AND job.id = $2 AND step.role = '${PARTS[state].role}'
        AND step.state IN (${statesThat('rerun')
          .map((name) => `'${name}'`)
          .join(', ')})
    ), job AS (
      UPDATE compute.jobs AS job SET state = '${state}', run_no = run_no + 1, ended_at = NULL, error_message = NULL,
        payment = 0, files_expire_at = NULL, state_timestamps = ${stamped(state, upTo(state))}${PARTS[state].forget}
      WHERE tenant_id = $1 AND id = $2 RETURNING *, 'JOB_STATE_FAILED' AS previous
    ), step AS (
      UPDATE compute.steps AS step SET state = 'SCHEDULED', turn = turn + admitted::int, attempt = 0, losses = 0,
        worker = NULL, exit_code = NULL, signal = NULL, error_message = NULL, output_bytes = NULL, cached = false,
        queued_at = CASE WHEN admitted THEN clock_timestamp() END, started_at = NULL, ended_at = NULL
      FROM again WHERE step.id = again.id RETURNING step.*
    )
    SELECT ${jobEvent(eventOf(state))}${queueDeadline(state)},
      (SELECT count(${queueStep()}) FROM step WHERE queued_at IS NOT NULL) FROM job`;

export const RERUN = Object.fromEntries(
  (Object.keys(PARTS) as Rerun[]).map((state) => [
    state,
    { name: `compute-job-rerun-${eventOf(state)}`, text: rerun(state) },
  ]),
) as Record<Rerun, Statement>;
