import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { defineTask, Handles } from '../../../engine/task';
import type { TaskContext } from '../../../engine/task';
import { Tasks } from '../../../engine/tasks';
import { Database } from '../../../kernel/database/database';
import { COMPLETED } from './job-row';

const lookForOverdue = defineTask<object>('production.overdue', 'upkeep');

/** Milliseconds between looks: an event is due within 10 s. */
const INTERVAL = 5_000;
const BATCH = 1000;

/** Jobs that may be overdue. A job is not looked at again until its goal, due date or completed units change. */
const LOCK = {
  name: 'production-overdue-lock',
  text: `SELECT tenant_id, id FROM production.jobs
    WHERE due_watched AND due_date < (now() AT TIME ZONE 'UTC')::date
    ORDER BY tenant_id, due_date LIMIT ${BATCH} FOR NO KEY UPDATE SKIP LOCKED`,
};

/** Apart from the lock, so that it sees every unit that was deleted before. Tells once per job and due date. */
const TELL = {
  name: 'production-overdue-tell',
  text: `WITH due AS (
      SELECT job.tenant_id, job.id, completed, completed < goal_quantity AND due_date <> ALL (overdue_told) AS told
      FROM unnest($1::uuid[], $2::text[]) AS locked (tenant_id, id) JOIN production.jobs AS job USING (tenant_id, id),
        LATERAL ${COMPLETED} AS counted (completed)
    ), job AS (
      UPDATE production.jobs AS job SET due_watched = false,
        overdue_told = CASE WHEN told THEN overdue_told || due_date ELSE overdue_told END
      FROM due WHERE job.tenant_id = due.tenant_id AND job.id = due.id
      RETURNING job.*, completed, told
    )
    SELECT platform.append_event(tenant_id, 'quintet.production.job.overdue', id, json_build_object('jobId', id,
      'name', name, 'dueDate', due_date, 'goalQuantity', goal_quantity, 'completed', completed)) FROM job WHERE told`,
};

interface Watched {
  tenant_id: string;
  id: string;
}

@Injectable()
export class OverdueJobs implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly tasks: Tasks,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.enqueue(new Date());
  }

  @Handles(lookForOverdue)
  async look(_payload: object, { signal }: TaskContext): Promise<void> {
    await this.enqueue(new Date(Date.now() + INTERVAL));
    for (let found = BATCH; found === BATCH && !signal.aborted;) found = await this.tell();
  }

  /** Returns how many jobs it looked at, a batch at most. */
  private async tell(): Promise<number> {
    return this.database.transaction(async () => {
      const jobs = await this.database.run<Watched & object>(LOCK);
      if (jobs.length > 0) {
        await this.database.run(TELL, [jobs.map(({ tenant_id }) => tenant_id), jobs.map(({ id }) => id)]);
      }
      return jobs.length;
    });
  }

  /** Of several processes that enqueue the next look, the last one sets its time. */
  private async enqueue(runAt: Date): Promise<void> {
    await this.tasks.enqueue(lookForOverdue, {}, { runAt, key: lookForOverdue.name });
  }
}
