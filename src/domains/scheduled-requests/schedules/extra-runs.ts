import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { ENQUEUE_JOB } from '../dispatch/queueing';
import { JOB_COLUMNS, userJob, type JobRow } from '../jobs/job-row';
import { slotsWithin } from '../recurrence/slots';
import { jobEvent } from '../scheduled-events';
import type { Instant } from '../values/instant';
import type { JsonText } from '../values/json-text';
import type { BackfillDto } from './backfill.dto';
import { FinishedRuns } from './finished-runs';
import { PendingRuns } from './pending-runs';
import { pendingSlot, recurrenceOf } from './schedule-row';
import { ScheduleStore } from './schedule-store';

const MAX_SLOTS = 1000;

/**
 * Runs of the schedule $1 beside its plan, due now: $2 their ids, $3 the slots that they are for; the ones that have a
 * run already are left out. $4: they wait until they are released.
 */
const INSERT_EXTRA_RUNS = {
  name: 'scheduled-extra-runs-insert',
  text: `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now),
    job AS (
      INSERT INTO scheduled.jobs (uuid, tenant_id, schedule_id, slot, name, description, idempotency_key, args,
        callback_url, webhook_url, held, run_at, queued_for, scheduled_at, inserted_at, destination, flow_key, fifo_key)
      SELECT run.uuid, tenant_id, id, scheduled.moment(run.micros), name, description, idempotency_key, args,
        callback_url, webhook_url, $4, now, CASE WHEN NOT $4 THEN now END, now, now, destination, flow_key, fifo_key
      FROM clock, scheduled.schedules, unnest($2::uuid[], $3::float8[]) WITH ORDINALITY AS run (uuid, micros, number)
      WHERE id = $1 ORDER BY number
      ON CONFLICT (schedule_id, slot) WHERE schedule_id IS NOT NULL DO NOTHING
      RETURNING *
    )
    SELECT ${JOB_COLUMNS}, ${jobEvent('created')}, ${ENQUEUE_JOB} FROM job ORDER BY job.id`,
};

/** Runs that are asked for by hand. The plan goes on as if they were not there. */
@Injectable()
export class ExtraRuns {
  constructor(
    private readonly database: Database,
    private readonly store: ScheduleStore,
    private readonly pendingRuns: PendingRuns,
    private readonly finishedRuns: FinishedRuns,
  ) {}

  /** One run now, for no slot. @throws Failure `not-found`; `conflict` when the schedule is finished */
  runNow(caller: Caller, id: string): Promise<JsonText> {
    return this.database.transaction(async () => {
      const { args } = await this.store.lock(caller, id);
      const [job] = await this.insert(id, [null], false);
      return userJob(job, args);
    });
  }

  /**
   * Runs for the slots from `from` up to but without `to`, oldest first.
   * @throws Failure `not-found`; `conflict` when the schedule is finished; `invalid` when `to` lies ahead or there are
   *   more than 1000 slots
   */
  backfill(caller: Caller, id: string, { from, to }: { from: Instant; to: Instant }): Promise<BackfillDto> {
    return this.database.transaction(async () => {
      const schedule = await this.store.lock(caller, id);
      const { now, next_run_at: pending } = schedule;
      if (to > now) throw refusal('must not be in the future');
      const slots = slotsWithin(recurrenceOf(schedule), from, to, MAX_SLOTS);
      if (!slots) throw refusal(`covers more than ${MAX_SLOTS} slots`);
      // The pending run of a paused schedule may stand at a slot that was dropped.
      const next = pendingSlot(schedule, now) ?? null;
      if (next !== pending) await this.pendingRuns.move(schedule, next);

      const jobs = await this.insert(id, slots, schedule.overlap !== 'allow');
      await this.finishedRuns.release(id);
      return { created: jobs.length, existing: slots.length - jobs.length, job_ids: jobs.map((job) => job.id) };
    });
  }

  private insert(scheduleId: string, slots: (Instant | null)[], held: boolean): Promise<JobRow[]> {
    return this.database.run<JobRow>(INSERT_EXTRA_RUNS, [scheduleId, slots.map(() => uuidv7()), slots, held]);
  }
}

function refusal(text: string): Failure {
  return new Failure('invalid', undefined, { status: 422, data: { to: [text] } });
}
