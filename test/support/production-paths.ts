import type { Answer, Client } from './client';
import { serialId } from '../../src/domains/production-jobs/serials/serial-id';
import type { Server } from './server';

/** A tenant with a job, and what its paths need. */
export interface Shop {
  api: Client;
  tenantId: string;
  jobId: string;
  path(changes?: object): Promise<Answer>;
  user(id: string, name: string, active?: boolean): Promise<void>;
  units(path: { id: string; jobId: string }, stepId: string, count?: number, status?: string): Promise<string[]>;
}

/** The tables of users and notes, where no migration has made them. */
const NEIGHBOURS = `
  CREATE TABLE IF NOT EXISTS production.users (tenant_id uuid NOT NULL, id text NOT NULL, seq bigserial NOT NULL,
    name text NOT NULL, department text, active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (tenant_id, id));
  CREATE TABLE IF NOT EXISTS production.notes (tenant_id uuid NOT NULL, id text NOT NULL, seq bigserial NOT NULL,
    job_id text NOT NULL, path_id text NOT NULL, step_id text NOT NULL, serial_ids text[] NOT NULL, text text NOT NULL,
    created_by text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(),
    pushed_to_jira boolean NOT NULL DEFAULT false, jira_comment_id text, PRIMARY KEY (tenant_id, id))`;

/** Units at a step as a move leaves them there: what they passed is completed, and a visit is open. */
const ADD_UNITS = `
  WITH counter AS (
    INSERT INTO production.counters AS counter (tenant_id, last_serial) VALUES ($1, $5)
    ON CONFLICT (tenant_id) DO UPDATE SET last_serial = counter.last_serial + $5 RETURNING last_serial
  ), unit AS (
    INSERT INTO production.serials (tenant_id, number, job_id, path_id, current_step_id)
    SELECT $1, last_serial - $5 + place, $2, $3, $4
    FROM counter, generate_series(1, $5::int) AS place RETURNING number
  ), visit AS (
    INSERT INTO production.step_visits (tenant_id, serial_number, step_id, path_id)
    SELECT $1, number, $4, $3 FROM unit
  ), passed AS (
    INSERT INTO production.serial_steps (tenant_id, serial_number, step_id, status)
    SELECT $1, number, step.id, 'completed' FROM unit, production.steps AS step, production.steps AS here
    WHERE here.tenant_id = $1 AND here.id = $4 AND step.tenant_id = $1 AND step.path_id = $3
      AND step.ordinal < here.ordinal AND step.removed_at IS NULL
  )
  SELECT number FROM unit ORDER BY number`;

const FINISH_UNITS = `
  WITH unit AS (
    UPDATE production.serials SET status = $3, finished_at = now(),
      current_step_id = CASE WHEN $3 = 'scrapped' THEN current_step_id END
    WHERE tenant_id = $1 AND number = ANY ($2) RETURNING number
  )
  UPDATE production.step_visits SET left_at = now(), outcome = $3 FROM unit
  WHERE tenant_id = $1 AND serial_number = number AND left_at IS NULL`;

export async function openShop(server: Server): Promise<Shop> {
  await server.query(NEIGHBOURS);
  const { key, tenant } = await server.tenant();
  const [{ id: tenantId }] = await server.query<{ id: string }>('SELECT id FROM platform.tenants WHERE name = $1', [
    tenant,
  ]);
  const api = server.client(key);
  const job = await api.post('/api/jobs', { name: 'JOB-1', goalQuantity: 10 });
  const jobId = job.body.id as string;
  return {
    api,
    tenantId,
    jobId,
    path: (changes = {}) =>
      api.post('/api/paths', { name: 'Main route', goalQuantity: 10, jobId, steps: [{ name: 'Saw' }], ...changes }),
    async user(id, name, active = true) {
      await server.query('INSERT INTO production.users (tenant_id, id, name, active) VALUES ($1, $2, $3, $4)', [
        tenantId,
        id,
        name,
        active,
      ]);
    },
    async units(path, stepId, count = 1, status = 'in_progress') {
      const values = [tenantId, path.jobId, path.id, stepId, count];
      const numbers = (await server.query<{ number: string }>(ADD_UNITS, values)).map(({ number }) => number);
      if (status !== 'in_progress') await server.query(FINISH_UNITS, [tenantId, numbers, status]);
      return numbers.map(serialId);
    },
  };
}
