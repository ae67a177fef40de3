import { randomBytes } from 'node:crypto';
import type { Client } from './client';
import type { Server } from './server';

/** A step; what is left out is as the API's defaults. */
export interface StepSpec {
  name: string;
  optional?: boolean;
  dependencyType?: 'physical' | 'preferred' | 'completion_gate';
}

export interface Route {
  tenantId: string;
  jobId: string;
  pathId: string;
  /** In the order of the path. */
  steps: string[];
}

const id = (prefix: string) => `${prefix}_${randomBytes(9).toString('base64url')}`;

/** A job with a path, by SQL. */
export async function makeRoute(
  server: Server,
  tenant: string,
  steps: (string | StepSpec)[],
  mode = 'strict',
): Promise<Route> {
  const [{ id: tenantId }] = await server.query<{ id: string }>('SELECT id FROM platform.tenants WHERE name = $1', [
    tenant,
  ]);
  const [jobId, pathId] = [id('job'), id('path')];
  const rows = steps
    .map((step) => (typeof step === 'string' ? { name: step } : step))
    .map((step) => ({ id: id('step'), optional: false, dependencyType: 'preferred', ...step }));
  await server.query(
    `WITH job AS (
        INSERT INTO production.jobs (tenant_id, id, name, goal_quantity) VALUES ($1, $2, 'JOB-1', 10)
      ), path AS (
        INSERT INTO production.paths (tenant_id, id, job_id, name, goal_quantity, advancement_mode)
        VALUES ($1, $3, $2, 'Main route', 10, $4)
      )
      INSERT INTO production.steps (tenant_id, id, path_id, ordinal, name, optional, dependency_type)
      SELECT $1, step.id, $3, place - 1, step.name, step.optional, step."dependencyType"
      FROM ROWS FROM (json_to_recordset($5) AS (id text, name text, optional boolean, "dependencyType" text))
        WITH ORDINALITY AS step (id, name, optional, "dependencyType", place)`,
    [tenantId, jobId, pathId, mode, JSON.stringify(rows)],
  );
  return { tenantId, jobId, pathId, steps: rows.map((row) => row.id) };
}

/** Units at the first step of a route, by the API. */
export async function makeUnits(api: Client, { jobId, pathId }: Route, quantity = 1): Promise<string[]> {
  const { status, body, text } = await api.post('/api/serials', { jobId, pathId, quantity });
  if (status !== 201) throw new Error(`no units: ${text}`);
  return (body as { id: string }[]).map((unit) => unit.id);
}

/** What of the tables of certificates and timers the units lean on, where no migration has made them. */
export async function makeNeighbours(server: Server): Promise<void> {
  await server.query(`
    CREATE TABLE IF NOT EXISTS production.certs (tenant_id uuid NOT NULL, id text NOT NULL, seq bigserial NOT NULL,
      type text NOT NULL, name text NOT NULL, metadata json, created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (tenant_id, id));
    CREATE TABLE IF NOT EXISTS production.cert_attachments (tenant_id uuid NOT NULL,
      id text NOT NULL DEFAULT production.new_id('ca_'), seq bigserial NOT NULL, serial_number bigint NOT NULL,
      cert_id text NOT NULL, step_id text NOT NULL, attached_at timestamptz NOT NULL DEFAULT now(),
      attached_by text NOT NULL, PRIMARY KEY (tenant_id, id),
      FOREIGN KEY (tenant_id, serial_number) REFERENCES production.serials (tenant_id, number) ON DELETE CASCADE);
    CREATE TABLE IF NOT EXISTS production.time_entries (tenant_id uuid NOT NULL,
      id text NOT NULL DEFAULT production.new_id('time_'), seq bigserial NOT NULL, serial_number bigint NOT NULL,
      step_id text NOT NULL, visit integer NOT NULL, user_id text NOT NULL, state text NOT NULL DEFAULT 'running',
      started_at timestamptz NOT NULL DEFAULT clock_timestamp(), ended_at timestamptz,
      seconds double precision NOT NULL DEFAULT 0, running_since timestamptz DEFAULT clock_timestamp(),
      PRIMARY KEY (tenant_id, id),
      FOREIGN KEY (tenant_id, serial_number) REFERENCES production.serials (tenant_id, number) ON DELETE CASCADE);
    DO $$ BEGIN
      IF to_regproc('production.worked_seconds') IS NULL THEN
        CREATE FUNCTION production.worked_seconds(entry production.time_entries) RETURNS double precision LANGUAGE sql
        VOLATILE RETURN entry.seconds + greatest(extract(epoch FROM clock_timestamp() - entry.running_since), 0);
      END IF;
    END $$`);
}

/** Does all of the work, as many at a time as there are clients. */
export async function among<T>(clients: number, work: T[], each: (item: T) => Promise<void>): Promise<void> {
  const queue = [...work];
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await each(item);
    }),
  );
}

/** Counts what is wrong with a tenant's units, by what must hold at any time; all 0 of units made and moved by the API. */
const FLAWS = `
  SELECT 'numbers left out' AS flaw, last_serial - (SELECT count(*) FROM production.serials WHERE tenant_id = $1) AS count
  FROM production.counters WHERE tenant_id = $1
  UNION ALL SELECT 'units without the one open visit where they are', count(*) FROM production.serials AS unit
  WHERE tenant_id = $1 AND (status = 'in_progress') <> EXISTS (SELECT FROM production.step_visits AS visit
    WHERE visit.tenant_id = $1 AND serial_number = number AND left_at IS NULL AND step_id = unit.current_step_id)
  UNION ALL SELECT 'visits that end before they begin', count(*) FROM production.step_visits
  WHERE tenant_id = $1 AND left_at < entered_at
  UNION ALL SELECT 'units with changes that are not in the audit', count(*) FROM production.serials AS unit
  WHERE tenant_id = $1 AND version - 1 <> (SELECT count(*) FROM production.audit WHERE tenant_id = $1
    AND serial_number = unit.number AND action NOT IN ('step_deferred', 'step_skipped'))
  UNION ALL SELECT 'paths with a wrong tally', count(*) FROM (
    SELECT path_id, count(*) AS total, count(*) FILTER (WHERE status = 'completed') AS completed,
      count(*) FILTER (WHERE status = 'scrapped') AS scrapped
    FROM production.serials WHERE tenant_id = $1 GROUP BY path_id
    EXCEPT SELECT path_id, sum(total), sum(completed), sum(scrapped) FROM production.unit_tallies
    WHERE tenant_id = $1 GROUP BY path_id) AS path`;

/** What is wrong with the units of a tenant of which none was deleted. */
export async function flaws(server: Server, tenantId: string): Promise<string[]> {
  const rows = await server.query<{ flaw: string; count: string }>(
    `SELECT flaw, count FROM (${FLAWS}) AS flaw WHERE count <> 0`,
    [tenantId],
  );
  return rows.map(({ flaw, count }) => `${count} ${flaw}`);
}
