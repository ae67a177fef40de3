import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { countCancelled, DELIVERIES_OF_CANCELLATION } from '../deliveries/delivery-inserts';
import { ENQUEUE_EVENTS } from '../deliveries/delivery-task';
import { ADMIT_NEXT } from '../limits/turns';
import { jobEvent, scheduleEvent } from '../scheduled-events';
import { scheduleStatesBefore } from '../transitions';

/** Pauses the schedule $1 for the reason $2; its pending run is held where it is. */
const PAUSE = {
  name: 'scheduled-schedule-pause',
  text: `WITH schedule AS (
      UPDATE scheduled.schedules SET state = 'paused', reason = $2, updated_at = clock_timestamp()
      WHERE id = $1 AND state IN (${scheduleStatesBefore('paused')}) RETURNING *
    ),
    pending AS (
      UPDATE scheduled.jobs AS job SET held = true, turn = NULL, fence = fence + 1, queued_for = NULL
      FROM schedule
      WHERE job.schedule_id = schedule.id AND job.slot = schedule.next_run_at AND job.state = 'available'
      RETURNING job.*
    )
    SELECT ${scheduleEvent('paused', 'tenant_id', 'id', "json_build_object('reason', reason)")},
      (SELECT ${ADMIT_NEXT} FROM pending AS job)
    FROM schedule`,
};

/** Cancels the runs of the schedule $1 that wait for another one. Those that were asked for by hand have no slot. */
const DROP_WAITING = {
  name: 'scheduled-waiting-drop',
  text: `WITH job AS (
      UPDATE scheduled.jobs
      SET state = 'cancelled', cancelled_at = clock_timestamp(), fence = fence + 1, held = false, turn = NULL,
        held_key = NULL, ${countCancelled()}
      WHERE schedule_id = $1 AND state = 'available'
        AND slot <> (SELECT next_run_at FROM scheduled.schedules WHERE id = $1)
      RETURNING *
    ),
    ${DELIVERIES_OF_CANCELLATION}
    SELECT ${jobEvent('cancelled')}, ${ADMIT_NEXT}, ${ENQUEUE_EVENTS} FROM job`,
};

/** Pauses schedules: only retries of their runs start. */
@Injectable()
export class Pauses {
  constructor(private readonly database: Database) {}

  /** Pauses a schedule that is active. To be called in a transaction that has locked it. */
  async pause(scheduleId: string, reason: string | null): Promise<void> {
    const [paused] = await this.database.run(PAUSE, [scheduleId, reason]);
    if (paused) await this.database.run(DROP_WAITING, [scheduleId]);
  }
}
