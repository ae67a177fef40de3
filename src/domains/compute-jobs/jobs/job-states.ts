import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { Statement } from '../../../kernel/database/database';
import { Listener } from '../../../kernel/database/listener';
import { ComputeSettings } from '../compute.settings';
import { statesThat } from '../steps/transitions';
import { eventOf, jobEvent, stamped } from './job-events';
import { JOB_STATES, statesBefore } from './transitions';
import type { JobState } from './transitions';

/** One run of a job; a job that is run again has another. */
export interface JobRun {
  id: string;
  runNo: number;
}

/** Told the id of a job that has failed: workers end what they still do for it. */
export const STOPS_CHANNEL = 'quintet_compute_stops';

const list = (words: string[]): string => words.map((word) => `'${word}'`).join(', ');

/**
 * The beginning of a statement that moves the job $1 in its run $2 to a state, if it may pass to it; what is left is the
 * table `job`, empty if it may not.
 * @param assignments further ones, each after a comma
 * @param conditions further ones, each after an AND
 */
export const moveTo = (state: JobState, assignments = '', conditions = ''): string => `WITH before AS (
      SELECT id AS locked_id, state AS previous FROM compute.jobs
      WHERE id = $1 AND run_no = $2 AND state IN (${list(statesBefore(state))})${conditions} FOR NO KEY UPDATE
    ), job AS (
      UPDATE compute.jobs AS job SET state = '${state}', state_timestamps = ${stamped(state)}${assignments}
      FROM before WHERE id = locked_id RETURNING job.*, previous
    )`;

/** SQL of what a job owes: the time of its app attempts, of those under way up to now. */
const PAYMENT = `CASE WHEN (config->>'isTestJob')::boolean THEN 0 ELSE coalesce((
      SELECT round((sum(extract(epoch FROM coalesce(attempt.ended_at, clock_timestamp()) - attempt.started_at)) / 3600
        * (job.programs->'app'->>'units')::numeric)::numeric, 8)
      FROM compute.steps AS step JOIN compute.attempts AS attempt ON attempt.step_id = step.id
      WHERE step.job_id = job.id AND step.role = 'app'), 0) END`;
const END = `, ended_at = clock_timestamp(), payment = ${PAYMENT}, files_expire_at = now() + $3 * interval '1 hour'`;
const STARTED_AT = ', started_at = clock_timestamp()';

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
    ) SELECT ${jobEvent('failed')} FROM job`,
};
const STATE = { name: 'compute-job-state', text: 'SELECT state FROM compute.jobs WHERE id = $1 AND run_no = $2' };

/** Moves jobs from state to state, each with its event; joins the caller's transaction. */
@Injectable()
export class JobStates {
  constructor(
    private readonly database: Database,
    private readonly listener: Listener,
    private readonly settings: ComputeSettings,
  ) {}

  /**
   * Sees to it that a run has come as far as a state. A run that is past it stays where it is: what it did since is done
   * once more after a loss. Returns whether the run goes on.
   */
  async reach({ id, runNo }: JobRun, state: JobState): Promise<boolean> {
    const [moved] = await this.database.run(ADVANCE[state], [id, runNo]);
    if (moved) return true;
    const [now] = await this.database.run<{ state: JobState }>(STATE, [id, runNo]);
    return now !== undefined && now.state !== 'JOB_STATE_FAILED' && isAtLeast(now.state, state);
  }

  /** Returns whether it did: the run may have ended by then. */
  async complete({ id, runNo }: JobRun): Promise<boolean> {
    const rows = await this.database.run(COMPLETE, [id, runNo, this.settings.COMPUTE_KEEP_HOURS]);
    return rows.length > 0;
  }

  /** Fails a run and cancels what it has not finished. Returns whether it did: the run may have ended by then. */
  async fail({ id, runNo }: JobRun, errorMessage: string): Promise<boolean> {
    const rows = await this.database.run(FAIL, [id, runNo, this.settings.COMPUTE_KEEP_HOURS, errorMessage]);
    if (rows.length > 0) this.listener.notifySoon(STOPS_CHANNEL, id);
    return rows.length > 0;
  }
}

function isAtLeast(state: JobState, other: JobState): boolean {
  return JOB_STATES.indexOf(state) >= JOB_STATES.indexOf(other);
}
