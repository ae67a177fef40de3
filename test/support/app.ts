import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { createApp } from '../../src/configure-app';
import { readSettings } from '../../src/kernel/config/read-settings';
import { Settings } from '../../src/kernel/config/settings';
import { createDatabase } from './cluster';

/** The application inside the test's own process, for looking at what cannot be seen from outside. Not listening. */
export async function openApp(): Promise<{ app: NestFastifyApplication; close(): Promise<void> }> {
  const database = await createDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'quintet-app-'));
  const settings = readSettings(Settings, { ROLE: 'api', DATA_DIR: dataDir });
  const runtime = { settings, databaseUrl: database.url, jwtSecret: 'x'.repeat(32), close: () => Promise.resolve() };
  const app = await createApp(runtime, pino({ level: 'silent' }));
  return {
    app,
    close: async () => {
      await app.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
