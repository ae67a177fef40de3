import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { Cancellations } from '../jobs/cancellations';
import { JobRequestContexts } from '../jobs/job-request-contexts';
import { ENQUEUE_JOB } from '../dispatch/queueing';
import { FlowControlsService } from '../limits/flow-controls.service';
import { enqueueAdmission } from '../limits/turns';
import { scheduleEvent } from '../scheduled-events';
import { scheduleStatesBefore } from '../transitions';
import type { JobArgs } from '../values/job-args';
import type { JsonText } from '../values/json-text';
import { limitsOf } from '../values/limits';
import { firstSlot } from '../values/plan';
import { readScheduleChange, type ScheduleChange } from '../values/schedule-change';
import { Pauses } from './pauses';
import { PendingRuns } from './pending-runs';
import { pendingSlot } from './schedule-row';
import { ScheduleStore, type StoredSchedule } from './schedule-store';

const CHANGE = {
  name: 'scheduled-schedule-change',
  text: `WITH schedule AS (
      UPDATE scheduled.schedules
      SET args = $2, name = $3, description = $4, cron = $5, every = $6, timezone = $7,
        anchor = coalesce(scheduled.moment($8), anchor), misfire = $9, overlap = $10, max_runs = $11,
        ends_at = scheduled.moment($12), pause_after_failures = $13, callback_url = $14, webhook_url = $15,
        destination = $16, flow_key = $17, fifo_key = $18, updated_at = clock_timestamp()
      WHERE id = $1 RETURNING *
    )
    SELECT ${scheduleEvent('updated', 'tenant_id', 'id', "json_build_object('name', name)")} FROM schedule`,
};

/** The runs of the schedule $1 that were not taken up yet send what it says now; those in line stand there anew. */
const CHANGE_RUNS = {
  name: 'scheduled-schedule-change-runs',
  text: `WITH before AS MATERIALIZED (
      SELECT id, flow_key, fifo_key, turn IS NOT NULL AS in_line FROM scheduled.jobs
      WHERE schedule_id = $1 AND state = 'available' FOR UPDATE
    ),
    job AS (
      UPDATE scheduled.jobs AS job SET args = schedule.args, callback_url = schedule.callback_url,
        webhook_url = schedule.webhook_url, name = schedule.name, description = schedule.description,
        destination = schedule.destination, flow_key = schedule.flow_key, fifo_key = schedule.fifo_key,
        turn = NULL, held = held AND NOT in_line, fence = fence + CASE WHEN in_line THEN 2 ELSE 0 END,
        queued_for = CASE WHEN in_line THEN run_at ELSE queued_for END
      FROM before, scheduled.schedules AS schedule
      WHERE job.id = before.id AND schedule.id = $1
      RETURNING job.*, in_line, before.flow_key AS left_flow, before.fifo_key AS left_fifo
    )
    SELECT CASE WHEN in_line THEN ${ENQUEUE_JOB} END, CASE WHEN left_flow IS NOT NULL OR left_fifo IS NOT NULL THEN
      ${enqueueAdmission('tenant_id', 'left_flow', 'left_fifo')} END FROM job`,
};

const RESUME = {
  name: 'scheduled-schedule-resume',
  text: `WITH schedule AS (
      UPDATE scheduled.schedules SET state = 'active', reason = NULL, failures = 0, updated_at = clock_timestamp()
      WHERE id = $1 AND state IN (${scheduleStatesBefore('active')}) RETURNING *
    )
    SELECT ${scheduleEvent('resumed', 'tenant_id', 'id', "json_build_object('name', name)")} FROM schedule`,
};

const DELETE = { name: 'scheduled-schedule-delete', text: 'DELETE FROM scheduled.schedules WHERE id = $1' };

