import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../../../kernel/database/database';
import type { ExecuteJob } from '../dispatch/queueing';
import { INSERT_RUNS } from '../jobs/job-inserts';
import { LOG_SKIPPED } from '../logs/log-inserts';
import { ScheduledMetrics } from '../metrics/scheduled-metrics';
import { takeUp, type SkippedSlots } from '../recurrence/misfire';
import { decideOverlap } from '../recurrence/overlap';
import type { Instant } from '../values/instant';
import { ADVANCE, LOCK_RUN, LOCK_SCHEDULE, MOVE_SLOT, OTHER_RUNS, SET_SLOT } from './pending-run-statements';
import { recurrenceOf, type ScheduleRow } from './schedule-row';

type OtherRuns = Parameters<typeof decideOverlap>[1];

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
    if (run.slot !== pending) {
      await this.advance(id, pending, { runs: 1 });
      return true;
    }
    const due = takeUp(recurrenceOf(schedule), pending, schedule.now, schedule.misfire);
    const missed = due.missed?.slots ?? 0;
    const next = due.next ?? null;
    const [first, ...later] = due.run;
    const [others] = await this.database.run<OtherRuns>(OTHER_RUNS, [id, pending]);
    const decision = first === undefined ? 'skip' : decideOverlap(overlap, others);

    if (due.missed) await this.logSkipped(jobId, 'misfire', due.missed);
    if (decision !== 'run') await this.logSkipped(jobId, 'overlap', slotsOf(decision === 'wait' ? later : due.run));
    if (decision === 'skip') {
      await this.advance(id, next, { missed, skipped: due.run.length });
      await this.database.run(MOVE_SLOT, [jobId, next]);
      return false;
    }
    const waits = decision === 'wait';
    await this.database.run(SET_SLOT, [jobId, first, waits, next !== null]);
    await this.advance(id, next, { runs: waits ? 0 : 1, missed, skipped: waits ? later.length : 0 });
    const runs = waits ? [] : later.map((slot) => ({ slot, held: overlap !== 'allow' }));
    await this.insert(id, next === null ? runs : [...runs, { slot: next, held: false }]);
    return !waits;
  }

  private async advance(
    scheduleId: string,
    next: Instant | null,
    { runs = 0, missed = 0, skipped = 0 }: { runs?: number; missed?: number; skipped?: number },
  ): Promise<void> {
    await this.database.run(ADVANCE, [scheduleId, next, runs, missed, skipped]);
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
