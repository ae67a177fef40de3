import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { COUNT_START, DELIVERIES_OF_START } from '../deliveries/delivery-inserts';
import { DeliveryQueue } from '../deliveries/delivery-queue';
import { ENQUEUE_EVENTS, HAS_RECEIVER } from '../deliveries/delivery-task';
import type { ExecuteJob } from '../dispatch/queueing';
import { NEEDS_TURN, RECORD_START } from '../limits/turns';
import { LOG_REQUEST } from '../logs/log-inserts';
import { ScheduledMetrics } from '../metrics/scheduled-metrics';
import { jobEvent } from '../scheduled-events';
import { PendingRuns } from '../schedules/pending-runs';
import { sealedSecretsOf } from '../signing/signing-secret.statements';
import { statesBefore } from '../transitions';
import type { Instant } from '../values/instant';
import type { JobArgs } from '../values/job-args';
import type { JsonObject } from '../values/json';
import type { JsonText } from '../values/json-text';
import { SerialWork } from './serial-work';

/** What the outcome of an attempt is recorded against. */
export interface Attempt {
  id: number;
  tenant_id: string;
  schedule_id: string | null;
  flow_key: string | null;
  fifo_key: string | null;
  args: JobArgs;
  /** Attempts taken up, this one included. */
  attempt: number;
  /** Attempts that were interrupted before this one. */
  interruptions: number;
  /** The job's fence for as long as this attempt is the latest. */
  fence: number;
  attempted_at: Instant;
  /** Whether its job has a callback or webhook URL. */
  has_receiver: boolean;
}

/** An attempt that was taken up, and all that its request is made of. */
export interface Run extends Attempt {
  uuid: string;
  /** `args` as it was written. */
  args_text: JsonText;
  scheduled_at: Instant;
  slot: Instant | null;
  /** When the attempt was due; what waited for another run, or is sent again, when that was over. */
  due_at: Instant;
  last_state: JsonObject | null;
  previous: JsonObject | null;
  /** The tenant's signing secrets, encrypted. */
  sealed: string[];
}

const ATTEMPT = `job.id::float8 AS id, job.tenant_id, job.schedule_id, job.flow_key, job.fifo_key, job.attempt,
  job.interruptions, job.fence, scheduled.micros(job.attempted_at) AS attempted_at, ${HAS_RECEIVER} AS has_receiver`;

/** The first attempt of a schedule's run is only taken up once it is claimed ($3). */
const takeUp = (name: string, changes: string, condition: string, also: string) => ({
  name,
  text: `WITH job AS (
      UPDATE scheduled.jobs
      SET state = 'executing', attempt = attempt + 1, fence = fence + 1, attempted_at = clock_timestamp(),
        ${COUNT_START}${changes}
      WHERE id = $1 AND fence = $2 AND state IN (${statesBefore('executing')}) AND ${condition}
        AND ($3 OR schedule_id IS NULL OR attempt > 0)
      RETURNING *
    ),${also}
    attempt AS (
      INSERT INTO scheduled.attempts (time, tenant_id, job_id, schedule_id, attempt)
      SELECT attempted_at, tenant_id, id, schedule_id, attempt FROM job
    ),
    ${LOG_REQUEST},
    ${DELIVERIES_OF_START}
    SELECT ${ATTEMPT}, job.args::text AS args_text, job.uuid, scheduled.micros(job.scheduled_at) AS scheduled_at,
      scheduled.micros(job.slot) AS slot,
      scheduled.micros(greatest(job.run_at, job.scheduled_at, job.queued_for)) AS due_at,
      schedule.last_state, schedule.previous, ${sealedSecretsOf('job.tenant_id')} AS sealed, ${jobEvent('started')},
      ${ENQUEUE_EVENTS}
    FROM job LEFT JOIN scheduled.schedules AS schedule ON schedule.id = job.schedule_id`,
});
export const TAKE_UP = takeUp('scheduled-take-up', '', `NOT ${NEEDS_TURN}`, '');
const TAKE_UP_CALLED = takeUp('scheduled-take-up-called', ', turn = NULL', "turn = 'called'", RECORD_START);

/** The task made this generation of the job, so an earlier run of the task took it up and never came to an end. */
const CUT_OFF = {
  name: 'scheduled-cut-off',
  text: `SELECT ${ATTEMPT}, job.args FROM scheduled.jobs AS job WHERE id = $1 AND fence = $2 + 1 AND state = 'executing'`,
};

/** Of a job of the generation $2 that could start. */
const SCHEDULE_OF = {
  name: 'scheduled-schedule-of-run',
  text: `SELECT schedule_id FROM scheduled.jobs
    WHERE id = $1 AND fence = $2 AND state = 'available' AND schedule_id IS NOT NULL`,
};

/** Hands jobs to the worker that runs their task; committed before anything is sent. */
@Injectable()
export class TakeUp {
  constructor(
    private readonly database: Database,
    private readonly pendingRuns: PendingRuns,
    private readonly serialWork: SerialWork,
    private readonly metrics: ScheduledMetrics,
    private readonly deliveryQueue: DeliveryQueue,
  ) {}

  /** The run that is now the task's to send; undefined when the job is not, or no longer, its to run. */
  async take(task: ExecuteJob): Promise<Run | undefined> {
    const run = (await this.start(task, false)) ?? (await this.startClaimed(task));
    if (run) this.metrics.started(run.attempted_at - run.due_at);
    if (run?.has_receiver) this.deliveryQueue.announce();
    return run;
  }

  /** The attempt of an earlier run of this very task, if that run ended without recording its outcome. */
  async cutOff({ jobId, fence }: ExecuteJob): Promise<Attempt | undefined> {
    const [attempt] = await this.database.run<Attempt>(CUT_OFF, [jobId, fence]);
    return attempt;
  }

  private async startClaimed(task: ExecuteJob): Promise<Run | undefined> {
    const [job] = await this.database.run<{ schedule_id: string }>(SCHEDULE_OF, [task.jobId, task.fence]);
    if (!job) return undefined;
    const start = async () => ((await this.pendingRuns.claim(task)) ? this.start(task, true) : undefined);
    return this.serialWork.run(job.schedule_id, () => this.database.transaction(start));
  }

  private async start({ jobId, fence, called }: ExecuteJob, claimed: boolean): Promise<Run | undefined> {
    const statement = called ? TAKE_UP_CALLED : TAKE_UP;
    const [run] = await this.database.run<Omit<Run, 'args'>>(statement, [jobId, fence, claimed]);
    return run && { ...run, args: JSON.parse(run.args_text) as JobArgs };
  }
}
