import { DataSource } from 'typeorm';
import { connectionOptions } from './connection-options';

/** Any number: it only has to be the same in every process of one database. */
const MIGRATION_LOCK = 7_205_759_403;

/** Brings the schema up to date, one process at a time however many start together. */
export async function migrateDatabase(url: string, sourceRoot: string): Promise<void> {
  const options = connectionOptions(url, 2, sourceRoot);
  const unhurried = { ...(options.extra as object), statement_timeout: 0, query_timeout: 0 };
  const dataSource = await new DataSource({ ...options, entities: [], extra: unhurried }).initialize();
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query(`SELECT pg_advisory_lock(${MIGRATION_LOCK})`);
    await dataSource.runMigrations({ transaction: 'each' });
  } finally {
    await runner.release();
    await dataSource.destroy();
  }
}
