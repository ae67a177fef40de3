import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Jobs, JOBS } from '../support/scheduled';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

const TABLES = ['attempts', 'logs'];
const DAYS = { SCHEDULED_LOG_DAYS: '2', SCHEDULED_JOB_DAYS: '1' };

let server: Server;
let target: Target;
let jobs: Jobs;

beforeAll(async () => {
  server = await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1/32', ...DAYS } });
  target = await Target.open();
  jobs = new Jobs(server);
});

afterAll(async () => {
  target?.close();
  await server?.stop();
});

const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
const partitionOf = (table: string, daysAgo: number) => `scheduled.${table}_${day(daysAgo).replaceAll('-', '')}`;
const partitions = async (table: string) => {
  const rows = await server.query<{ name: string }>(
    'SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::regclass ORDER BY 1',
    [`scheduled.${table}`],
  );
  return rows.map(({ name }) => name);
};
const addPartition = (table: string, daysAgo: number) =>
  server.query(
    `CREATE TABLE ${partitionOf(table, daysAgo)} PARTITION OF scheduled.${table}
      FOR VALUES FROM ('${day(daysAgo)} 00:00:00+00') TO ('${day(daysAgo - 1)} 00:00:00+00')`,
  );
const tidyUp = () => server.query("SELECT engine.enqueue('scheduled.upkeep', '{}', NULL, 'scheduled.upkeep')");
const count = async (sql: string, values: unknown[] = []) =>
  (await server.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`, values))[0].n;

describe.each(TABLES)('the partitions of %s', (table) => {
  it('are there for today and the week to come', async () => {
    const days = Array.from({ length: 8 }, (_, ahead) => partitionOf(table, -ahead));
    expect(await partitions(table)).toEqual([...days, `scheduled.${table}_default`]);
  });

  it('take all that is written: the default one stays empty', async () => {
    const { job } = await jobs.run({ url: target.url });
    expect(await count(`scheduled.${table}_default`)).toBe(0);
    expect(await count(`${partitionOf(table, 0)} WHERE job_id = $1`, [job.id])).toBeGreaterThan(0);
  });

  it('are dropped when they are too old, and no sooner', async () => {
    for (const daysAgo of [2, 3, 40]) await addPartition(table, daysAgo);
    await tidyUp();
    await waitFor(async () => !(await partitions(table)).includes(partitionOf(table, 40)));
    const left = await partitions(table);
    expect(left).toContain(partitionOf(table, 2));
    expect(left).not.toContain(partitionOf(table, 3));
  });
});

describe('finished jobs', () => {
  const age = (id: string, hours: number) =>
    server.query(
      `UPDATE scheduled.jobs SET completed_at = completed_at - $2 * interval '1 hour',
        discarded_at = discarded_at - $2 * interval '1 hour', cancelled_at = cancelled_at - $2 * interval '1 hour',
        inserted_at = inserted_at - $2 * interval '1 hour' WHERE uuid = $1`,
      [id, hours],
    );

  it('are deleted in time, with all that is told of them; others stay', async () => {
    const kept = await jobs.run({ url: target.url });
    const waiting = await jobs.create({ url: target.url, schedule_in: 3600 });
    const cancelled = await jobs.create({ url: target.url, schedule_in: 3600 });
    await jobs.api.post(`${JOBS}/${cancelled.id}/cancel`);
    const completed = await jobs.run({ url: target.url });
    const discarded = await jobs.run({ url: 'http://127.0.0.1:1', retry: { max_attempts: 1 } });
    await age(kept.id, 23);
    for (const { id } of [waiting, cancelled, completed, discarded]) await age(id, 25);
    await tidyUp();
    for (const { id } of [cancelled, completed, discarded]) {
      await waitFor(async () => (await jobs.api.get(`${JOBS}/${id}`)).status === 404);
    }
    for (const table of TABLES) {
      const ids = [completed.job.id, discarded.job.id];
      expect(await count(`scheduled.${table} WHERE job_id = ANY ($1)`, [ids])).toBe(0);
      expect(await count(`scheduled.${table} WHERE job_id = $1`, [kept.job.id])).toBeGreaterThan(0);
    }
    expect((await jobs.find(kept.id)).job.state).toBe('completed');
    expect((await jobs.find(waiting.id)).job.state).toBe('available');
  });

  it('are deleted in batches, by an index', async () => {
    await server.query(
      `INSERT INTO scheduled.jobs (uuid, tenant_id, args, state, run_at, scheduled_at, inserted_at, completed_at)
        SELECT gen_random_uuid(), gen_random_uuid(), '{}', 'completed', moment, moment, moment, moment
        FROM generate_series(1, 12500) AS n,
          LATERAL (SELECT now() - CASE WHEN n <= 2500 THEN interval '25 hours' ELSE interval '1 hour' END AS moment) AS m`,
    );
    await server.query('ANALYZE scheduled.jobs');
    const plan = await server.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT id FROM scheduled.jobs WHERE state IN ('completed', 'discarded', 'cancelled')
        AND coalesce(completed_at, discarded_at, cancelled_at) < now() - interval '1 day'
        ORDER BY coalesce(completed_at, discarded_at, cancelled_at) LIMIT 1000`,
    );
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('jobs_finished_at_idx');
    await tidyUp();
    await waitFor(async () => (await count("scheduled.jobs WHERE completed_at < now() - interval '1 day'")) === 0);
    expect(await count("scheduled.jobs WHERE args::text = '{}'")).toBe(10_000);
  });
});
