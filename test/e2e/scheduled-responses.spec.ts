import { responseStatement } from '../../src/domains/scheduled-requests/responses/response-search';
import { readResponseQuery } from '../../src/domains/scheduled-requests/responses/response-query';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Jobs } from '../support/scheduled';
import { Target } from '../support/target';

const RESPONSES = '/scheduler/api/responses';
const MANY = 100_000;

let server: Server;
let target: Target;
let jobs: Jobs;

beforeAll(async () => {
  server = await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1/32' } });
  target = await Target.open((response, { url }) => {
    const { pathname, searchParams } = new URL(url, target.url);
    if (pathname === '/broken') return response.socket?.destroy();
    const type = searchParams.get('type') ?? 'text/plain';
    response.writeHead(Number(searchParams.get('status') ?? 200), { 'content-type': type });
    if (pathname === '/binary') response.end(Buffer.from([0xff, 0x61, 0x62, 0x63]));
    else response.end(searchParams.get('body') ?? '');
  });
});

beforeEach(async () => {
  jobs = new Jobs(server, (await server.tenant()).key);
});

afterAll(async () => {
  target?.close();
  await server?.stop();
});

const once = { max_attempts: 1 };
const answered = (query: Record<string, string>, path = '/') =>
  jobs.run({ url: `${target.url}${path}`, query, retry: once });

async function search(query: Record<string, string> = {}) {
  const { status, body } = await jobs.api.get(`${RESPONSES}?${new URLSearchParams(query)}`);
  expect([status, Object.keys(body)]).toEqual([200, ['data']]);
  return body.data as { job_id: number; started_at: string }[];
}
const found = async (query: Record<string, string>) => (await search(query)).map(({ job_id }) => job_id);

it('finds the attempts that got an answer, newest first', async () => {
  const first = await jobs.run({ url: `${target.url}/?status=503&body=no`, retry: { max_attempts: 2, base: 0.1 } });
  await answered({}, '/broken');
  const last = await answered({ body: 'yes' });
  expect(await search()).toEqual([...last.attempts, ...[...first.attempts].reverse()]);
  expect(await search({ limit: '1', offset: '1' })).toEqual([first.attempts[1]]);
});

it('finds by status', async () => {
  const ids: Record<string, number> = {};
  for (const status of ['200', '204', '404', '500', '503']) ids[status] = (await answered({ status })).job.id;
  const expected: [string, string[]][] = [
    ['200', ['200']],
    ['2xx', ['204', '200']],
    ['5XX', ['503', '500']],
    ['503', ['503']],
    ['404', ['404']],
    ['3xx', []],
  ];
  for (const [status, of] of expected)
    expect([status, await found({ status })]).toEqual([status, of.map((s) => ids[s])]);
});

it('finds a text in the body, in any case', async () => {
  const plain = (await answered({ body: 'Straße 100% of_it \u0000 "quoted"' })).job.id;
  const json = (await answered({ body: '{"Message": "Käse\\u00e9", "n": 1}', type: 'application/json' })).job.id;
  const binary = (await answered({}, '/binary')).job.id;
  expect(await found({ q: 'STRASSE' })).toEqual([]);
  for (const q of ['STRAßE', '100%', 'OF_IT', '"Quoted"']) expect([q, await found({ q })]).toEqual([q, [plain]]);
  for (const q of ['käseé', '"message":"k', '"n":1']) expect([q, await found({ q })]).toEqual([q, [json]]);
  for (const q of ['x_it', 'text/plain', 'abc', '/2fi']) expect([q, await found({ q })]).toEqual([q, []]);
  expect(await found({})).toEqual([binary, json, plain]);
});

it('finds by job, schedule and time', async () => {
  const one = await answered({ body: 'same' });
  const other = await answered({ body: 'same' });
  const run = await jobs.create({ url: target.url, repeat_every: 3600 });
  await jobs.reaches(run.id, 'completed');
  const [a, b, c] = [one.job.id, other.job.id, run.job_id];
  const [{ started_at }] = other.attempts;
  expect(await found({ job_id: one.id })).toEqual([a]);
  expect(await found({ job_id: String(b), q: 'same', status: '200' })).toEqual([b]);
  expect(await found({ schedule_id: run.schedule_id })).toEqual([c]);
  expect(await found({ from: started_at })).toEqual([c, b]);
  expect(await found({ to: started_at })).toEqual([a]);
  expect(await found({ from: started_at, to: started_at })).toEqual([]);
  await server.query(`UPDATE scheduled.attempts SET time = time - interval '25 hours' WHERE job_id = $1`, [a]);
  expect(await found({ q: 'same' })).toEqual([b]);
  expect(await found({ q: 'same', from: new Date(Date.now() - 26 * 3600_000).toISOString() })).toEqual([b, a]);
  for (const query of [{ job_id: 'x' }, { schedule_id: '1' }, { q: 'nowhere' }])
    expect(await found(query as never)).toEqual([]);
});

it.each([
  ['status=6xx', { status: ['is invalid'] }],
  ['status=50', { status: ['is invalid'] }],
  ['status=5xx&status=4xx', { status: ['is invalid'] }],
  ['from=yesterday&to=2030-02-30', { from: ['is not a valid datetime'], to: ['is not a valid datetime'] }],
  ['to=2100-01-01', { to: ['must be at most 10 years ahead'] }],
  [
    'limit=0&offset=-1',
    { limit: ['must be greater than or equal to 1'], offset: ['must be greater than or equal to 0'] },
  ],
])('refuses %s', async (query, errors) => {
  const answer = await jobs.api.get(`${RESPONSES}?${query}`);
  expect([answer.status, answer.body]).toEqual([422, { errors }]);
});

it('is fast among very many', async () => {
  const tenant = '00000000-0000-0000-0000-00000000000a';
  await server.query(
    `INSERT INTO scheduled.attempts (time, tenant_id, job_id, attempt, status, body_text, response)
      SELECT now() - n * interval '10 ms', $1, n, 1, CASE WHEN n % 10000 = 0 THEN 500 ELSE 200 END,
        'number ' || n || ' ' || repeat('x', 200), '{}'
      FROM generate_series(1, ${MANY}) AS n`,
    [tenant],
  );
  await server.query('ANALYZE scheduled.attempts');
  /** The plan as it ran, and how many rows were looked at in vain. */
  const explain = async (query: Record<string, string>) => {
    const { statement, values } = responseStatement(tenant, readResponseQuery(query))!;
    const rows = await server.query<{ 'QUERY PLAN': string }>(`EXPLAIN ANALYZE ${statement.text}`, values);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    process.stdout.write(`${JSON.stringify(query)} among ${MANY}: ${/Execution Time.*/.exec(plan)?.[0]}\n`);
    const removed = [...plan.matchAll(/Rows Removed by Filter: (\d+)/g)].map(([, n]) => Number(n));
    return { plan, inVain: removed.reduce((sum, n) => sum + n, 0) };
  };
  const failed = await explain({ status: '5xx' });
  expect(failed.plan).toMatch(/Index Scan using attempts_\w+_tenant_id_time_idx1 on/);
  expect(failed.inVain).toBeLessThan(10);
  const any = await explain({});
  expect(any.plan).toMatch(/Index Scan using attempts_\w+_tenant_id_time_idx on/);
  expect(any.inVain).toBeLessThan(10);
  expect((await explain({ q: 'number 5 ', limit: '1' })).inVain).toBeLessThan(10);
  expect((await explain({ q: 'in none of them' })).inVain).toBeGreaterThanOrEqual(MANY);
  expect((await explain({ q: 'in none of them', status: '500' })).inVain).toBeLessThan(100);
});
