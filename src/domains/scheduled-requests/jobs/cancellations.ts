import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { countCancelled, DELIVERIES_OF_CANCELLATION } from '../deliveries/delivery-inserts';
import { ENQUEUE_EVENTS } from '../deliveries/delivery-task';
import { DeliveryQueue } from '../deliveries/delivery-queue';
import { ADMIT_NEXT } from '../limits/turns';
import { jobEvent, scheduleEvent } from '../scheduled-events';
import { scheduleStatesBefore, statesBefore } from '../transitions';
import type { JobRow } from './job-row';

/** Tells the workers which jobs, by number, are cancelled: one of them may have the request open. */
export const CANCELLED_CHANNEL = 'quintet_scheduled_cancelled';

/** Cancels the schedule $1, and locks it in any case: before its runs, as every transaction that changes them does. */
const CANCEL_SCHEDULE = {
  name: 'scheduled-schedule-cancel',
  text: `WITH locked AS (SELECT id, state FROM scheduled.schedules WHERE id = $1 FOR UPDATE),
    schedule AS (
      UPDATE scheduled.schedules AS schedule SET state = 'cancelled', next_run_at = NULL, updated_at = clock_timestamp()
      FROM locked WHERE schedule.id = locked.id AND locked.state IN (${scheduleStatesBefore('cancelled')})
      RETURNING schedule.*
    )
    SELECT ${scheduleEvent('cancelled', 'tenant_id', 'id', "json_build_object('runs', runs)")} FROM schedule`,
};

/** Cancels the job $1 and all runs of the schedule $2, those that are not finished. */
const CANCEL_JOBS = {
  name: 'scheduled-jobs-cancel',
  text: `WITH job AS (
      UPDATE scheduled.jobs
      SET state = 'cancelled', cancelled_at = clock_timestamp(), fence = fence + 1, held = false, turn = NULL,
        held_key = NULL, ${countCancelled()}
      WHERE state IN (${statesBefore('cancelled')}) AND id IN (
        SELECT $1::bigint UNION ALL
        SELECT id FROM scheduled.jobs WHERE schedule_id = $2 AND state IN (${statesBefore('cancelled')})
      )
      RETURNING *
    ),
    attempt AS (
      UPDATE scheduled.attempts AS attempt SET finished_at = job.cancelled_at FROM job
      WHERE attempt.job_id = job.id AND attempt.attempt = job.attempt AND attempt.time = job.attempted_at
        AND attempt.finished_at IS NULL
    ),
    ${DELIVERIES_OF_CANCELLATION}
    SELECT ${jobEvent('cancelled')}, ${ADMIT_NEXT}, pg_notify('${CANCELLED_CHANNEL}', id::text), ${ENQUEUE_EVENTS}
    FROM job`,
};

/** Ends jobs before they are finished. */
@Injectable()
export class Cancellations {
  constructor(
    private readonly database: Database,
    private readonly deliveryQueue: DeliveryQueue,
  ) {}

  /** Cancels a job; with a run of a schedule, finished or not, the schedule and its unfinished runs. */
  async cancel({ id, schedule_id: scheduleId }: JobRow): Promise<void> {
    await this.database.transaction(async () => {
      if (scheduleId) await this.database.run(CANCEL_SCHEDULE, [scheduleId]);
      await this.database.run(CANCEL_JOBS, [id, scheduleId]);
    });
    this.deliveryQueue.announce();
  }

  /** Cancels a schedule, if it is not finished, and its unfinished runs. */
  async cancelSchedule(scheduleId: string): Promise<void> {
    await this.database.transaction(async () => {
      await this.database.run(CANCEL_SCHEDULE, [scheduleId]);
      await this.database.run(CANCEL_JOBS, [null, scheduleId]);
    });
    this.deliveryQueue.announce();
  }
}
