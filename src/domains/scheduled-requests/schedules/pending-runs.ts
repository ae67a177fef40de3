import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../../../kernel/database/database';
import type { ExecuteJob } from '../dispatch/queueing';
import { INSERT_RUNS } from '../jobs/job-inserts';
import { LOG_SKIPPED } from '../logs/log-inserts';
import { ScheduledMetrics } from '../metrics/scheduled-metrics';
import { takeUp, withoutTaken, type SkippedSlots } from '../recurrence/misfire';
import { decideOverlap } from '../recurrence/overlap';
import type { Instant } from '../values/instant';
import {
  ADVANCE,
  COUNT_RUN,
  LOCK_RUN,
  LOCK_SCHEDULE,
  MOVE_SLOT,
  OTHER_RUNS,
  PENDING_RUN,
  SET_SLOT,
} from './pending-run-statements';
import { recurrenceOf, slotsLeft, type ScheduleRow } from './schedule-row';

type OtherRuns = Parameters<typeof decideOverlap>[1] & { taken: Instant[] };

interface NewRun {
  slot: Instant;
  /** Waits until the run before it has finished. */
  held: boolean;
}

/**
 * Moves schedules on. The pending run of a schedule stands for all of its future; when it comes due, the slots that are
 * due by then run, wait or are left out, and a new pending run stands for the rest.
 */
@Injectable()
export class PendingRuns {
  constructor(
    private readonly database: Database,
    private readonly metrics: ScheduledMetrics,
  ) {}

  /** Whether the job may start. To be called in a transaction, which locks its schedule. */
  async claim({ jobId, fence }: ExecuteJob): Promise<boolean> {
    const [schedule] = await this.database.run<ScheduleRow & { now: Instant }>(LOCK_SCHEDULE, [jobId]);
    const [run] = schedule ? await this.database.run<{ slot: Instant }>(LOCK_RUN, [jobId, fence]) : [];
    if (!run) return false;
    const { id, next_run_at: pending, overlap } = schedule;
    if (pending === null || run.slot !== pending) {
      await this.database.run(COUNT_RUN, [id]);
      return true;
    }
    const plan = takeUp(recurrenceOf(schedule), pending, schedule.now, schedule.misfire);
    const [others] = await this.database.run<OtherRuns>(OTHER_RUNS, [id, pending, schedule.now]);
    const due = withoutTaken(plan, others.taken);
    const left = slotsLeft(schedule);
    const [first, ...later] = due.run.slice(0, left);
    const missed = due.missed?.slots ?? 0;
    const decision = first === undefined ? 'skip' : decideOverlap(overlap, others);

    if (due.missed) await this.logSkipped(jobId, 'misfire', due.missed);
    if (decision !== 'run') await this.logSkipped(jobId, 'overlap', slotsOf(decision === 'wait' ? later : due.run));
    if (decision === 'skip') {
      const next = due.next ?? null;
      await this.advance(id, next, { missed, skipped: due.run.length });
      await this.database.run(MOVE_SLOT, [jobId, next, false]);
      return false;
    }
    const waits = decision === 'wait';
    const runs = waits ? [] : later.map((slot) => ({ slot, held: overlap !== 'allow' }));
    const planned = 1 + runs.length;
    const next = planned < left ? (due.next ?? null) : null;
    await this.database.run(SET_SLOT, [jobId, first, waits, next !== null]);
    await this.advance(id, next, { runs: waits ? 0 : 1, missed, skipped: waits ? later.length : 0, planned });
    await this.insert(id, next === null ? runs : [...runs, { slot: next, held: false }]);
    return !waits;
  }

  /** Moves the pending run of a locked schedule to another slot, or to none: that completes an active schedule. */
  async move(schedule: ScheduleRow, next: Instant | null): Promise<void> {
    const { id, state, next_run_at: pending } = schedule;
    const held = state === 'paused';
    const [run] = await this.database.run<{ id: number }>(PENDING_RUN, [id, pending]);
    if (!run || (held && next === null)) return;
    await this.database.run(MOVE_SLOT, [run.id, next, held]);
    await this.advance(id, next, {});
  }

  private async advance(
    scheduleId: string,
    next: Instant | null,
    {
      runs = 0,
      missed = 0,
      skipped = 0,
      planned = 0,
    }: Partial<Record<'runs' | 'missed' | 'skipped' | 'planned', number>>,
  ): Promise<void> {
    await this.database.run(ADVANCE, [scheduleId, next, runs, missed, skipped, planned]);
    this.metrics.cameDue({ run: runs, missed, skipped });
  }

  private async logSkipped(jobId: number, reason: 'misfire' | 'overlap', { from, to, slots }: SkippedSlots) {
    if (slots > 0) await this.database.run(LOG_SKIPPED, [jobId, reason, from, to, slots]);
  }

  private async insert(scheduleId: string, runs: NewRun[]): Promise<void> {
    const columns = [runs.map(() => uuidv7()), runs.map(({ slot }) => slot), runs.map(({ held }) => held)];
    await this.database.run(INSERT_RUNS, [scheduleId, ...columns]);
  }
}

function slotsOf(slots: Instant[]): SkippedSlots {
  return { from: slots[0], to: slots[slots.length - 1], slots: slots.length };
}
