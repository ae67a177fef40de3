import type { Client } from '../support/client';
import { EventStream } from '../support/event-stream';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { ShopFloor } from '../support/shop-floor';
import { waitFor } from '../support/wait-for';

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;

let server: Server;
let floor: ShopFloor;
let api: Client;
const streams: EventStream[] = [];

beforeAll(async () => {
  server = await startServer();
});

beforeEach(async () => {
  floor = await ShopFloor.open(server);
  api = floor.api;
});

afterEach(() => streams.splice(0).forEach((stream) => stream.close()));

afterAll(() => server?.stop());

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

describe('GET /api/board', () => {
  it('is empty for a new shop', async () => {
    expect((await api.get('/api/board')).body).toEqual({
      asOf: TIME,
      totals: { inProgress: 0, completedToday: 0, scrappedToday: 0, overdueJobs: 0 },
      paths: [],
    });
  });

  it('shows what is where', async () => {
    const jobId = await floor.job({ name: 'First', dueDate: '2020-01-01' });
    const path = await floor.path(jobId, 'PATH', ['A', 'B']);
    await server.query('UPDATE production.steps SET location = $1 WHERE id = $2', ['Hall 2', `${path}_1`]);
    const first = await floor.units(path, 0, 3);
    for (const n of [0, 1, 2]) await floor.visit(first + n, `${path}_0`, [ago(100 * (n + 1)), null, null]);
    await floor.visit(first, `${path}_1`, [ago(9000), ago(8000), 'sent_back']);
    await floor.units(path, null, 2);
    await floor.units(path, null, 4, { finished_at: ago(2 * 86400) });
    await floor.units(path, 1, 1, { status: 'scrapped', finished_at: new Date() });
    const { status, body } = await api.get('/api/board');
    expect(status).toBe(200);
    expect(body).toEqual({
      asOf: TIME,
      totals: { inProgress: 3, completedToday: 2, scrappedToday: 1, overdueJobs: 1 },
      paths: [
        {
          jobId,
          jobName: 'First',
          pathId: path,
          pathName: 'PATH',
          goal: 10,
          completed: 6,
          steps: [
            { stepId: `${path}_0`, stepName: 'A', serialCount: 3, oldestSeconds: expect.any(Number) },
            { stepId: `${path}_1`, stepName: 'B', location: 'Hall 2', serialCount: 0, oldestSeconds: null },
          ],
        },
      ],
    });
    const { oldestSeconds } = body.paths[0].steps[0];
    expect(Number.isInteger(oldestSeconds) && oldestSeconds >= 300 && oldestSeconds < 400).toBe(true);
  });

  it('shows a part of it', async () => {
    const jobs = [
      await floor.job({ name: 'One', dueDate: '2020-01-01' }),
      await floor.job({ name: 'Two', dueDate: '2020-01-01' }),
    ];
    const paths = [
      await floor.path(jobs[0], 'a', ['A']),
      await floor.path(jobs[1], 'b', ['A']),
      await floor.path(jobs[1], 'c', ['A']),
    ];
    for (const path of paths) await floor.units(path, 0, 1);
    for (const path of paths) await floor.units(path, null, 1);
    const shown = async (query: string) => {
      const { totals, paths: found } = (await api.get(`/api/board?${query}`)).body;
      return [found.map(({ pathName }: { pathName: string }) => pathName), Object.values(totals as object)];
    };
    expect(await shown('')).toEqual([
      ['a', 'b', 'c'],
      [3, 3, 0, 2],
    ]);
    expect(await shown(`jobId=${jobs[1]}`)).toEqual([
      ['b', 'c'],
      [2, 2, 0, 1],
    ]);
    expect(await shown(`pathId=${paths[0]}`)).toEqual([['a'], [1, 1, 0, 1]]);
    expect(await shown(`jobId=${jobs[1]}&pathId=${paths[0]}`)).toEqual([[], [0, 0, 0, 0]]);
    expect(await shown('jobId=job_absent')).toEqual([[], [0, 0, 0, 0]]);
    expect((await api.get('/api/board?jobId=%00')).body.message).toBe('jobId must not contain null characters');
    const stranger = server.client((await server.tenant()).key);
    expect((await stranger.get(`/api/board?jobId=${jobs[0]}`)).body.paths).toEqual([]);
    expect((await stranger.get('/api/board')).body.totals.inProgress).toBe(0);
  });

  it('knows no overdue job once its units are completed', async () => {
    const path = await floor.path(await floor.job({ goalQuantity: 2, dueDate: '2020-01-01' }), 'PATH', ['A']);
    await floor.units(path, null, 2);
    expect((await api.get('/api/board')).body.totals.overdueJobs).toBe(0);
  });
});

