import 'reflect-metadata';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { surfaces } from './app.module';
import { createApp } from './configure-app';
import { ApiKeys } from './kernel/auth/api-keys';
import { DEFAULT_TENANT } from './kernel/auth/tenants';
import type { Settings } from './kernel/config/settings';
import { createLogger } from './kernel/logging/logger';
import { redactText } from './kernel/logging/redact-text';
import { openRuntime } from './runtime';
import type { Runtime } from './runtime';
import { welcome } from './welcome';

/** Milliseconds after which a process that was told to stop does not wait for anything more. */
const STOP_TIMEOUT = 9_200;

async function main(): Promise<void> {
  const runtime = await openRuntime();
  try {
    await serve(runtime);
  } catch (error) {
    await runtime.close();
    throw error;
  }
}

async function serve(runtime: Runtime): Promise<void> {
  const { settings, bootstrapKey } = runtime;
  const logger = createLogger(settings.LOG_LEVEL);
  const app = await createApp(runtime, logger);
  if (bootstrapKey) {
    const key = { name: 'bootstrap', tenant: DEFAULT_TENANT, scopes: surfaces.scopes, expiresAt: null };
    await app.get(ApiKeys).ensure({ ...key, key: bootstrapKey });
  }
  stopOnSignal(async (signal) => {
    logger.info({ signal }, 'stopping');
    const closed = app.close().catch((error: unknown) => logger.error({ err: error }, 'stopping failed'));
    await Promise.race([closed, delay(STOP_TIMEOUT)]);
    await runtime.close();
    process.exit(0);
  });
  const url = await listen(app, settings);
  if (!url) logger.warn({ port: settings.PORT }, 'the port is taken: this worker works, and answers nobody');
  else logger.info({ url, role: settings.ROLE }, 'listening');
  const greets = settings.NODE_ENV !== 'production' && settings.ROLE !== 'worker';
  if (greets && url) console.log(welcome(url, bootstrapKey!, surfaces));
}

/** Once, however often the process is told: impatience must not cut short what has a limit anyway. */
function stopOnSignal(stop: (signal: string) => Promise<void>): void {
  let stopping = false;
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, (signal) => {
      if (!stopping) void stop(signal);
      stopping = true;
    });
  }
}

/** The address; none for a worker beside another process on its port, since its work needs no port. */
async function listen(app: NestFastifyApplication, { HOST, PORT, ROLE }: Settings): Promise<string | undefined> {
  try {
    await app.listen(PORT, HOST);
    return await app.getUrl();
  } catch (error) {
    if (ROLE === 'worker' && (error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
}

main().catch((error: unknown) => {
  const showsStack = process.env.LOG_LEVEL === 'debug' || process.env.LOG_LEVEL === 'trace';
  console.error(redactText(error instanceof Error && !showsStack ? error.message : inspect(error)));
  process.exit(1);
});
