import { Injectable } from '@nestjs/common';
import { Announcer } from '../../../kernel/database/announcer';
import { Database } from '../../../kernel/database/database';
import type { Statement } from '../../../kernel/database/database';
import { ComputeSettings } from '../compute.settings';
import { ComputeMetrics } from '../execution/compute-metrics';
import { statesThat } from '../steps/transitions';
import { eventOf, jobEvent, momentAfter } from './job-events';
import { JOB_STATES, RUNNING_STATES, statesBefore } from './transitions';
import type { JobState } from './transitions';

/** One run of a job; a job that is run again has another. */
export interface JobRun {
  id: string;
  runNo: number;
}

/** Told after every commit that failed a job: workers look whether they still do something for it, and end that. */
export const STOPS_CHANNEL = 'quintet_compute_stops';

const list = (words: string[]): string => words.map((word) => `'${word}'`).join(', ');

/**
 * The beginning of a statement that moves the job $1 in its run $2 to a state, if it may pass to it; what is left is the
 * table `job`, empty if it may not.
 * @param assignments further ones, each after a comma; `moment` is when it reaches the state
 * @param conditions further ones, each after an AND
 */
export const moveTo = (state: JobState, assignments = '', conditions = ''): string => `WITH before AS (
      SELECT id AS locked_id, state AS previous, ${momentAfter('state_timestamps')} AS moment FROM compute.jobs
      WHERE id = $1 AND run_no = $2 AND state IN (${list(statesBefore(state))})${conditions} FOR NO KEY UPDATE
    ), job AS (
      UPDATE compute.jobs AS job SET state = '${state}',
        state_timestamps = state_timestamps || jsonb_build_object('${state}', moment)${assignments}
      FROM before WHERE id = locked_id RETURNING job.*, previous
    )`;

/** SQL of what a job owes: the time of its app attempts, of those under way up to now. */
const PAYMENT = `CASE WHEN (config->>'isTestJob')::boolean THEN 0 ELSE coalesce((
      SELECT round((sum(extract(epoch FROM coalesce(attempt.ended_at, clock_timestamp()) - attempt.started_at)) / 3600
        * (job.programs->'app'->>'units')::numeric)::numeric, 8)
      FROM compute.steps AS step JOIN compute.attempts AS attempt ON attempt.step_id = step.id
      WHERE step.job_id = job.id AND step.role = 'app'), 0) END`;
const END = `, ended_at = moment, payment = ${PAYMENT}, files_expire_at = now() + $3 * interval '1 hour'`;
const STARTED_AT = ', started_at = moment';

const ADVANCE = Object.fromEntries(
  JOB_STATES.map((state) => [
    state,
    {
      name: `compute-job-${eventOf(state)}`,
      text: `${moveTo(state, state === 'JOB_STATE_UPLOADING' ? STARTED_AT : '')} SELECT ${jobEvent(eventOf(state))} FROM job`,
    },
  ]),
) as Record<JobState, Statement>;
const COMPLETE = {
  name: 'compute-job-complete',
  text: `${moveTo('JOB_STATE_COMPLETE', END)} SELECT ${jobEvent('completed')} FROM job`,
};
const FAIL = {
  name: 'compute-job-fail',
  text: `${moveTo('JOB_STATE_FAILED', `${END}, error_message = $4, open_tasks = 0`)}, cancelled AS (
      UPDATE compute.steps AS step SET state = 'CANCELLED', ended_at = clock_timestamp()
      FROM job WHERE step.job_id = job.id AND step.state IN (${list(statesThat('cancel'))})
      RETURNING step.id
    ), cut_off AS (
      UPDATE compute.attempts AS attempt SET ended_at = clock_timestamp()
      FROM cancelled WHERE attempt.step_id = cancelled.id AND attempt.ended_at IS NULL
    ) SELECT ${jobEvent('failed')} FROM job`,
};
const LOCK = {
  name: 'compute-run-lock',
  text: `SELECT cardinality(failed_chunks) AS failed FROM compute.jobs
    WHERE id = $1 AND run_no = $2 AND state IN (${list(RUNNING_STATES)}) FOR NO KEY UPDATE`,
};
const STATE = { name: 'compute-job-state', text: 'SELECT state FROM compute.jobs WHERE id = $1 AND run_no = $2' };

/** Moves jobs from state to state, each with its event; joins the caller's transaction. */
@Injectable()
export class JobStates {
  constructor(
    private readonly database: Database,
    private readonly settings: ComputeSettings,
    private readonly metrics: ComputeMetrics,
    announcer: Announcer,
  ) {
    announcer.announceEach((sql) => (sql === FAIL.text ? [''] : []), STOPS_CHANNEL);
  }

  /**
   * Does work in a transaction that holds a run, alone with it; none when it has ended. Whoever changes a run and its
   * steps holds the run first, and looks at the steps in a statement that begins after that. Returns what the work
   * returned, and false for a run that has ended.
   * @param work told how many tasks of the run have failed for good
   */
  hold({ id, runNo }: JobRun, work: (failedTasks: number) => Promise<boolean>): Promise<boolean> {
    return this.database.transaction(async () => {
      const [run] = await this.database.run<{ failed: number }>(LOCK, [id, runNo]);
      return run !== undefined && work(run.failed);
    });
  }

  /**
   * Sees to it that a run has come as far as a state. A run that is past it stays where it is: what it did since is done
   * once more after a loss. Returns whether the run goes on.
   */
  async reach({ id, runNo }: JobRun, state: JobState): Promise<boolean> {
    const [moved] = await this.database.run(ADVANCE[state], [id, runNo]);
    if (moved) this.metrics.jobReached(state);
    if (moved) return true;
    const [now] = await this.database.run<{ state: JobState }>(STATE, [id, runNo]);
    return now !== undefined && now.state !== 'JOB_STATE_FAILED' && isAtLeast(now.state, state);
  }

  /** Returns whether it did: the run may have ended by then. */
  complete(run: JobRun): Promise<boolean> {
    return this.end(run, 'JOB_STATE_COMPLETE', COMPLETE, []);
  }

  /** Fails a run and cancels what it has not finished. Returns whether it did: the run may have ended by then. */
  fail(run: JobRun, errorMessage: string): Promise<boolean> {
    return this.hold(run, () => this.end(run, 'JOB_STATE_FAILED', FAIL, [errorMessage]));
  }

  private async end({ id, runNo }: JobRun, state: JobState, statement: Statement, more: unknown[]): Promise<boolean> {
    const [ended] = await this.database.run(statement, [id, runNo, this.settings.COMPUTE_KEEP_HOURS, ...more]);
    if (ended) this.metrics.jobReached(state);
    return ended !== undefined;
  }
}

function isAtLeast(state: JobState, other: JobState): boolean {
  return JOB_STATES.indexOf(state) >= JOB_STATES.indexOf(other);
}
