import { Jobs, JOBS, SCHEDULES } from '../support/scheduled';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

describe('limits hold for', () => {
  let server: Server;
  let jobs: Jobs;
  let target: Target;
  let status: number;

  beforeAll(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1/32' } });
    target = await Target.open((response) => response.writeHead(status).end());
  });

  beforeEach(async () => {
    jobs = new Jobs(server, (await server.tenant()).key);
    target.received.length = 0;
    status = 200;
  });

  afterAll(async () => {
    target?.close();
    await server?.stop();
  });

  const create = (path: string, body: object) => jobs.create({ url: `${target.url}${path}`, ...body });
  const control = async (key: string) =>
    (await jobs.api.get('/scheduler/api/flow-controls')).body.data.find((one: { key: string }) => one.key === key);
  const change = (key: string, body: object) =>
    jobs.api.patch(`/scheduler/api/flow-controls/${encodeURIComponent(key)}`, body);
  const waiting = (key: string, count: number) =>
    waitFor(async () => (await control(key)).waiting === count, { what: `${count} jobs to wait for ${key}` });
  const received = (path: string) => target.received.filter(({ url }) => url === path).length;
  const arrives = (path: string, count = 1) => waitFor(() => received(path) >= count, { what: `${count} of ${path}` });
  /** A key that lets nothing start. */
  const closed = async (key: string) => {
    await jobs.reaches((await create('/opens', { flow_control: { key, concurrency: 1 } })).id, 'completed');
    await change(key, { paused: true });
  };

  it('the run of a schedule: paused, it leaves the line of its key; resumed, it comes due again', async () => {
    await closed('k');
    const { schedule_id: id } = await create('/run', { repeat_every: 1, flow_control: { key: 'k' } });
    await waiting('k', 1);
    await jobs.api.post(`${SCHEDULES}/${id}/pause`, {});
    expect((await control('k')).waiting).toBe(0);
    await change('k', { paused: false });
    await jobs.reaches((await create('/after', { flow_control: { key: 'k' } })).id, 'completed');
    expect(received('/run')).toBe(0);
    await jobs.api.post(`${SCHEDULES}/${id}/resume`, {});
    await arrives('/run', 2);
    await jobs.api.delete(`${SCHEDULES}/${id}`);
  });

  it('the run of a schedule: paused, it holds up no FIFO line', async () => {
    await closed('k');
    const limits = { flow_control: { key: 'k' }, fifo_key: 'line' };
    const { schedule_id: id } = await create('/run', { repeat_every: 60, ...limits });
    await waiting('k', 1);
    const { id: next } = await create('/next', { fifo_key: 'line' });
    await waitFor(async () => (await server.query("SELECT FROM scheduled.jobs WHERE turn = 'fifo'")).length === 1);
    await jobs.api.post(`${SCHEDULES}/${id}/pause`, {});
    await jobs.reaches(next, 'completed');
    expect(received('/run')).toBe(0);
  });

  it.each([
    ['another key', { flow_control: { key: 'open', concurrency: 2 } }],
    ['none', { flow_control: null }],
  ])('the run of a schedule that waits, and go with it to %s', async (_, body) => {
    await closed('k');
    const { schedule_id: id } = await create('/run', { repeat_every: 60, flow_control: { key: 'k' } });
    await waiting('k', 1);
    expect((await jobs.api.patch(`${SCHEDULES}/${id}`, body)).status).toBe(200);
    await arrives('/run');
    expect((await control('k')).waiting).toBe(0);
    const { flow_key } = (await server.query('SELECT flow_key FROM scheduled.schedules WHERE id = $1', [id]))[0];
    expect(flow_key).toBe(body.flow_control?.key ?? null);
    if (body.flow_control) expect(await control('open')).toMatchObject({ concurrency: 2 });
  });

  it('the run of a schedule that gets another URL, by the key of that', async () => {
    const { schedule_id: id } = await create('/run', {
      repeat_every: 60,
      schedule_in: 60,
      flow_control: { concurrency: 3 },
    });
    expect((await jobs.api.patch(`${SCHEDULES}/${id}`, { url: 'https://example.com/' })).status).toBe(200);
    expect(await control('example.com:443')).toMatchObject({ concurrency: 3 });
    expect(await server.query('SELECT destination, flow_key FROM scheduled.jobs WHERE schedule_id = $1', [id])).toEqual(
      [{ destination: 'https://example.com:443', flow_key: 'example.com:443' }],
    );
  });

  it('runs of a schedule by hand and for slots of the past', async () => {
    await closed('k');
    const limits = { flow_control: { key: 'k' } };
    const { schedule_id: id } = await create('/run', { repeat_every: 60, schedule_in: 60, ...limits });
    expect((await jobs.api.post(`${SCHEDULES}/${id}/run`, {})).status).toBe(201);
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    const filled = await jobs.api.post(`${SCHEDULES}/${id}/backfill`, { from: minutesAgo(3), to: minutesAgo(1) });
    expect(filled.body.data.created).toBe(2);
    await waiting('k', 3);
    await change('k', { paused: false });
    await arrives('/run', 3);
  });

  it('the jobs of a batch, and are those given last', async () => {
    const limits = [
      { key: 'b', concurrency: 9 },
      { key: 'b', rate: 50 },
      { key: 'b', concurrency: 2 },
    ];
    const { status: answer, body } = await jobs.api.post(`${JOBS}/batch`, {
      jobs: limits.map((flow_control) => ({ url: target.url, flow_control, fifo_key: 'b' })),
    });
    expect(answer).toBe(201);
    expect(await control('b')).toMatchObject({ concurrency: 2, rate: 50 });
    for (const { id } of body.data) await jobs.reaches(id, 'completed');
  });

  it('the replay of a dead letter, as they are by now', async () => {
    status = 400;
    const { id } = await jobs.run({ url: `${target.url}/bad`, flow_control: { key: 'd', concurrency: 1 } });
    await change('d', { concurrency: 7, paused: true });
    status = 200;
    const replay = await jobs.api.post(`/scheduler/api/dead-letters/${id}/replay`);
    expect(replay.status).toBe(201);
    await waiting('d', 1);
    expect(await control('d')).toMatchObject({ concurrency: 7 });
    await change('d', { paused: false });
    await jobs.reaches(replay.body.data.id, 'completed');
  });

  it('a job, and their wait is not shown as lag', async () => {
    await closed('k');
    const { id } = await create('/waits', { flow_control: { key: 'k' } });
    await waiting('k', 1);
    const end = Date.now() + 1500;
    await waitFor(() => Date.now() > end);
    await change('k', { paused: false });
    await jobs.reaches(id, 'completed');
    const text: string = (await server.client().get('/metrics')).text;
    const value = (line: string) =>
      Number(
        text
          .split('\n')
          .find((one) => one.startsWith(line))!
          .split(' ')[1],
      );
    const count = value('quintet_scheduled_due_lag_seconds_count');
    expect(value('quintet_scheduled_due_lag_seconds_bucket{le="1"}')).toBe(count);
  });
});
