import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script, ScriptedJobs, WRITE } from '../support/scripted-jobs';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

let server: Server;
let jobs: ScriptedJobs;

beforeAll(async () => {
  server = await startServer();
  jobs = await ScriptedJobs.of(server);
});

afterAll(() => server?.stop());

/** Has what is done every ten minutes done now. */
async function keepUp(): Promise<void> {
  await server.query("SELECT engine.enqueue('compute.upkeep', '{}', now(), 'compute.upkeep')");
  await server.query("SELECT pg_notify('quintet_tasks', 'upkeep')");
}

const scripts = { partitioner: { count: 2, script: script('echo said', WRITE) } };
const objects = () => join(server.dataDir, 'objects');
const linesOf = async (id: string) =>
  (await server.query('SELECT 1 FROM compute.log_lines WHERE job_id = $1', [id])).length;

it('files and logs of a job go when their time is over, and the job stays', async () => {
  const kept = await jobs.finish(scripts);
  const old = await jobs.finish(scripts);
  const [{ hours }] = await server.query<{ hours: number }>(
    `SELECT extract(epoch FROM files_expire_at - ended_at)::float8 / 3600 AS hours FROM compute.jobs WHERE id = $1`,
    [old.id],
  );
  expect(hours).toBeCloseTo(48, 2);
  await server.query("UPDATE compute.jobs SET files_expire_at = now() - interval '1 second' WHERE id = $1", [old.id]);
  await keepUp();
  await waitFor(async () => (await jobs.objects(old.id, 'output')).length === 0, { what: 'the files to go' });
  expect(existsSync(join(objects(), 'jobs', old.id))).toBe(false);
  expect(await linesOf(old.id)).toBe(0);
  expect((await jobs.get(old.id)).state).toBe('JOB_STATE_COMPLETE');
  expect((await jobs.api.get(`/v1/customer/jobs/${old.id}/results`)).body).toEqual({ results: [] });
  expect(await jobs.output(kept.id)).toBe('0\n1\n');
  expect(await linesOf(kept.id)).toBe(2);
});

it('results of tasks are kept for others for seven days', async () => {
  const run = () => jobs.finish(scripts, { cacheTasks: true });
  await run();
  const [{ days }] = await server.query<{ days: number }>(
    'SELECT extract(epoch FROM max(expires_at) - now())::float8 / 86400 AS days FROM compute.task_cache',
  );
  expect(days).toBeCloseTo(7, 2);
  await server.query("UPDATE compute.task_cache SET expires_at = now() - interval '1 second'");
  const [task] = await jobs.tasks((await run()).id);
  expect(task.cached).toBe(false);
  await keepUp();
  await waitFor(async () => (await server.query('SELECT 1 FROM compute.task_cache')).length === 0);
  expect(
    readdirSync(join(objects(), 'cache'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()),
  ).toEqual([]);
});

it('scratch folders of processes that are gone go, those of living ones stay', async () => {
  const scratch = join(server.dataDir, 'compute/scratch');
  const stale = join(scratch, 'worker-of-yesterday');
  mkdirSync(join(stale, 'step'), { recursive: true });
  writeFileSync(join(stale, 'step/file'), 'x');
  const [living] = readdirSync(scratch).filter((name) => name !== 'worker-of-yesterday');
  const other = await startServer({ beside: server, env: { ROLE: 'worker' } });
  await waitFor(() => !existsSync(stale), { what: 'the stale folder to go', timeout: 30_000 });
  expect(readdirSync(scratch)).toContain(living);
  await other.terminate();
});
