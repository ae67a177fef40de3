import type { ServerResponse } from 'node:http';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Jobs, JOBS, micros, SCHEDULES } from '../support/scheduled';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

const OUTBOUND_ALLOW = '127.0.0.1/32';
const SECOND = 1_000_000;

/** Moments in milliseconds; the most that lie in one window of that length. */
function mostWithin(moments: number[], length: number): number {
  return Math.max(...moments.map((start) => moments.filter((at) => at >= start && at < start + length).length));
}

describe('limits over three worker processes', () => {
  let server: Server;
  const workers: Server[] = [];
  let jobs: Jobs;
  let target: Target;
  let open = 0;
  let mostOpen = 0;
  let answer: (response: ServerResponse, url: string) => void;

  beforeAll(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW } });
    for (let i = 0; i < 2; i++) workers.push(await startServer({ beside: server, env: { ROLE: 'worker' } }));
    jobs = new Jobs(server);
    target = await Target.open((response, { url }) => {
      mostOpen = Math.max(mostOpen, ++open);
      response.on('close', () => open--);
      answer(response, url);
    });
  });

  beforeEach(() => {
    target.received.length = 0;
    mostOpen = 0;
    answer = (response) => setTimeout(() => response.end(), 20);
  });

  afterAll(async () => {
    target?.close();
    for (const worker of workers) await worker.terminate();
    await server?.stop();
  });

  const create = (body: object) => jobs.create({ url: target.url, ...body });
  const createMany = (count: number, body: (index: number) => object) =>
    Promise.all(Array.from({ length: count }, (_, index) => create(body(index))));
  const control = async (key: string) =>
    (await jobs.api.get('/scheduler/api/flow-controls')).body.data.find((one: { key: string }) => one.key === key);
  const change = (key: string, body: object) =>
    jobs.api.patch(`/scheduler/api/flow-controls/${encodeURIComponent(key)}`, body);
  const allComplete = async (made: { id: string }[]) =>
    Promise.all(made.map(({ id }) => jobs.reaches(id, 'completed')));
  const order = () => target.received.map(({ url }) => url);

  it('hold the concurrency of a key', async () => {
    const made = await createMany(40, () => ({ flow_control: { key: 'c1', concurrency: 1 } }));
    await allComplete(made);
    expect([mostOpen, target.received.length]).toEqual([1, 40]);
    expect(await control('c1')).toEqual({
      key: 'c1',
      concurrency: 1,
      rate: null,
      period: 1,
      paused: false,
      reason: null,
      executing: 0,
      waiting: 0,
    });
  });

  it('fill the concurrency of a key, in the order of the moments', async () => {
    const held: ServerResponse[] = [];
    answer = (response) => held.push(response);
    const flow_control = { key: 'c3', concurrency: 3 };
    const first = await create({ flow_control });
    await waitFor(() => held.length === 1);
    held[0].end();
    await allComplete([first]);
    await change('c3', { paused: true });
    const base = Date.now() + 3000;
    const at = (i: number) => new Date(base + i).toISOString();
    const made = await createMany(10, (i) => ({ url: `${target.url}/${i}`, flow_control, scheduled_at: at(i) }));
    await waitFor(async () => (await control('c3')).waiting === 10, { what: '10 jobs to wait' });
    await change('c3', { paused: false });
    await waitFor(async () => (await control('c3')).executing === 3);
    await waitFor(() => held.length === 4);
    expect([(await control('c3')).waiting, order().slice(1).sort()]).toEqual([7, ['/0', '/1', '/2']]);
    for (const { id } of made.slice(3)) expect((await jobs.find(id)).job.state).toBe('available');
    held[1].end();
    await waitFor(() => target.received.length === 5);
    expect(order()[4]).toBe('/3');
    answer = (response) => response.end();
    for (const response of held) response.end();
    await allComplete(made);
    expect(mostOpen).toBe(3);
  });

  it('hold the rate of a key in every window', async () => {
    const made = await createMany(25, () => ({ flow_control: { key: 'r', rate: 5, period: [1, 'second'] } }));
    const done = await allComplete(made);
    const starts = done.map(({ job }) => micros(job.attempted_at));
    expect(mostWithin(starts, SECOND)).toBe(5);
    const took = (Math.max(...starts) - Math.min(...starts)) / SECOND;
    process.stdout.write(`25 starts at 5 a second took ${took.toFixed(2)} s\n`);
    expect(took).toBeGreaterThanOrEqual(4);
  });

  it('cost no look at the queue while jobs wait', async () => {
    const flow_control = { key: 'slow', rate: 1, period: 3600 };
    const made = await createMany(20, () => ({ flow_control }));
    await waitFor(async () => (await control('slow')).waiting === 19);
    const tasks = () =>
      server.query(
        "SELECT FROM graphile_worker.jobs WHERE task_identifier LIKE 'scheduled.execute%' OR task_identifier = 'scheduled.admit'",
      );
    await waitFor(async () => (await tasks()).length === 1, { what: 'nothing but the next admission to be queued' });
    const [{ due }] = await server.query(
      "SELECT run_at > now() + interval '50 minutes' AS due FROM graphile_worker.jobs WHERE task_identifier = 'scheduled.admit'",
    );
    expect(due).toBe(true);
    expect((await change('slow', { rate: 1000 })).status).toBe(200);
    await allComplete(made);
  });

  it('run the jobs of a FIFO key one at a time by scheduled_at and id', async () => {
    const base = Date.now() + 3000;
    const made = await createMany(12, (i) => ({
      url: `${target.url}/${String(11 - i).padStart(2, '0')}`,
      fifo_key: 'line',
      scheduled_at: new Date(base + (11 - i) * 5).toISOString(),
    }));
    await allComplete(made);
    expect([mostOpen, order()]).toEqual([1, Array.from({ length: 12 }, (_, i) => `/${String(i).padStart(2, '0')}`)]);
  });

  it('hold back the rest of a FIFO key while its head is in retry', async () => {
    answer = (response, url) => response.writeHead(url === '/head' && order().length < 3 ? 503 : 200).end();
    const retry = { max_attempts: 5, backoff: 'fixed', base: 0.5, jitter: 0 };
    const head = await create({ url: `${target.url}/head`, fifo_key: 'retry', retry });
    const next = await create({ url: `${target.url}/next`, fifo_key: 'retry' });
    await allComplete([head, next]);
    expect(order()).toEqual(['/head', '/head', '/head', '/next']);
  });

  it('keep both a FIFO key and a flow key', async () => {
    const base = Date.now() + 3000;
    const made = await createMany(10, (i) => ({
      url: `${target.url}/${i}`,
      fifo_key: `both-${i % 2}`,
      flow_control: { key: 'both', concurrency: 1 },
      scheduled_at: new Date(base + i).toISOString(),
    }));
    await allComplete(made);
    expect(mostOpen).toBe(1);
    const line = (parity: number) => order().filter((url) => Number(url.slice(1)) % 2 === parity);
    expect([line(0), line(1)]).toEqual([
      ['/0', '/2', '/4', '/6', '/8'],
      ['/1', '/3', '/5', '/7', '/9'],
    ]);
  });

  it('free the place of a job that is cancelled', async () => {
    answer = (response, url) => void (url === '/quick' && response.end());
    const limits = { fifo_key: 'cancel', flow_control: { key: 'cancel', concurrency: 1 } };
    const first = await create({ url: `${target.url}/hangs`, ...limits });
    await waitFor(() => target.received.length === 1);
    const waiting = await create({ url: `${target.url}/never`, ...limits });
    const last = await create({ url: `${target.url}/quick`, ...limits });
    await jobs.api.post(`${JOBS}/${waiting.id}/cancel`, {});
    await jobs.api.post(`${JOBS}/${first.id}/cancel`, {});
    await jobs.reaches(last.id, 'completed');
    expect(order()).toEqual(['/hangs', '/quick']);
  });

  it('let nothing start while a key is paused, and all when it no longer is', async () => {
    await allComplete([await create({ flow_control: { key: 'p/ä', concurrency: 2 } })]);
    const paused = await change('p/ä', { paused: true, reason: 'maintenance' });
    expect([paused.status, paused.body.data]).toMatchObject([200, { paused: true, reason: 'maintenance' }]);
    const made = await createMany(5, () => ({ flow_control: { key: 'p/ä' } }));
    await waitFor(async () => (await control('p/ä')).waiting === 5);
    expect(target.received).toHaveLength(1);
    const resumed = await change('p/ä', { paused: false });
    expect(resumed.body.data).toMatchObject({ paused: false, reason: null, concurrency: 2 });
    await allComplete(made);
  });

  it('pause a key whose jobs fail one after the other', async () => {
    const flow_control = { key: 'failing', concurrency: 1, pause_after_failures: 2 };
    answer = (response, url) => response.writeHead(url === '/good' ? 200 : 400).end();
    await jobs.run({ url: `${target.url}/bad`, flow_control });
    await jobs.run({ url: `${target.url}/good`, flow_control });
    await jobs.run({ url: `${target.url}/bad`, flow_control });
    expect((await control('failing')).paused).toBe(false);
    await jobs.run({ url: `${target.url}/bad`, flow_control });
    expect(await control('failing')).toMatchObject({ paused: true, reason: 'paused after 2 failed runs' });
    const { id } = await create({ url: `${target.url}/good`, flow_control });
    await waitFor(async () => (await control('failing')).waiting === 1);
    await change('failing', { paused: false });
    await jobs.reaches(id, 'completed');
  });

  it('hold for the runs of a schedule, each slot once', async () => {
    const flow_control = { key: 'runs', rate: 1, period: 3 };
    const { schedule_id } = await create({ repeat_every: 1, flow_control, misfire: 'latest' });
    await waitFor(async () => (await jobs.runs(schedule_id)).filter(({ state }) => state === 'completed').length >= 3, {
      timeout: 20_000,
    });
    const runs = await jobs.runs(schedule_id);
    const starts = runs.filter(({ attempted }) => attempted).map(({ attempted }) => Number(attempted));
    expect(mostWithin(starts, 3 * SECOND)).toBe(1);
    expect((await jobs.schedule(schedule_id)).runs).toBe(starts.length);
    await jobs.api.post(`${JOBS}/${runs[0].id}/cancel`, {});
    expect((await jobs.runs(schedule_id)).filter(({ state }) => state === 'available')).toEqual([]);
  });

  it('pass a paused schedule by', async () => {
    answer = () => undefined;
    const first = await create({ url: `${target.url}/first`, fifo_key: 'paused' });
    await waitFor(() => target.received.length === 1);
    const { schedule_id } = await create({ url: `${target.url}/run`, repeat_every: 60, fifo_key: 'paused' });
    const last = await create({ url: `${target.url}/last`, fifo_key: 'paused' });
    await waitFor(async () => (await server.query("SELECT FROM scheduled.jobs WHERE turn = 'fifo'")).length === 2);
    expect((await jobs.api.post(`${SCHEDULES}/${schedule_id}/pause`)).status).toBe(200);
    answer = (response) => response.end();
    await jobs.api.post(`${JOBS}/${first.id}/cancel`);
    await jobs.reaches(last.id, 'completed');
    expect(order()).toEqual(['/first', '/last']);
    await jobs.api.post(`${JOBS}/${(await jobs.runs(schedule_id))[0].id}/cancel`);
  });

  it('let go of runs whose schedule is given others', async () => {
    answer = (response, url) => void (url === '/quick' && response.end());
    const limits = { fifo_key: 'old', flow_control: { key: 'old', concurrency: 1 } };
    const first = await create({ url: `${target.url}/hangs`, ...limits });
    await waitFor(() => target.received.length === 1);
    const { schedule_id, id } = await create({ url: `${target.url}/old`, repeat_every: 60, ...limits });
    await waitFor(async () => (await server.query("SELECT FROM scheduled.jobs WHERE turn = 'fifo'")).length === 1);
    const body = { url: `${target.url}/quick`, fifo_key: null, flow_control: { key: 'new', rate: 1 } };
    expect((await jobs.api.patch(`${SCHEDULES}/${schedule_id}`, body)).status).toBe(200);
    await jobs.reaches(id, 'completed');
    expect(order()).toEqual(['/hangs', '/quick']);
    expect((await control('new')).rate).toBe(1);
    for (const job of [first.id, id]) await jobs.api.post(`${JOBS}/${job}/cancel`);
  });

  const RESTARTS = 120_000;
  it(
    'go on after a worker that holds the places was killed',
    async () => {
      const doomed = await startServer({ beside: server, env: { ROLE: 'worker' } });
      await server.terminate();
      for (const worker of workers) await worker.terminate();
      Object.assign(server.env, { ROLE: 'api' });
      await server.start();
      jobs = new Jobs(server);
      answer = () => undefined;
      const limits = { timeout: 600, fifo_key: 'killed', flow_control: { key: 'killed', concurrency: 1 } };
      const first = await create({ url: `${target.url}/first`, ...limits, retry: { max_attempts: 1 } });
      await waitFor(() => target.received.length === 1);
      const second = await create({ url: `${target.url}/second`, ...limits });
      await waitFor(async () => (await server.query("SELECT FROM scheduled.jobs WHERE turn = 'fifo'")).length === 1);
      for (const worker of workers) await worker.start();
      answer = (response) => setTimeout(() => response.end(), 50);
      await doomed.kill();
      await allComplete([first, second]);
      expect(order()).toEqual(['/first', '/first', '/second']);
    },
    RESTARTS,
  );
});
