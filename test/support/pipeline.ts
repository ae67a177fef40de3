import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import type { Answer, Client, RawRequest } from './client';
import type { Server } from './server';
import schemas from '../e2e/fixtures/pipeline-create-job.json';

const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
const checks = { 201: ajv.compile(schemas['201']), 422: ajv.compile(schemas['422']) };

/** What is wrong with an answer by the schema that the original publishes; empty when it fits. */
export function misfits(schema: keyof typeof checks, body: unknown): unknown[] {
  checks[schema](body);
  return checks[schema].errors ?? [];
}

/** A fresh tenant with the ids of what it finds made, and its calls. */
export interface PipelineTenant {
  api: Client;
  key: string;
  tenant: string;
  id: string;
  workspace: string;
  pipeline: string;
  jobs: string;
  /** The smallest valid request, with changes. */
  job(changes?: object): Record<string, unknown>;
  create(changes?: object, query?: string, headers?: Record<string, string>): Promise<Answer>;
}

export async function pipelineTenant(server: Server): Promise<PipelineTenant> {
  const { key, tenant } = await server.tenant();
  const api = server.client(key);
  const [{ workspace_id: workspace }] = (await api.get('/api/v1/workspaces')).body;
  const { pipeline_id: pipeline } = (await api.get('/api/v1/workspaces/default/pipelines/builtin')).body;
  const [{ id }] = await server.query<{ id: string }>('SELECT id FROM platform.tenants WHERE name = $1', [tenant]);
  const jobs = `/api/v2/workspaces/${workspace}/jobs`;
  const job = (changes: object = {}) => ({
    name: 'Leases',
    pipeline_id: pipeline,
    execution_mode: 'ACROSS_FILES',
    ...changes,
  });
  return {
    api,
    key,
    tenant,
    id,
    workspace,
    pipeline,
    jobs,
    job,
    create: (changes, query = '', headers) => api.post(jobs + query, job(changes), headers),
  };
}

/** Puts files into a workspace as an upload leaves them, as far as filters look at them. */
export async function addFiles(
  server: Server,
  { id, workspace }: PipelineTenant,
  files: { name: string; meta: object }[],
): Promise<void> {
  await server.query(
    `INSERT INTO pipeline.files (id, tenant_id, workspace_id, name, size, characters, meta)
     SELECT gen_random_uuid(), $1, $2, name, 1, 1, meta FROM jsonb_to_recordset($3) AS (name text, meta jsonb)`,
    [id, workspace, JSON.stringify(files)],
  );
}

/** A form as browsers write it. */
export async function formOf(parts: Record<string, string | File>): Promise<Required<RawRequest>> {
  const form = new FormData();
  for (const [name, part] of Object.entries(parts)) form.append(name, part);
  const request = new Request('http://test/', { method: 'POST', body: form });
  const headers = { 'content-type': request.headers.get('content-type')! };
  return { body: Buffer.from(await request.arrayBuffer()), headers };
}

export interface Upload {
  /** Name of the workspace. */
  workspace?: string;
  meta?: object;
  query?: string;
  headers?: Record<string, string>;
}

/** Uploads a file. */
export async function upload(
  api: Client,
  name: string,
  content: string | Uint8Array<ArrayBuffer>,
  { workspace = 'default', meta, query = '', headers }: Upload = {},
): Promise<Answer> {
  const form = await formOf({
    file: new File([content], name),
    ...(meta && { meta: JSON.stringify(meta) }),
  });
  const path = `/api/v1/workspaces/${encodeURIComponent(workspace)}/files${query}`;
  return api.raw('POST', path, { body: form.body, headers: { ...form.headers, ...headers } });
}
