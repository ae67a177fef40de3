import { Injectable } from '@nestjs/common';
import { defineTask, Handles } from '../../../engine/task';
import { Database } from '../../../kernel/database/database';
import { JobsService } from '../jobs/jobs.service';
import { DroneFailure } from '../refusals';
import { latestRun, nextRun } from './recurrence';
import { recurrenceOf } from './schedule-row';
import type { LockedScheduleRow, ScheduleRow } from './schedule-row';
import * as sql from './schedule.statements';

interface ScheduleReference {
  tenantId: string;
  scheduleId: string;
}

const RUN_SCHEDULE = defineTask<ScheduleReference>('drone.schedule', 'drone');

/** Milliseconds by which a run may be late and still is none that was missed. */
const TOLERANCE = 30_000;

/**
 * Makes the jobs of runs that are due. The job and the step to the next run are one transaction under the schedule's
 * lock, so a run makes its job once however often its task comes.
 */
@Injectable()
export class ScheduleRuns {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobsService,
  ) {}

  @Handles(RUN_SCHEDULE)
  async run({ tenantId, scheduleId }: ScheduleReference): Promise<void> {
    await this.database.transaction(async () => {
      const [row] = await this.database.run<LockedScheduleRow>(sql.TAKE_UP_SCHEDULE, [tenantId, scheduleId]);
      if (!row) return;
      const recurrence = recurrenceOf(row);
      const run = latestRun(recurrence, row.next_run_at!, row.now);
      const missed = row.now.getTime() - run.getTime() > TOLERANCE;
      const made = !missed || row.missed_runs === 'RUN_ONCE';
      const failure = made ? await this.makeJob(tenantId, row, run) : row.last_failure;
      const next = nextRun(recurrence, row.now);
      await this.database.run(sql.ADVANCE_SCHEDULE, [tenantId, scheduleId, next, made ? run : null, failure]);
    });
  }

  /** Why there is no job, null where there is one. */
  private async makeJob(tenantId: string, { id, job }: ScheduleRow, run: Date): Promise<string | null> {
    try {
      const { jobId } = await this.jobs.create(tenantId, { ...job, scheduledAt: run.toISOString() });
      await this.database.run(sql.KEEP_JOB, [tenantId, id, run, jobId]);
      return null;
    } catch (error) {
      if (error instanceof DroneFailure) return error.message;
      throw error;
    }
  }
}
