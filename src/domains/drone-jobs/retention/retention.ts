import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleInit } from '@nestjs/common';
import { defineTask, Handles } from '../../../engine/task';
import type { TaskContext } from '../../../engine/task';
import { Tasks } from '../../../engine/tasks';
import { Database } from '../../../kernel/database/database';
import { Partitions } from '../../../kernel/database/partitions';
import { DroneSettings } from '../drone-settings';
import { FORGET, FORGET_BATCH } from './retention.statements';

const UPKEEP = defineTask<object>('drone.upkeep', 'upkeep');

/** Milliseconds between two runs. */
const INTERVAL = 10 * 60_000;

/** Makes room for the telemetry to come and lets go what nobody can ask for any more. */
@Injectable()
export class DroneRetention implements OnApplicationBootstrap, OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly tasks: Tasks,
    private readonly partitions: Partitions,
    private readonly settings: DroneSettings,
  ) {}

  /** Before devices connect: the service may have been off for longer than partitions were made ahead. */
  async onModuleInit(): Promise<void> {
    await this.keepPartitions();
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.enqueue(new Date());
  }

  @Handles(UPKEEP)
  async run(_payload: object, { signal }: TaskContext): Promise<void> {
    await this.enqueue(new Date(Date.now() + INTERVAL));
    await this.keepPartitions();
    for (const statement of FORGET) {
      for (let found = FORGET_BATCH; found === FORGET_BATCH && !signal.aborted;) {
        const [{ count }] = await this.database.run<{ count: number }>(statement);
        found = count;
      }
    }
  }

  private async keepPartitions(): Promise<void> {
    await this.partitions.maintain('drone.telemetry', this.settings.DRONE_TELEMETRY_DAYS);
  }

  private async enqueue(runAt: Date): Promise<void> {
    await this.tasks.enqueue(UPKEEP, {}, { runAt, key: UPKEEP.name });
  }
}