/** Changes schedules. Each change is one transaction that locks the schedule first, as a take-up of its runs does. */
@Injectable()
export class ScheduleChanges {
  constructor(
    private readonly database: Database,
    private readonly store: ScheduleStore,
    private readonly pendingRuns: PendingRuns,
    private readonly pauses: Pauses,
    private readonly cancellations: Cancellations,
    private readonly contexts: JobRequestContexts,
    private readonly flowControls: FlowControlsService,
  ) {}

  /**
   * Changes fields. `text` is what `body` was parsed from.
   * @throws Failure `not-found`; `invalid` with the texts by field; `conflict` when the schedule is finished
   */
  async change(caller: Caller, id: string, body: object, text: JsonText): Promise<void> {
    for (;;) {
      const schedule = await this.store.find(caller, id);
      const result = await readScheduleChange(body, text, schedule, this.contexts.current());
      if ('errors' in result) throw new Failure('invalid', undefined, { status: 422, data: result.errors });
      if (await this.apply(caller, schedule, result.change)) return;
      // Changed by another call meanwhile: the fields have to be judged beside the new ones.
    }
  }

  /** @throws Failure `not-found`; `conflict` when the schedule is finished */
  async pause(caller: Caller, id: string, reason: string | null): Promise<void> {
    await this.database.transaction(async () => {
      await this.store.lock(caller, id);
      await this.pauses.pause(id, reason);
    });
  }

  /** Slots that passed meanwhile are dropped. @throws Failure `not-found`; `conflict` when the schedule is finished */
  async resume(caller: Caller, id: string): Promise<void> {
    await this.database.transaction(async () => {
      const schedule = await this.store.lock(caller, id);
      const [resumed] = await this.database.run(RESUME, [id]);
      if (!resumed) return;
      await this.pendingRuns.move({ ...schedule, state: 'active' }, pendingSlot(schedule, schedule.now) ?? null);
    });
  }

  /** Cancels the schedule and forgets it; its finished runs stay. @throws Failure `not-found` */
  async remove(caller: Caller, id: string): Promise<void> {
    await this.store.find(caller, id);
    await this.database.transaction(async () => {
      await this.cancellations.cancelSchedule(id);
      await this.database.run(DELETE, [id]);
    });
  }

  private apply(caller: Caller, read: StoredSchedule, change: ScheduleChange): Promise<boolean> {
    const { id } = read;
    return this.database.transaction(async () => {
      const { updated_at: updatedAt, next_run_at: pending, now } = await this.store.lock(caller, id);
      if (updatedAt !== read.updated_at) return false;
      const first = change.replans ? firstSlot(change.recurrence, now) : pending;
      await this.database.run(CHANGE, valuesOf(id, change, change.replans ? first : null));
      const { flowControl } = limitsOf(JSON.parse(change.args) as JobArgs);
      if (flowControl && change.limits) await this.flowControls.give(caller.tenantId, [flowControl]);
      await this.database.run(CHANGE_RUNS, [id]);
      const schedule = await this.store.find(caller, id);
      const next = pendingSlot({ ...schedule, next_run_at: first ?? null }, now) ?? null;
      if (next !== pending) await this.pendingRuns.move(schedule, next);
      return true;
    });
  }
}

function valuesOf(id: string, change: ScheduleChange, anchor: number | null | undefined): unknown[] {
  const { args, name, description, recurrence, misfire, overlap, maxRuns, endsAt, pauseAfterFailures } = change;
  const sent = JSON.parse(args) as JobArgs;
  const { destination, flowControl, fifoKey } = limitsOf(sent);
  const cron = 'cron' in recurrence ? recurrence : undefined;
  const every = 'every' in recurrence ? JSON.stringify(recurrence.every) : null;
  return [
    ...[id, args, name, description, cron?.cron, every, cron?.timezone ?? 'UTC', anchor],
    ...[misfire, overlap, maxRuns, endsAt, pauseAfterFailures, sent.callback_url, sent.webhook_url],
    ...[destination, flowControl?.key, fifoKey],
  ];
}
