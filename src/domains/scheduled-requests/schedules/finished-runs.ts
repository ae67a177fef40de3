import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { ENQUEUE_JOB } from '../dispatch/queueing';
import { WAITS_FOR_RUN } from '../limits/turns';
import type { JobState } from '../transitions';
import { previousField, stateLeftBy, type FinishedRun } from '../values/dynamic-fields';
import { Pauses } from './pauses';

const LOCK = { name: 'scheduled-schedule-lock', text: 'SELECT FROM scheduled.schedules WHERE id = $1 FOR UPDATE' };

const HAND_OVER = {
  name: 'scheduled-hand-over',
  text: `UPDATE scheduled.schedules
    SET previous = $2, last_state = coalesce($3, last_state), failures = CASE WHEN $4 THEN 0 ELSE failures + 1 END
    WHERE id = $1
    RETURNING CASE WHEN failures >= pause_after_failures AND pause_after_failures > 0 THEN pause_after_failures END AS failed`,
};

/** The oldest waiting run starts once no other run is under way. */
const RELEASE = {
  name: 'scheduled-release-run',
  text: `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now),
    unfinished AS (
      SELECT job.id, job.slot, waits, job.slot IS NOT DISTINCT FROM schedule.next_run_at AS pending,
        job.state <> 'available' OR NOT waits AND job.slot IS DISTINCT FROM schedule.next_run_at AS under_way
      FROM (SELECT *, ${WAITS_FOR_RUN} AS waits FROM scheduled.jobs) AS job
        JOIN scheduled.schedules AS schedule ON schedule.id = job.schedule_id
      WHERE job.schedule_id = $1 AND job.state IN ('available', 'executing', 'retryable')
    ),
    job AS (
      UPDATE scheduled.jobs SET held = false, run_at = now, queued_for = now FROM clock
      WHERE id = (SELECT id FROM unfinished WHERE waits AND NOT pending ORDER BY slot LIMIT 1)
        AND NOT EXISTS (SELECT FROM unfinished WHERE under_way)
      RETURNING jobs.*
    )
    SELECT ${ENQUEUE_JOB} FROM job`,
};

/** What a finished run means to the other runs of its schedule. */
@Injectable()
export class FinishedRuns {
  constructor(
    private readonly database: Database,
    private readonly pauses: Pauses,
  ) {}

  /** Every transaction that changes runs of a schedule locks the schedule first, so that none waits in a circle. */
  async lock(scheduleId: string): Promise<void> {
    await this.database.run(LOCK, [scheduleId]);
  }

  /** Leaves `$previous` and `$state` to the runs after, and lets the next waiting one start. */
  async finish(scheduleId: string, state: JobState, run: FinishedRun): Promise<void> {
    const left = 'status' in run ? stateLeftBy(run) : undefined;
    const previous = JSON.stringify(previousField(run));
    const values = [scheduleId, previous, left && JSON.stringify(left), state === 'completed'];
    const [schedule] = await this.database.run<{ failed: number | null }>(HAND_OVER, values);
    if (schedule?.failed) await this.pauses.pause(scheduleId, `paused after ${schedule.failed} failed runs`);
    await this.release(scheduleId);
  }

  /** Lets the oldest waiting run start if no other is under way. */
  async release(scheduleId: string): Promise<void> {
    await this.database.run(RELEASE, [scheduleId]);
  }
}
