import { RUNNING_STATES } from '../jobs/transitions';
import { statesThat } from '../steps/transitions';
import type { StepAction } from '../steps/transitions';
import { queueStep } from './compute-tasks';

const list = (words: string[]): string => words.map((word) => `'${word}'`).join(', ');

/** SQL of whether the row `step` is one to which this can happen. */
export const may = (action: StepAction): string => `step.state IN (${list(statesThat(action))})`;

/** SQL that appends an event about the task in the row `step`; the subject is its job, as for all that happens to it. */
export const taskEvent = (type: string): string =>
  `platform.append_event(step.tenant_id, 'quintet.compute.task.' || ${type}, step.job_id::text,
      json_strip_nulls(json_build_object('jobId', step.job_id, 'taskId', step.id, 'chunkNumber', step.chunk_number,
        'attempt', step.attempt, 'exitCode', step.exit_code)))`;

/**
 * Hands the step $1 to the worker $3, if the entry of the queue with the turn $2 is not out of date. One that is found
 * running has lost its worker: it is the same attempt once more.
 */
export const TAKE = {
  name: 'compute-step-take',
  text: `WITH found AS (
      SELECT step.id AS found_id, step.state = 'RUNNING' AS lost
      FROM compute.steps AS step JOIN compute.jobs AS job ON job.id = step.job_id
      WHERE step.id = $1 AND step.turn = $2 AND ${may('take')} AND job.state IN (${list(RUNNING_STATES)})
      FOR NO KEY UPDATE OF step
    ), step AS (
      UPDATE compute.steps AS step SET state = 'RUNNING', execution = execution + 1, worker = $3,
        attempt = attempt + (NOT lost)::int, losses = losses + lost::int, started_at = clock_timestamp(),
        ended_at = NULL, exit_code = NULL, signal = NULL, error_message = NULL
      FROM found WHERE step.id = found_id RETURNING step.*
    ), attempt AS (
      INSERT INTO compute.attempts (step_id, run_no, number, started_at)
      SELECT step.id, job.run_no, step.attempt, step.started_at
      FROM step JOIN compute.jobs AS job ON job.id = step.job_id
      ON CONFLICT ON CONSTRAINT attempts_pkey DO UPDATE
        SET started_at = excluded.started_at, ended_at = NULL, exit_code = NULL, signal = NULL, error_message = NULL
    )
    SELECT step.id, found.lost, step.tenant_id AS "tenantId", step.job_id AS "jobId", job.run_no AS "runNo", step.role,
      step.chunk_number AS "chunkNumber", step.execution, step.attempt, step.losses,
      greatest(0, extract(epoch FROM step.started_at - step.queued_at))::float8 AS waited, job.config, job.params,
      job.programs, job.data_source AS "dataSource", job.data_destination AS "dataDestination",
      job.num_chunks AS "numChunks", job.failed_chunks AS "failedChunks"
    FROM found, step JOIN compute.jobs AS job ON job.id = step.job_id`,
};

/** Leaves the step $1, whose turn is $2, to others: in another turn, so that no two entries of the queue mean it. */
export const LEAVE = {
  name: 'compute-step-leave',
  text: `WITH step AS (
      UPDATE compute.steps AS step SET turn = turn + 1
      WHERE step.id = $1 AND step.turn = $2 AND ${may('take')} RETURNING step.*
    )
    SELECT ${queueStep()} FROM step JOIN compute.jobs AS job ON job.id = step.job_id`,
};

/** SQL that ends the current attempt of the row `step` in the run $3. */
const END_ATTEMPT = `UPDATE compute.attempts AS attempt
      SET ended_at = clock_timestamp(), exit_code = $4, signal = $5, error_message = $6
      FROM step WHERE attempt.step_id = step.id AND attempt.run_no = $3 AND attempt.number = step.attempt`;

/** Ends the execution $2 of the step $1 for good; its run is held by then, see `JobStates.hold`. */
const endStep = (action: 'complete' | 'fail', state: 'COMPLETED' | 'FAILED') => ({
  name: `compute-step-${action}`,
  text: `WITH step AS (
      UPDATE compute.steps AS step SET state = '${state}', ended_at = clock_timestamp(), exit_code = $4, signal = $5,
        error_message = $6
      WHERE step.id = $1 AND step.execution = $2 AND ${may(action)} RETURNING step.*
    ), attempt AS (${END_ATTEMPT})
    SELECT CASE WHEN step.role = 'app' THEN ${taskEvent('lower(step.state)')} END FROM step`,
});
export const COMPLETE_STEP = endStep('complete', 'COMPLETED');
export const FAIL_STEP = endStep('fail', 'FAILED');

/** Has the step $1 wait $7 milliseconds for its next attempt. */
export const RETRY = {
  name: 'compute-step-retry',
  text: `WITH step AS (
      UPDATE compute.steps AS step SET state = 'SCHEDULED', turn = turn + 1, exit_code = $4, signal = $5,
        error_message = $6, queued_at = clock_timestamp() + $7 * interval '1 millisecond'
      WHERE step.id = $1 AND step.execution = $2 AND ${may('retry')} RETURNING step.*
    ), attempt AS (${END_ATTEMPT})
    SELECT CASE WHEN step.role = 'app' THEN ${taskEvent("'retried'")} END, ${queueStep('step.queued_at')}
    FROM step JOIN compute.jobs AS job ON job.id = step.job_id`,
};

/** As if the execution $2 of the step $1 had never begun. */
export const PUT_BACK = {
  name: 'compute-step-put-back',
  text: `WITH step AS (
      UPDATE compute.steps AS step SET state = 'SCHEDULED', turn = turn + 1, attempt = attempt - 1,
        queued_at = clock_timestamp(), started_at = NULL, worker = NULL
      WHERE step.id = $1 AND step.execution = $2 AND ${may('put_back')} RETURNING step.*
    ), attempt AS (
      DELETE FROM compute.attempts AS attempt USING step
      WHERE attempt.step_id = step.id AND attempt.run_no = $3 AND attempt.number = step.attempt + 1
    )
    SELECT ${queueStep()} FROM step JOIN compute.jobs AS job ON job.id = step.job_id`,
};
