import { TAKE_UP } from '../../src/domains/scheduled-requests/execution/take-up';
import { CALL_FIFO, CALL_FLOW } from '../../src/domains/scheduled-requests/limits/admission-statements';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Jobs, JOBS } from '../support/scheduled';

const FLOW_CONTROLS = '/scheduler/api/flow-controls';
const later = { url: 'https://example.com:8443/a', schedule_in: 3600 };

describe('flow controls', () => {
  let server: Server;
  let jobs: Jobs;

  beforeAll(async () => {
    server = await startServer();
    jobs = new Jobs(server);
  });

  afterAll(() => server?.stop());

  const controls = async () => (await jobs.api.get(FLOW_CONTROLS)).body.data;
  const change = (key: string, body: object) => jobs.api.patch(`${FLOW_CONTROLS}/${encodeURIComponent(key)}`, body);

  it.each([
    [{ flow_control: 'a' }, { flow_control: ['is invalid'] }],
    [{ flow_control: { concurrency: 0 } }, { flow_control: ['is invalid'] }],
    [{ flow_control: { pause_after_failures: 1001 } }, { flow_control: ['is invalid'] }],
    [{ fifo_key: 5 }, { fifo_key: ['is invalid'] }],
    [{ fifo_key: '' }, { fifo_key: ["can't be blank"] }],
    [{ fifo_key: 'x'.repeat(256) }, { fifo_key: ['should be at most 255 character(s)'] }],
  ])('%j is refused', async (body, errors) => {
    const answer = await jobs.api.post(JOBS, { ...later, ...body });
    expect([answer.status, answer.body]).toEqual([422, { errors }]);
    expect(await controls()).toEqual([]);
  });

  it('come back in args as sent, and only when set', async () => {
    const limits = { fifo_key: 'f', flow_control: { rate: 2, period: '1 minute', unknown: [1] } };
    const { args } = await jobs.create({ ...later, ...limits });
    expect(args).toMatchObject(limits);
    expect((await jobs.create({ ...later, flow_control: null, fifo_key: null })).args).toEqual({
      headers: {},
      method: 'get',
      ...later,
    });
  });

  it('have the host and port for a key, and keep the values that were given last', async () => {
    await jobs.create({ ...later, flow_control: { concurrency: 5 } });
    await jobs.create({ ...later, flow_control: { period: [2, 'months'] } });
    await jobs.create({ ...later, flow_control: {} });
    expect(await controls()).toEqual([
      {
        key: 'example.com:8443',
        concurrency: 5,
        rate: 2,
        period: [2, 'months'],
        paused: false,
        reason: null,
        executing: 0,
        waiting: 0,
      },
    ]);
  });

  it('are not changed by a create that makes no job', async () => {
    const body = { ...later, idempotency_key: 'held' };
    await jobs.create({ ...body, flow_control: { key: 'held', rate: 3 } });
    const answer = await jobs.api.post(JOBS, { ...body, flow_control: { key: 'held', rate: 4 } });
    expect([answer.status, (await change('held', {})).body.data.rate]).toEqual([200, 3]);
  });

  it('are those given last in a batch', async () => {
    const flow = (flow_control: object) => ({ ...later, flow_control });
    const batch = [
      flow({ key: 'y', rate: 1 }),
      flow({ key: 'x', rate: 2 }),
      flow({ key: 'y', rate: 3, concurrency: 4 }),
    ];
    expect((await jobs.api.post(`${JOBS}/batch`, { jobs: batch })).status).toBe(201);
    const given = (await controls()).filter(({ key }: { key: string }) => ['x', 'y'].includes(key));
    expect(given).toMatchObject([
      { key: 'x', rate: 2, concurrency: null },
      { key: 'y', rate: 3, concurrency: 4 },
    ]);
  });

  it('can be changed, and lose a limit by null', async () => {
    await jobs.create({ ...later, flow_control: { key: 'k', concurrency: 5, rate: 6 } });
    const changed = await change('k', { concurrency: null, period: 0.5, paused: true, reason: 'why' });
    expect([changed.status, changed.body.data]).toMatchObject([
      200,
      { concurrency: null, rate: 6, period: 0.5, paused: true, reason: 'why' },
    ]);
    expect((await change('k', {})).body.data).toEqual(changed.body.data);
    expect((await change('k', { paused: false })).body.data).toMatchObject({ paused: false, reason: null });
  });

  it.each([
    [
      { concurrency: 0, rate: 'a', period: 0, paused: 1, reason: 5, pause_after_failures: -1 },
      {
        concurrency: ['must be between 1 and 1000'],
        rate: ['must be between 1 and 10000'],
        period: ['is invalid'],
        paused: ['is invalid'],
        reason: ['is invalid'],
        pause_after_failures: ['must be between 0 and 1000'],
      },
    ],
  ])('refuse a change to %j', async (body, errors) => {
    const answer = await change('k', body);
    expect([answer.status, answer.body]).toEqual([422, { errors }]);
  });

  it.each(['unknown', 'a\0b', 'x'.repeat(300), '/', '%'])('answer 404 for the key %j', async (key) => {
    const answer = await change(key, { rate: 1 });
    expect([answer.status, answer.body]).toEqual([404, { errors: { detail: 'Not Found' } }]);
  });

  it('are listed by page', async () => {
    const [, second] = await controls();
    const page = await jobs.api.get(`${FLOW_CONTROLS}?limit=1&offset=1`);
    expect(page.body).toEqual({ data: [second] });
    const refused = await jobs.api.get(`${FLOW_CONTROLS}?limit=101&offset=x`);
    expect([refused.status, refused.body]).toEqual([
      422,
      { errors: { limit: ['must be less than or equal to 100'], offset: ['is invalid'] } },
    ]);
  });

  it('belong to their tenant, and ask for the scope', async () => {
    const stranger = server.client((await server.tenant()).key);
    expect((await stranger.get(FLOW_CONTROLS)).body).toEqual({ data: [] });
    expect((await stranger.patch(`${FLOW_CONTROLS}/k`, {})).status).toBe(404);
    const reader = server.client((await server.tenant('default', ['scheduled:read'])).key);
    expect((await reader.get(FLOW_CONTROLS)).status).toBe(200);
    expect((await reader.patch(`${FLOW_CONTROLS}/k`, {})).status).toBe(403);
    expect((await server.stranger().get(FLOW_CONTROLS)).status).toBe(401);
  });

  it('find the next among many by an index, and are nothing to a job without limits', async () => {
    const [{ tenant_id }] = await server.query('SELECT tenant_id FROM scheduled.jobs LIMIT 1');
    await server.query(
      `INSERT INTO scheduled.jobs (uuid, tenant_id, args, run_at, scheduled_at, inserted_at, flow_key, fifo_key, turn, held)
      SELECT gen_random_uuid(), $1, '{}', now(), now(), now(), 'many', 'many', CASE i % 2 WHEN 0 THEN 'flow' ELSE 'fifo' END, true
      FROM generate_series(1, 20000) AS i`,
      [tenant_id],
    );
    await server.query('ANALYZE scheduled.jobs');
    const plan = async ({ text }: { text: string }, values: unknown[]) =>
      (await server.query(`EXPLAIN ${text}`, values)).map((row) => row['QUERY PLAN'] as string).join('\n');
    expect(await plan(CALL_FLOW, [tenant_id, 'many'])).not.toContain('Seq Scan on jobs');
    expect(await plan(CALL_FIFO, [tenant_id, 'many', null])).not.toContain('Seq Scan on jobs');
    const takeUp = await plan(TAKE_UP, [1, 0, false]);
    expect(takeUp).toContain('Index Scan using jobs_pkey on jobs');
    expect(takeUp).not.toContain('on flow_');
  });
});
