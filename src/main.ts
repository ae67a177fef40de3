import 'reflect-metadata';
import { surfaces } from './app.module';
import { createApp } from './configure-app';
import { ApiKeys } from './kernel/auth/api-keys';
import { DEFAULT_TENANT } from './kernel/auth/tenants';
import { createLogger } from './kernel/logging/logger';
import { openRuntime } from './runtime';
import { welcome } from './welcome';

async function main(): Promise<void> {
  const runtime = await openRuntime();
  const { settings, bootstrapKey } = runtime;
  const logger = createLogger(settings.LOG_LEVEL);
  const app = await createApp(runtime, logger);
  if (bootstrapKey) {
    const scopes = surfaces.scopes;
    await app
      .get(ApiKeys)
      .ensure({ name: 'bootstrap', tenant: DEFAULT_TENANT, scopes, expiresAt: null, key: bootstrapKey });
  }
  const stop = async (signal: string) => {
    logger.info({ signal }, 'stopping');
    await app.close();
    await runtime.close();
    process.exit(0);
  };
  process.once('SIGTERM', (signal) => void stop(signal));
  process.once('SIGINT', (signal) => void stop(signal));
  await app.listen(settings.PORT, settings.HOST);
  const url = await app.getUrl();
  logger.info({ url, role: settings.ROLE }, 'listening');
  if (settings.NODE_ENV !== 'production' && settings.ROLE !== 'worker')
    console.log(welcome(url, bootstrapKey!, surfaces));
}

main().catch((error: unknown) => {
  const showsStack = process.env.LOG_LEVEL === 'debug' || process.env.LOG_LEVEL === 'trace';
  console.error(error instanceof Error && !showsStack ? error.message : error);
  process.exit(1);
});
