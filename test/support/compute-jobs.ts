import { randomUUID } from 'node:crypto';
import type { Client } from './client';
import type { Server } from './server';

export const JOBS = '/v1/customer/jobs';

/** A fresh tenant with a client of its own. */
export async function computeTenant(server: Server): Promise<{ api: Client; id: string }> {
  const { key, tenant } = await server.tenant();
  const [{ id }] = await server.query<{ id: string }>('SELECT id FROM platform.tenants WHERE name = $1', [tenant]);
  return { api: server.client(key), id };
}

export interface KnownPackage {
  kind?: 'app' | 'engine';
  name: string;
  version?: string;
  type?: 'partitioner' | 'assembler';
  status?: 'active' | 'inactive';
  secrets?: string[];
  schema?: object;
}

/** Puts the row of a package there, whose program nobody is going to run. */
export async function addPackage(server: Server, tenantId: string, wanted: KnownPackage): Promise<string> {
  const { kind = 'app', name, version = '1.0', type, status = 'active', secrets = [], schema } = wanted;
  const id = randomUUID();
  const manifest = { name, version, platform_config: { secrets }, device_requirements: { min_cpu: 2, min_memory: 4 } };
  await server.query(
    `INSERT INTO compute.packages (id, tenant_id, kind, name, major, minor, type, status, manifest, schema, hash,
      entrypoint, revision, user_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'aGFzaA==', 'main.py', 3, 'ada')`,
    [
      ...[id, tenantId, kind, name, ...version.split('.').map(Number), type, status],
      ...[JSON.stringify(manifest), schema && JSON.stringify(schema)],
    ],
  );
  return id;
}

/**
 * As the execution of jobs would have left it: in a state, the states before it reached one second apart.
 * @param last state before it failed
 */
export async function putInState(server: Server, id: string, state: string, last = LIFE[0]): Promise<void> {
  const failedAfter = LIFE.slice(0, LIFE.indexOf(last) + 1);
  await server.query(
    `UPDATE compute.jobs SET state = $2, run_no = greatest(run_no, 1), state_timestamps = state_timestamps || (
        SELECT jsonb_object_agg(name, created_at + place * interval '1 second')
        FROM unnest($3::text[]) WITH ORDINALITY AS reached (name, place)),
      submitted_at = coalesce(submitted_at, now()), started_at = created_at + interval '2 seconds',
      ended_at = CASE WHEN $2 IN ('JOB_STATE_COMPLETE', 'JOB_STATE_FAILED') THEN created_at + interval '12.5 seconds' END,
      files_expire_at = CASE WHEN $2 IN ('JOB_STATE_COMPLETE', 'JOB_STATE_FAILED') THEN now() + interval '1 hour' END
    WHERE id = $1`,
    [id, state, state === 'JOB_STATE_FAILED' ? [...failedAfter, state] : LIFE.slice(0, LIFE.indexOf(state) + 1)],
  );
}

const LIFE = [
  'JOB_STATE_STARTED',
  'JOB_STATE_UPLOADING',
  'JOB_STATE_PARTITIONING',
  'JOB_STATE_PARTITIONED',
  'JOB_STATE_TASKS_COMPLETED',
  'JOB_STATE_MERGING',
  'JOB_STATE_MERGED',
  'JOB_STATE_DOWNLOADING',
  'JOB_STATE_COMPLETE',
];
export const RUNNING = LIFE.slice(0, -1);
export const STATES_AFTER_NEW = [...LIFE, 'JOB_STATE_FAILED'];

/** The body of a refusal for fields. */
export function refusedFields(violations: [field: string, description: string][]) {
  return {
    code: 3,
    message: violations[0].join(' '),
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.BadRequest',
        fieldViolations: violations.map(([field, description]) => ({ field, description })),
      },
    ],
  };
}

export const refusal = (code: number, message: string) => ({ code, message, details: [] });
