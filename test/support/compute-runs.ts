import { filesTar } from '../../src/domains/compute-jobs/packages/archive/fixtures/tar-of';
import type { Client } from './client';
import { waitFor } from './wait-for';

/** A job as the API shows it. */
export type ShownJob = Record<string, unknown> & { id: string; state: string };

/** Pushes an app or an engine, and activates it. */
export async function push(client: Client, kind: 'apps' | 'engines', files: Record<string, unknown>): Promise<void> {
  const data = (await filesTar(files)).toString('base64');
  const { name, version } = await succeeds(client, `/v1/dev/${kind}`, { data });
  await succeeds(client, `/v1/dev/${kind}/${name}@${version}/activate`);
}

/** Makes a job and runs it. */
export async function run(client: Client, job: object): Promise<string> {
  const { id } = (await succeeds(client, '/v1/customer/jobs', job)).job as ShownJob;
  await succeeds(client, `/v1/customer/jobs/${id}/run`);
  return id;
}

/** The job once it has ended. */
export function ended(client: Client, id: string): Promise<ShownJob> {
  const end = async () => {
    const { job } = (await client.get(`/v1/customer/jobs/${id}`)).body as { job: ShownJob };
    return ['JOB_STATE_COMPLETE', 'JOB_STATE_FAILED'].includes(job.state) ? job : undefined;
  };
  return waitFor(end, { what: `job ${id} to end`, timeout: 60_000 });
}

/** The texts of its results by their names. */
export async function results(client: Client, id: string): Promise<Record<string, string>> {
  const { body } = await client.get(`/v1/customer/jobs/${id}/results`);
  const files = (body as { results: { name: string; link: string }[] }).results;
  const texts = files.map(async ({ name, link }) => [name, await (await fetch(link)).text()] as const);
  return Object.fromEntries(await Promise.all(texts));
}

async function succeeds(client: Client, path: string, body?: object) {
  const answer = await client.post(path, body);
  if (answer.status !== 200) throw new Error(`POST ${path}: ${answer.status} ${answer.text}`);
  return answer.body as Record<string, unknown>;
}
