import { randomUUID } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Answer, Client } from './client';
import type { Server } from './server';

const JOBS = '/v1/customer/jobs';

/** A job that awaits a file. */
export interface WaitingJob {
  id: string;
  /** Path of its `tempUrl`. */
  upload: string;
}

export async function waitingJob(api: Client, params: object = {}): Promise<WaitingJob> {
  const dataSource = { dataSourceDescriptor: 'file', params };
  const { job } = (await api.post(JOBS, { templateId: 'word-count', dataSource })).body as {
    job: { id: string; dataSource: { params: { tempUrl: string } } };
  };
  return { id: job.id, upload: new URL(job.dataSource.params.tempUrl).pathname };
}

/** Puts a file as a client without a credential does. */
export function put(server: Server, path: string, body: string | Buffer, headers = {}): Promise<Answer> {
  return server.stranger().raw('PUT', path, { body, headers });
}

export const uploadsOf = (server: Server, jobId: string) =>
  server.query<{ id: string; name: string; key: string; size: string; sha256: string }>(
    "SELECT id, name, key, size, sha256 FROM compute.objects WHERE job_id = $1 AND kind = 'upload'",
    [jobId],
  );

/** Files below a folder of the server's data, by their paths. */
export async function filesIn(server: Server, folder: string): Promise<string[]> {
  const entries = await readdir(join(server.dataDir, folder), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

/** Stores files as a job's run would, and ends the job. */
export async function completedJob(
  server: Server,
  api: Client,
  files: Record<string, string | Buffer>,
  state = 'JOB_STATE_COMPLETE',
): Promise<string> {
  const { job } = (await api.post(JOBS, { templateId: 'hello-world' })).body as { job: { id: string } };
  const folder = `jobs/${job.id}/outputs/1`;
  await mkdir(join(server.dataDir, 'objects', folder), { recursive: true });
  for (const [ordinal, [name, content]] of Object.entries(files).entries()) {
    const key = `${folder}/${ordinal}`;
    await writeFile(join(server.dataDir, 'objects', key), content);
    await server.query(
      `INSERT INTO compute.objects (id, tenant_id, job_id, kind, ordinal, name, key, size, sha256)
        SELECT $2, tenant_id, id, 'output', $3, $4, $5, $6, '' FROM compute.jobs WHERE id = $1`,
      [job.id, randomUUID(), ordinal, name, key, content.length],
    );
  }
  await server.query(
    `UPDATE compute.jobs SET state = $2, ended_at = now(), files_expire_at = now() + interval '48 hours' WHERE id = $1`,
    [job.id, state],
  );
  return job.id;
}
