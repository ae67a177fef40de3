import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleInit } from '@nestjs/common';
import { defineTask, Handles } from '../../../engine/task';
import type { TaskContext } from '../../../engine/task';
import { Tasks } from '../../../engine/tasks';
import { Database } from '../../../kernel/database/database';
import { Partitions } from '../../../kernel/database/partitions';
import { ScheduledSettings } from '../scheduled-settings';
import { FORGET_ATTEMPTS, FORGET_BATCH, FORGET_JOBS, FORGET_LOGS } from './retention-statements';

const upkeep = defineTask<object>('scheduled.upkeep', 'upkeep');

/** Milliseconds between two runs. */
const INTERVAL = 10 * 60_000;

interface Forgotten {
  id: number;
  tenant_id: string;
}

/** Makes room for the attempts and logs to come and lets go what is too old. */
@Injectable()
export class Retention implements OnApplicationBootstrap, OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly tasks: Tasks,
    private readonly partitions: Partitions,
    private readonly settings: ScheduledSettings,
  ) {}

  /** Before anything is sent: the service may have been off for longer than partitions were made ahead. */
  async onModuleInit(): Promise<void> {
    await this.keepPartitions();
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.enqueue(new Date());
  }

  @Handles(upkeep)
  async run(_payload: object, { signal }: TaskContext): Promise<void> {
    await this.enqueue(new Date(Date.now() + INTERVAL));
    await this.keepPartitions();
    for (let found = FORGET_BATCH; found === FORGET_BATCH && !signal.aborted;) found = await this.forgetJobs();
  }

  private async keepPartitions(): Promise<void> {
    for (const table of ['scheduled.attempts', 'scheduled.logs']) {
      await this.partitions.maintain(table, this.settings.SCHEDULED_LOG_DAYS);
    }
  }

  /** A job takes all that is told of it along. Returns how many it were, a batch at most. */
  private async forgetJobs(): Promise<number> {
    return this.database.transaction(async () => {
      const jobs = await this.database.run<Forgotten & Record<string, unknown>>(FORGET_JOBS, [
        this.settings.SCHEDULED_JOB_DAYS,
      ]);
      const ids = jobs.map(({ id }) => id);
      await this.database.run(FORGET_LOGS, [jobs.map(({ tenant_id }) => tenant_id), ids]);
      await this.database.run(FORGET_ATTEMPTS, [ids]);
      return jobs.length;
    });
  }

  /** Of several processes that enqueue the next run, the last one sets its time. */
  private async enqueue(runAt: Date): Promise<void> {
    await this.tasks.enqueue(upkeep, {}, { runAt, key: upkeep.name });
  }
}