describe('GET /api/board/stream', () => {
  async function open(query = '', lastId?: string, key = floor.key): Promise<EventStream> {
    const headers = { authorization: `Bearer ${key}`, ...(lastId === undefined ? {} : { 'last-event-id': lastId }) };
    const stream = await EventStream.open(`${server.url}/api/board/stream?${query}`, headers);
    streams.push(stream);
    return stream;
  }

  const first = (stream: EventStream) => waitFor(() => stream.events[0], { what: 'a snapshot' });
  const changes = (stream: EventStream) => stream.events.filter(({ event }) => event === 'change');
  const changesOf = (stream: EventStream, count: number) =>
    waitFor(() => (changes(stream).length >= count ? changes(stream) : undefined), { what: `${count} changes` });

  async function started() {
    const jobId = await floor.job();
    const path = await floor.path(jobId, 'PATH', ['A', 'B']);
    const moved = (kind: string, serial: string, steps: object = {}) =>
      floor.event(`serial.${kind}`, serial, { jobId, pathId: path, ...steps, userId: 'anonymous', actor: 'key' });
    return { jobId, path, moved };
  }

  it('begins with the board, and tells of every change', async () => {
    const { jobId, path, moved } = await started();
    const stream = await open();
    const snapshot = await first(stream);
    expect([stream.status, stream.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect(snapshot).toEqual({
      id: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
      event: 'snapshot',
      data: { ...(await api.get('/api/board')).body, asOf: TIME },
    });
    await floor.event('serials.created', path, { quantity: 2, first: 'SN-00001', last: 'SN-00002' });
    await moved('advanced', 'SN-00001', { fromStepId: `${path}_0`, toStepId: `${path}_1` });
    await moved('sent_back', 'SN-00001', { fromStepId: `${path}_1`, toStepId: `${path}_0` });
    await moved('completed', 'SN-00001', { fromStepId: `${path}_1`, toStepId: null });
    await moved('force_completed', 'SN-00002', { fromStepId: `${path}_0` });
    await moved('scrapped', 'SN-00003', { fromStepId: `${path}_0` });
    await floor.event('step.skipped', 'SN-00003', { jobId, pathId: path });
    await floor.event('job.updated', jobId, { jobId });
    await moved('deleted', 'SN-00003');
    const found = await changesOf(stream, 7);
    const of = (type: string, serialId: string, status: string, steps: object = {}) => ({
      type,
      serialId,
      status,
      jobId,
      pathId: path,
      at: TIME,
      ...steps,
    });
    expect(found.map(({ data }) => data as object)).toEqual([
      { type: 'serials.created', status: 'in_progress', jobId, pathId: path, quantity: 2, at: TIME },
      of('serial.advanced', 'SN-00001', 'in_progress', { fromStepId: `${path}_0`, toStepId: `${path}_1` }),
      of('serial.sent_back', 'SN-00001', 'in_progress', { fromStepId: `${path}_1`, toStepId: `${path}_0` }),
      of('serial.completed', 'SN-00001', 'completed', { fromStepId: `${path}_1` }),
      of('serial.force_completed', 'SN-00002', 'completed', { fromStepId: `${path}_0` }),
      of('serial.scrapped', 'SN-00003', 'scrapped', { fromStepId: `${path}_0` }),
      of('serial.deleted', 'SN-00003', 'deleted'),
    ]);
    expect(new Set(found.map(({ id }) => id)).size).toBe(7);
  });

  it('goes on behind the last id, without a snapshot', async () => {
    const { moved } = await started();
    const stream = await open();
    const { id: snapshot } = await first(stream);
    await moved('advanced', 'SN-00001');
    await moved('advanced', 'SN-00002');
    const [one, two] = await changesOf(stream, 2);
    stream.close();
    await moved('advanced', 'SN-00003');
    const resumed = await open('', one.id);
    await changesOf(resumed, 2);
    expect(resumed.events.map(({ data }) => data.serialId as string)).toEqual(['SN-00002', 'SN-00003']);
    expect(resumed.events[0].id).toBe(two.id);
    const whole = await open('', snapshot);
    await changesOf(whole, 3);
    expect(whole.events.map(({ event }) => event)).toEqual(['change', 'change', 'change']);
  });

  it('begins anew behind an id that it never gave', async () => {
    expect((await first(await open('', 'odd'))).event).toBe('snapshot');
  });

  it('shows nothing of another job, path or tenant', async () => {
    const { jobId, path, moved } = await started();
    const other = await floor.job();
    const otherPath = await floor.path(other, 'Other', ['A']);
    const foreign = await ShopFloor.open(server);
    const own = [
      await open(`jobId=${other}`),
      await open(`pathId=${otherPath}`),
      await open('', undefined, foreign.key),
    ];
    const whole = await open(`jobId=${jobId}&pathId=${path}`);
    await Promise.all([...own, whole].map(first));
    await moved('advanced', 'SN-00001');
    await floor.event('serials.created', path, { quantity: 1, first: 'SN-00001', last: 'SN-00001' });
    await floor.event('serial.scrapped', 'SN-00002', { jobId: other, pathId: otherPath });
    await foreign.event('serial.scrapped', 'SN-00009', { jobId: 'job_x', pathId: 'path_x' });
    await Promise.all(own.map((stream) => changesOf(stream, 1)));
    expect(own.map((stream) => changes(stream).map(({ data }) => data.serialId as string))).toEqual([
      ['SN-00002'],
      ['SN-00002'],
      ['SN-00009'],
    ]);
    expect((await changesOf(whole, 2)).map(({ data }) => data.type as string)).toEqual([
      'serial.advanced',
      'serials.created',
    ]);
  });

  it('is counted while it is open', async () => {
    const shown = async () =>
      /^quintet_production_board_streams (\d+)$/m.exec((await server.client().get('/metrics')).text)?.[1];
    await waitFor(async () => (await shown()) === '0');
    const stream = await open();
    await first(stream);
    expect(await shown()).toBe('1');
    stream.close();
    await waitFor(async () => (await shown()) === '0', { what: 'the stream to be counted out' });
  });

  it('needs a credential with the scope', async () => {
    const { key } = await server.tenant(undefined, ['production:write']);
    expect((await server.client(key).get('/api/board/stream')).body.message).toBe('Missing scope: production:read');
    expect((await server.stranger().get('/api/board/stream')).body.message).toBe('Authentication required');
  });
});
