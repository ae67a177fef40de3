import { runMigrations } from 'graphile-worker';

/** Lays out the queue's own schema; must run before our migrations, which build on it. */
export async function installQueue(connectionString: string): Promise<void> {
  await runMigrations({ connectionString });
}
