import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { COUNT_JOBS } from '../../src/domains/scheduled-requests/metrics/job-counts';
import { Jobs, JOBS } from '../support/scheduled';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

let server: Server;
let target: Target;
let jobs: Jobs;

beforeAll(async () => {
  server = await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1/32' } });
  target = await Target.open((response, { url }) => {
    if (url === '/hold') return;
    response.writeHead(url === '/failing' ? 400 : 200).end();
  });
  jobs = new Jobs(server);
});

afterAll(async () => {
  target?.close();
  await server?.stop();
});

const exposed = async () => (await server.client().get('/metrics')).text;
async function metric(name: string, label = ''): Promise<number> {
  const line = (await exposed()).split('\n').find((one) => one.startsWith(`${name}${label && `{${label}}`} `));
  return line === undefined ? NaN : Number(line.slice(line.lastIndexOf(' ')));
}
const attempts = (outcome: string) => metric('quintet_scheduled_attempts_total', `outcome="${outcome}"`);
const slots = (outcome: string) => metric('quintet_scheduled_slots_total', `outcome="${outcome}"`);
const states = (state: string) => metric('quintet_scheduled_jobs', `state="${state}"`);

it('counts attempts by outcome and times them', async () => {
  expect([await attempts('success'), await attempts('timeout')]).toEqual([0, 0]);
  await jobs.run({ url: target.url });
  await jobs.run({ url: `${target.url}/failing` });
  await jobs.run({ url: 'http://127.0.0.1:1', retry: { max_attempts: 2, base: 0.1 } });
  await jobs.run({ url: `${target.url}/hold`, timeout: 1, retry: { max_attempts: 1 } });
  await waitFor(async () => (await attempts('timeout')) === 1);
  const counted = [await attempts('success'), await attempts('http'), await attempts('connection')];
  expect(counted).toEqual([1, 1, 2]);
  expect(await metric('quintet_scheduled_request_seconds_count')).toBe(5);
  expect(await metric('quintet_scheduled_request_seconds_bucket', 'le="0.5"')).toBeLessThan(5);
});

it('times how late attempts start', async () => {
  const count = () => metric('quintet_scheduled_due_lag_seconds_count');
  const late = async () => (await count()) - (await metric('quintet_scheduled_due_lag_seconds_bucket', 'le="5"'));
  const before = await count();
  await jobs.run({ url: target.url, schedule_in: 0.2 });
  expect(await count()).toBe(before + 1);
  expect(await late()).toBe(0);
  const { id, job_id } = await jobs.create({ url: target.url, schedule_in: 3600 });
  await server.query(
    `UPDATE scheduled.jobs SET run_at = now() - interval '1 minute', scheduled_at = now() - interval '1 minute'
      WHERE id = $1`,
    [job_id],
  );
  await server.query("SELECT engine.enqueue('scheduled.dispatch', '{}', NULL, 'scheduled.dispatch')");
  await jobs.reaches(id, 'completed');
  expect(await late()).toBe(1);
});

it('counts slots that ran and that were left out', async () => {
  const [ran, skipped] = [await slots('run'), await slots('skipped')];
  const { schedule_id } = await jobs.create({ url: `${target.url}/hold`, repeat_every: 1, overlap: 'skip' });
  await waitFor(async () => (await slots('skipped')) > skipped);
  await jobs.end(schedule_id);
  expect(await slots('run')).toBe(ran + 1);
  expect(await slots('missed')).toBe(0);
});

it('counts jobs by state: exactly while they are few, in an index and an estimate when they are many', async () => {
  await server.query('TRUNCATE scheduled.jobs CASCADE');
  const waiting = await jobs.create({ url: target.url, schedule_in: 3600 });
  await jobs.run({ url: target.url });
  await jobs.api.post(`${JOBS}/${(await jobs.create({ url: target.url, schedule_in: 3600 })).id}/cancel`);
  const shown = async () => Promise.all(['available', 'completed', 'cancelled', 'executing', 'retryable'].map(states));
  expect(waiting.job.state).toBe('available');
  expect(await shown()).toEqual([1, 1, 1, 0, 0]);
  await server.query(
    `INSERT INTO scheduled.jobs (uuid, tenant_id, args, run_at, scheduled_at, inserted_at)
      SELECT gen_random_uuid(), gen_random_uuid(), '{}', moment, moment, moment
      FROM generate_series(1, 100000) AS n, LATERAL (SELECT now() + n * interval '1 day' AS moment) AS m`,
  );
  await server.query('ANALYZE scheduled.jobs');
  const rows = await server.query<{ 'QUERY PLAN': string }>(`EXPLAIN ANALYZE ${COUNT_JOBS.text}`);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toContain('jobs_state_idx');
  const inVain = [...plan.matchAll(/Rows Removed by Filter: (\d+)/g)].map(([, n]) => Number(n));
  expect(Math.max(0, ...inVain)).toBeLessThan(1000);
  const [available, ...others] = await shown();
  expect(available).toBeGreaterThan(95_000);
  expect(available).toBeLessThan(105_000);
  expect(others).toEqual([1, 1, 0, 0]);
});

it('has no label that tells of a tenant, a job or a target', async () => {
  const labels = (await exposed()).match(/^quintet_scheduled_\w+\{[^}]*\}/gm)!.map((one) => one.replace(/^\w+/, ''));
  for (const label of labels) expect(label).toMatch(/^\{(le|outcome|state)="[\w.+]+"\}$/);
  expect(await exposed()).not.toContain('127.0.0.1');
});
