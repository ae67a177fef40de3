import { resolve } from 'node:path';
import { DataSource } from 'typeorm';
import { connectionOptions } from '../../src/kernel/database/connection-options';
import { UnitLocks } from '../../src/domains/production-jobs/serials/unit-locks';
import type { Unit } from '../../src/domains/production-jobs/serials/unit';
import { Database } from '../../src/kernel/database/database';
import type { Server } from './server';

const SOURCES = resolve(__dirname, '../../src');

export interface Shop {
  tenantId: string;
  jobId: string;
  pathId: string;
  /** In the order of the path. */
  stepIds: string[];
  /** `SN-00001` upward. */
  serialIds: string[];
}

/** A job with one path, and units at its first step, made by SQL. Ids end in the tenant's last characters. */
export async function shopBySql(
  server: Server,
  tenant: string,
  { steps = ['Cut', 'Mill', 'Inspect'], units = 3, jobName = 'JOB-1', pathName = 'Main route' } = {},
): Promise<Shop> {
  const [{ id: tenantId }] = await server.query<{ id: string }>('SELECT id FROM platform.tenants WHERE name = $1', [
    tenant,
  ]);
  const own = tenantId.slice(-9);
  const [jobId, pathId] = [`job_${own}AAA`, `path_${own}AAA`];
  const stepIds = steps.map((_, index) => `step_${own}A${String(index).padStart(2, '0')}`);
  await server.query('INSERT INTO production.jobs (tenant_id, id, name, goal_quantity) VALUES ($1, $2, $3, 10)', [
    tenantId,
    jobId,
    jobName,
  ]);
  await server.query(
    `INSERT INTO production.paths (tenant_id, id, job_id, name, goal_quantity, advancement_mode)
      VALUES ($1, $2, $3, $4, 10, 'strict')`,
    [tenantId, pathId, jobId, pathName],
  );
  await server.query(
    `INSERT INTO production.steps (tenant_id, id, path_id, ordinal, name)
      SELECT $1, id, $2, place - 1, name FROM unnest($3::text[], $4::text[]) WITH ORDINALITY AS step (id, name, place)`,
    [tenantId, pathId, stepIds, steps],
  );
  const rows = await server.query<{ id: string }>(
    `WITH unit AS (
        INSERT INTO production.serials (tenant_id, number, job_id, path_id, current_step_id)
        SELECT $1, number, $2, $3, $4 FROM generate_series(1, $5) AS number RETURNING number
      ), visit AS (
        INSERT INTO production.step_visits (tenant_id, serial_number, step_id, path_id) SELECT $1, number, $4, $3 FROM unit
      ), counter AS (
        INSERT INTO production.counters (tenant_id, last_serial) VALUES ($1, $5)
      )
      SELECT production.serial_id(number) AS id FROM unit ORDER BY number`,
    [tenantId, jobId, pathId, stepIds[0], units],
  );
  return { tenantId, jobId, pathId, stepIds, serialIds: rows.map(({ id }) => id) };
}

/** Ends a unit by SQL as its last step, or scrap, would. */
export async function endBySql(
  server: Server,
  { tenantId }: Shop,
  serialId: string,
  status: 'completed' | 'scrapped',
): Promise<void> {
  await server.query(
    `UPDATE production.serials SET status = $3, finished_at = now(),
      current_step_id = CASE WHEN $3 = 'scrapped' THEN current_step_id END
      WHERE tenant_id = $1 AND number = $2`,
    [tenantId, Number(serialId.slice(3)), status],
  );
}

/** Moves a unit by SQL to another step, as a send-back or an advance would. */
export async function moveBySql(
  server: Server,
  { tenantId, pathId }: Shop,
  serialId: string,
  stepId: string,
  visit = 1,
): Promise<void> {
  const values = [tenantId, Number(serialId.slice(3))];
  await server.query(
    `UPDATE production.step_visits SET left_at = now(), outcome = 'completed'
      WHERE tenant_id = $1 AND serial_number = $2 AND left_at IS NULL`,
    values,
  );
  await server.query(
    `INSERT INTO production.step_visits (tenant_id, serial_number, step_id, path_id, visit) VALUES ($1, $2, $3, $4, $5)`,
    [...values, stepId, pathId, visit],
  );
  await server.query('UPDATE production.serials SET current_step_id = $3 WHERE tenant_id = $1 AND number = $2', [
    ...values,
    stepId,
  ]);
}

/** The statements of the service on the server's database, for parts that no route reaches by itself. */
export async function openDatabase(server: Server): Promise<{ database: Database; close(): Promise<void> }> {
  const dataSource = await new DataSource(connectionOptions(server.databaseUrl, 2, SOURCES)).initialize();
  return { database: new Database(dataSource), close: () => dataSource.destroy() };
}

/** Units as a move finds them. */
export function unitsOf(database: Database, tenantId: string, ids: string[]): Promise<Unit[]> {
  return database.transaction(() => new UnitLocks(database).lockAll(tenantId, ids, 'Serial'));
}
