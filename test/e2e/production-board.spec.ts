import type { Client } from '../support/client';
import { EventStream } from '../support/event-stream';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Shop } from '../support/production-shop';
import { waitFor } from '../support/wait-for';

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;

let server: Server;
let shop: Shop;
let api: Client;
const streams: EventStream[] = [];

beforeAll(async () => {
  server = await startServer();
});

beforeEach(async () => {
  shop = await Shop.open(server);
  api = shop.api;
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
    const jobId = await shop.job({ name: 'First', dueDate: '2020-01-01' });
    const route = await shop.route(['A', { name: 'B', location: 'Hall 2' }], { jobId, name: 'PATH' });
    const [a, b] = route.stepIds;
    const [first, second, third] = await shop.units(route, 3);
    await shop.past(first, [
      [b, ago(9000), ago(8000), 'sent_back'],
      [a, ago(100), null, null],
    ]);
    await shop.past(second, [[a, ago(200), null, null]]);
    await shop.past(third, [[a, ago(300), null, null]]);
    await shop.fill(route, { completed: 2, scrapped: 1 });
    await shop.change(await shop.fill(route, { completed: 4 }), { finished_at: ago(2 * 86400) });
    const { status, body } = await api.get('/api/board');
    expect(status).toBe(200);
    expect(body).toEqual({
      asOf: TIME,
      totals: { inProgress: 3, completedToday: 2, scrappedToday: 1, overdueJobs: 1 },
      paths: [
        {
          jobId,
          jobName: 'First',
          pathId: route.pathId,
          pathName: 'PATH',
          goal: 10,
          completed: 6,
          steps: [
            { stepId: a, stepName: 'A', serialCount: 3, oldestSeconds: expect.any(Number) },
            { stepId: b, stepName: 'B', location: 'Hall 2', serialCount: 0, oldestSeconds: null },
          ],
        },
      ],
    });
    const { oldestSeconds } = body.paths[0].steps[0];
    expect(Number.isInteger(oldestSeconds) && oldestSeconds >= 300 && oldestSeconds < 400).toBe(true);
  });

  it('shows a part of it', async () => {
    const jobs = [
      await shop.job({ name: 'One', dueDate: '2020-01-01' }),
      await shop.job({ name: 'Two', dueDate: '2020-01-01' }),
    ];
    const units = { inProgress: 1, completed: 1 };
    const { pathId } = await shop.pathWith(jobs[0], units, { name: 'a' });
    for (const name of ['b', 'c']) await shop.pathWith(jobs[1], units, { name });
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
    expect(await shown(`pathId=${pathId}`)).toEqual([['a'], [1, 1, 0, 1]]);
    expect(await shown(`jobId=${jobs[1]}&pathId=${pathId}`)).toEqual([[], [0, 0, 0, 0]]);
    expect(await shown('jobId=job_absent')).toEqual([[], [0, 0, 0, 0]]);
    expect((await api.get('/api/board?jobId=%00')).body.message).toBe('jobId must not contain null characters');
    const stranger = server.client((await server.tenant()).key);
    expect((await stranger.get(`/api/board?jobId=${jobs[0]}`)).body.paths).toEqual([]);
    expect((await stranger.get('/api/board')).body.totals.inProgress).toBe(0);
  });

  it('knows no overdue job once its units are completed', async () => {
    await shop.pathWith(await shop.job({ goalQuantity: 2, dueDate: '2020-01-01' }), { completed: 2 });
    expect((await api.get('/api/board')).body.totals.overdueJobs).toBe(0);
  });
});

