// The engine with one task that does nothing, outside the service: none of this is in production code.
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const require = createRequire(import.meta.url);
const dist = resolve(import.meta.dirname, '../dist');
require('reflect-metadata');
const { NestFactory } = require('@nestjs/core');
const { ConfigModule } = require(join(dist, 'kernel/config/config.module.js'));
const { readSettings } = require(join(dist, 'kernel/config/read-settings.js'));
const { Settings } = require(join(dist, 'kernel/config/settings.js'));
const { Database } = require(join(dist, 'kernel/database/database.js'));
const { DatabaseModule } = require(join(dist, 'kernel/database/database.module.js'));
const { migrateDatabase } = require(join(dist, 'kernel/database/migrate.js'));
const { HealthModule } = require(join(dist, 'kernel/health/health.module.js'));
const { EngineModule } = require(join(dist, 'engine/engine.module.js'));
export const { installQueue } = require(join(dist, 'engine/install.js'));
const { defineTask, Handles } = require(join(dist, 'engine/task.js'));
const { Workers } = require(join(dist, 'engine/workers.js'));

export const TASK = 'bench.noop';
const noop = defineTask(TASK, 'bench');

class Noop {
  constructor(workers, options, ran) {
    workers.setSlots(noop.pool, options.slots);
    this.ran = ran;
  }

  async run(payload) {
    this.ran(payload);
  }
}
Handles(noop)(Noop.prototype, 'run', Object.getOwnPropertyDescriptor(Noop.prototype, 'run'));

class Composition {}

export async function migrate(url) {
  await installQueue(url);
  await migrateDatabase(url, dist);
}

/**
 * @param ROLE `api` to enqueue, `worker` to run
 * @param ran called with the payload of every task that runs
 */
export async function openEngine({ url, ROLE, options = { slots: 1 }, ran = () => undefined }) {
  const settings = readSettings(Settings, { ROLE });
  const handling = { provide: Noop, useFactory: (workers) => new Noop(workers, options, ran), inject: [Workers] };
  const module = {
    module: Composition,
    imports: [
      ConfigModule.of(settings),
      DatabaseModule.connect(url, settings.DATABASE_POOL, dist),
      HealthModule,
      EngineModule,
    ],
    providers: [handling],
  };
  const app = await NestFactory.createApplicationContext(module, { logger: ['error', 'fatal'], abortOnError: false });
  const database = app.get(Database);
  return { run: (name, text, values) => database.run({ name, text }, values), close: () => app.close() };
}
