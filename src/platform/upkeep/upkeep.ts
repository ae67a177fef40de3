import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleInit } from '@nestjs/common';
import { defineTask, Handles } from '../../engine/task';
import type { TaskContext } from '../../engine/task';
import { Tasks } from '../../engine/tasks';
import { Database } from '../../kernel/database/database';
import { Partitions } from '../../kernel/database/partitions';
import { EventEpochs } from '../../kernel/events/event-epochs';
import { UpkeepSettings } from './upkeep.settings';

const upkeep = defineTask<object>('platform.upkeep', 'upkeep');

/** Milliseconds between two runs. */
const INTERVAL = 10 * 60_000;
const BATCH = 5_000;

/** Keys are honoured for 24 hours. */
const FORGET_KEYS = {
  name: 'platform-forget-idempotency-keys',
  text: `DELETE FROM platform.idempotency_keys WHERE key = ANY (ARRAY (
      SELECT key FROM platform.idempotency_keys WHERE created_at < now() - interval '24 hours'
      LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
    )) RETURNING 1`,
};

/** Makes room for the events to come and lets go what is too old. */
@Injectable()
export class Upkeep implements OnApplicationBootstrap, OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly tasks: Tasks,
    private readonly partitions: Partitions,
    private readonly epochs: EventEpochs,
    private readonly settings: UpkeepSettings,
  ) {}

  /** Before anything is appended: the service may have been off for longer than partitions were made ahead. */
  async onModuleInit(): Promise<void> {
    await this.keepEvents();
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.enqueue(new Date());
  }

  @Handles(upkeep)
  async run(_payload: object, { signal }: TaskContext): Promise<void> {
    await this.enqueue(new Date(Date.now() + INTERVAL));
    await this.epochs.enter();
    await this.keepEvents();
    for (let found = BATCH; found === BATCH && !signal.aborted;) found = (await this.database.run(FORGET_KEYS)).length;
  }

  private async keepEvents(): Promise<void> {
    await this.partitions.maintain('platform.events', this.settings.EVENTS_RETENTION_DAYS);
  }

  /** Of several processes that enqueue the next run, the last one sets its time. */
  private async enqueue(runAt: Date): Promise<void> {
    await this.tasks.enqueue(upkeep, {}, { runAt, key: upkeep.name });
  }
}