describe('GET /api/board/stream', () => {
  async function open(query = '', lastId?: string, key = shop.key): Promise<EventStream> {
    const headers = { authorization: `Bearer ${key}`, ...(lastId === undefined ? {} : { 'last-event-id': lastId }) };
    const stream = await EventStream.open(`${server.url}/api/board/stream?${query}`, headers);
    streams.push(stream);
    return stream;
  }

  const first = (stream: EventStream) => waitFor(() => stream.events[0], { what: 'a snapshot' });
  const changes = (stream: EventStream) => stream.events.filter(({ event }) => event === 'change');
  const changesOf = (stream: EventStream, count: number) =>
    waitFor(() => (changes(stream).length >= count ? changes(stream) : undefined), { what: `${count} changes` });

  it('begins with the board, and tells of every change within a second', async () => {
    const route = await shop.route(['A', 'B']);
    const { jobId, pathId } = route;
    const [a, b] = route.stepIds;
    const stream = await open();
    const snapshot = await first(stream);
    expect([stream.status, stream.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect(snapshot).toEqual({
      id: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
      event: 'snapshot',
      data: { ...(await api.get('/api/board')).body, asOf: TIME },
    });
    const [one, two, three] = ['SN-00001', 'SN-00002', 'SN-00003'];
    const lateness: number[] = [];
    for (const act of [
      () => shop.units(route, 3),
      () => shop.advance([one]),
      () => shop.sendBack(one, 0),
      () => shop.advance([one]),
      () => shop.advance([one]),
      () => shop.force(two),
      () => shop.scrap(three),
      () => api.delete(`/api/serials/${three}`),
    ]) {
      const known = changes(stream).length;
      await api.put(`/api/jobs/${jobId}`, {});
      await act();
      const done = performance.now();
      await changesOf(stream, known + 1);
      lateness.push(performance.now() - done);
    }
    const of = (type: string, serialId: string, status: string, steps: object = {}) => ({
      type,
      serialId,
      status,
      jobId,
      pathId,
      at: TIME,
      ...steps,
    });
    const found = changes(stream);
    expect(found.map(({ data }) => data as object)).toEqual([
      { type: 'serials.created', status: 'in_progress', jobId, pathId, quantity: 3, at: TIME },
      of('serial.advanced', one, 'in_progress', { fromStepId: a, toStepId: b }),
      of('serial.sent_back', one, 'in_progress', { fromStepId: b, toStepId: a }),
      of('serial.advanced', one, 'in_progress', { fromStepId: a, toStepId: b }),
      of('serial.completed', one, 'completed', { fromStepId: b }),
      of('serial.force_completed', two, 'completed', { fromStepId: a }),
      of('serial.scrapped', three, 'scrapped', { fromStepId: a }),
      of('serial.deleted', three, 'deleted', { fromStepId: a }),
    ]);
    expect(new Set(found.map(({ id }) => id)).size).toBe(8);
    expect(lateness.filter((milliseconds) => milliseconds > 1000)).toEqual([]);
  });

  it('goes on behind the last id, without a snapshot', async () => {
    const units = await shop.units(await shop.route(['A', 'B']), 3);
    const stream = await open();
    const { id: snapshot } = await first(stream);
    await shop.advance([units[0]]);
    await shop.advance([units[1]]);
    const [one, two] = await changesOf(stream, 2);
    stream.close();
    await shop.advance([units[2]]);
    const resumed = await open('', one.id);
    await changesOf(resumed, 2);
    expect(resumed.events.map(({ data }) => data.serialId as string)).toEqual(units.slice(1));
    expect(resumed.events[0].id).toBe(two.id);
    const whole = await open('', snapshot);
    await changesOf(whole, 3);
    expect(whole.events.map(({ event }) => event)).toEqual(['change', 'change', 'change']);
  });

  it('begins anew behind an id that it never gave', async () => {
    expect((await first(await open('', 'odd'))).event).toBe('snapshot');
  });

  it('shows nothing of another job, path or tenant', async () => {
    const [route, otherRoute] = [await shop.route(['A', 'B']), await shop.route(['A'])];
    const [[unit], [otherUnit]] = [await shop.units(route), await shop.units(otherRoute)];
    const foreign = await Shop.open(server);
    const foreignRoute = await foreign.route(['A']);
    const parts = [
      await open(`jobId=${otherRoute.jobId}`),
      await open(`pathId=${otherRoute.pathId}`),
      await open('', undefined, foreign.key),
    ];
    const whole = await open(`jobId=${route.jobId}&pathId=${route.pathId}`);
    await Promise.all([...parts, whole].map(first));
    await shop.advance([unit]);
    await shop.units(route);
    await shop.scrap(otherUnit);
    await foreign.units(foreignRoute);
    await Promise.all(parts.map((stream) => changesOf(stream, 1)));
    const types = (stream: EventStream) => changes(stream).map(({ data }) => data.type as string);
    expect(parts.map(types)).toEqual([['serial.scrapped'], ['serial.scrapped'], ['serials.created']]);
    await changesOf(whole, 2);
    expect(types(whole)).toEqual(['serial.advanced', 'serials.created']);
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
