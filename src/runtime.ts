import { existsSync } from 'node:fs';
import { developmentApiKey, developmentJwtSecret } from './kernel/config/development-secrets';
import { readSettings } from './kernel/config/read-settings';
import { Settings } from './kernel/config/settings';
import { startEmbeddedPostgres } from './kernel/database/embedded-postgres';
import { migrateDatabase } from './kernel/database/migrate';
import { installQueue } from './engine/install';

/** What is only known when the process starts. */
export interface Runtime {
  settings: Settings;
  databaseUrl: string;
  jwtSecret: string;
  /** The admin key of tenant `default` to register, where there is one. */
  bootstrapKey?: string;
  /** Stops what was started for this process alone. */
  close(): Promise<void>;
}

/** Reads and checks the settings, reaches PostgreSQL (starting the embedded one where none is named), migrates. */
export async function openRuntime(): Promise<Runtime> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const settings = readSettings(Settings);
  const development = settings.NODE_ENV !== 'production';
  const jwtSecret = settings.JWT_SECRET ?? developmentJwtSecret(settings.DATA_DIR);
  const bootstrapKey = settings.BOOTSTRAP_API_KEY ?? (development ? developmentApiKey(settings.DATA_DIR) : undefined);
  const embedded = settings.DATABASE_URL
    ? undefined
    : await startEmbeddedPostgres({ dataDir: settings.DATA_DIR, log: (line) => console.log(line) });
  const databaseUrl = settings.DATABASE_URL ?? embedded!.url;
  await installQueue(databaseUrl);
  await migrateDatabase(databaseUrl, __dirname);
  return { settings, databaseUrl, jwtSecret, bootstrapKey, close: async () => embedded?.stop() };
}
