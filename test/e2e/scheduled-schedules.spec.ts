import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Jobs, JOBS, micros, SCHEDULES } from '../support/scheduled';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

const SECOND = 1_000_000;
const URL = 'https://example.com/hook';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const NOWHERE = '01980a4e-7b1c-7d3e-9f00-3f1c2d4e5a6b';

describe('schedules', () => {
  let server: Server;
  let jobs: Jobs;
  let key: string;

  beforeAll(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1/32' } });
  });

  beforeEach(async () => {
    ({ key } = await server.tenant());
    jobs = new Jobs(server, key);
  });

  afterAll(() => server?.stop());

  /** A schedule whose first run is an hour ahead. */
  const create = async (fields: object = {}) =>
    (await jobs.create({ url: URL, repeat_every: 60, schedule_in: 3600, ...fields })).schedule_id as string;
  const show = async (id: string) => (await jobs.api.get(`${SCHEDULES}/${id}`)).body.data;
  const patch = (id: string, body: unknown) => jobs.api.patch(`${SCHEDULES}/${id}`, body);
  describe('are shown', () => {
    it('with these keys in this order', async () => {
      const fields = { name: 'n', description: 'd', misfire: 'all', overlap: 'queue', max_runs: 5 };
      const first = await jobs.create({ url: URL, repeat_every: [1, 'Hour'], schedule_in: 60, ...fields });
      const { status, body } = await jobs.api.get(`${SCHEDULES}/${first.schedule_id}`);
      expect(status).toBe(200);
      expect(Object.keys(body)).toEqual(['data']);
      expect(Object.entries(body.data)).toEqual([
        ['id', first.schedule_id],
        ['name', 'n'],
        ['description', 'd'],
        ['user_id', first.user_id],
        ['state', 'active'],
        ['reason', null],
        ['cron', null],
        ['repeat_every', [1, 'Hour']],
        ['timezone', 'UTC'],
        ['misfire', 'all'],
        ['overlap', 'queue'],
        ['next_run_at', first.job.scheduled_at],
        ['last_run_at', null],
        ['runs', 0],
        ['missed', 0],
        ['skipped', 0],
        ['failures', 0],
        ['inserted_at', first.job.inserted_at],
        ['updated_at', first.job.inserted_at],
        ['args', first.args],
      ]);
    });

    it('with their cron expression and zone, their secrets only to who may write', async () => {
      const own = await server.tenant();
      jobs = new Jobs(server, own.key);
      const headers = { Authorization: 'Bearer x' };
      const id = await create({ cron: '0 9 * * *', timezone: 'europe/berlin', repeat_every: null, headers });
      expect(await show(id)).toMatchObject({ cron: '0 9 * * *', timezone: 'europe/berlin', repeat_every: null });
      expect((await show(id)).args.headers).toEqual(headers);
      const reader = await server.tenant(own.tenant, ['scheduled:read']);
      const { body } = await server.client(reader.key).get(`${SCHEDULES}/${id}`);
      expect(body.data.args.headers).toEqual({ Authorization: '[REDACTED]' });
    });

    it('in a list, newest first, of a state, in pages', async () => {
      const ids = [await create(), await create(), await create()];
      await jobs.api.post(`${SCHEDULES}/${ids[1]}/pause`);
      const list = async (query = '') => {
        const { status, body } = await jobs.api.get(`${SCHEDULES}${query}`);
        expect([status, Object.keys(body)]).toEqual([200, ['data']]);
        return body.data.map(({ id }: { id: string }) => id);
      };
      expect(await list()).toEqual(ids.toReversed());
      expect(await list('?state=&limit=&offset=')).toEqual(ids.toReversed());
      expect(await list('?state=active')).toEqual([ids[2], ids[0]]);
      expect(await list('?state=paused')).toEqual([ids[1]]);
      expect(await list('?state=completed')).toEqual([]);
      expect(await list('?limit=1&offset=1')).toEqual([ids[1]]);
      expect(await list('?offset=99999999999999999999')).toEqual([]);
      const [shown] = (await jobs.api.get(`${SCHEDULES}?limit=1`)).body.data;
      expect(shown).toEqual(await show(ids[2]));
    });

    it('ten at a time', async () => {
      for (let i = 0; i < 11; i++) await create();
      expect((await jobs.api.get(SCHEDULES)).body.data).toHaveLength(10);
    });

    it.each([
      ['state=scheduled', { state: ['is invalid'] }],
      ['limit=0', { limit: ['must be greater than or equal to 1'] }],
      ['limit=101', { limit: ['must be less than or equal to 100'] }],
      ['limit=a&offset=-1', { limit: ['is invalid'], offset: ['must be greater than or equal to 0'] }],
    ])('not when asked with %s', async (query, errors) => {
      const { status, body } = await jobs.api.get(`${SCHEDULES}?${query}`);
      expect([status, body]).toEqual([422, { errors }]);
    });
  });

  const ROUTES: [string, string][] = [
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['POST', '/pause'],
    ['POST', '/resume'],
    ['GET', '/next'],
    ['POST', '/run'],
    ['POST', '/backfill'],
  ];
  const body = JSON.stringify({ from: '2026-01-01', to: '2026-01-02' });
  const ask = (by: string, method: string, path: string) => {
    const sent = method === 'GET' ? {} : { body, headers: { 'content-type': 'application/json' } };
    return server.client(by).raw(method, `${SCHEDULES}/${path}`, sent);
  };

  it.each(ROUTES)('%s %s is 404 for an unknown id, a text and the schedule of another tenant', async (method, path) => {
    const other = await server.tenant();
    const id = await create();
    for (const unknown of [NOWHERE, 'x', '29180', id]) {
      const { status, body: answer } = await ask(other.key, method, unknown + path);
      expect([unknown, status, answer]).toEqual([unknown, 404, { errors: { detail: 'Not Found' } }]);
    }
    expect(await show(id)).toMatchObject({ state: 'active' });
  });

  it.each(ROUTES)('%s %s takes the scope', async (method, path) => {
    const other = await server.tenant(undefined, [method === 'GET' ? 'scheduled:write' : 'scheduled:read']);
    const { status, body: answer } = await ask(other.key, method, NOWHERE + path);
    expect([status, answer]).toEqual([403, { errors: { detail: 'Forbidden' } }]);
  });

  it('of another tenant are not listed', async () => {
    await create();
    const other = await server.tenant();
    expect((await server.client(other.key).get(SCHEDULES)).body).toEqual({ data: [] });
  });

  describe('are refused when created with', () => {
    const onlyRecurring = ['can only be used with repeat_every or cron'];
    it.each<[object, object]>([
      [
        { max_runs: 1, ends_at: 9, pause_after_failures: 1 },
        { max_runs: onlyRecurring, ends_at: onlyRecurring, pause_after_failures: onlyRecurring },
      ],
      [{ repeat_every: 1, max_runs: 0 }, { max_runs: ['must be between 1 and 1000000'] }],
      [{ repeat_every: 1, max_runs: 1_000_001 }, { max_runs: ['must be between 1 and 1000000'] }],
      [{ repeat_every: 1, max_runs: '5' }, { max_runs: ['must be between 1 and 1000000'] }],
      [{ repeat_every: 1, pause_after_failures: 1001 }, { pause_after_failures: ['must be between 0 and 1000'] }],
      [{ repeat_every: 1, pause_after_failures: -1 }, { pause_after_failures: ['must be between 0 and 1000'] }],
      [{ repeat_every: 1, ends_at: 'soon' }, { ends_at: ['is not a valid datetime'] }],
      [{ repeat_every: 1, ends_at: '2099-01-01' }, { ends_at: ['must be at most 10 years ahead'] }],
      [{ repeat_every: 1, ends_at: 9 }, { ends_at: ['must not be before the first run'] }],
    ])('%j', async (fields, errors) => {
      const { status, body: answer } = await jobs.api.post(JOBS, { url: URL, ...fields });
      expect([status, answer]).toEqual([422, { errors }]);
    });
  });

  describe('are changed', () => {
    it('for runs taken up later, the pending one included; the plan stays', async () => {
      const id = await create({ name: 'old', query: { a: 1 }, headers: { 'x-a': '1' } });
      const before = await show(id);
      const { status, body: answer } = await patch(id, {
        ...{ method: 'POST', url: 'https://example.com/new', name: 'new', body: { z: 1.5, 1: 0 } },
        ...{ schedule_in: 5, idempotency_key: 'k', unknown: 1 },
      });
      expect([status, answer.data]).toEqual([200, await show(id)]);
      const args = {
        ...{ body: { z: 1.5, 1: 0 }, headers: { 'x-a': '1' }, method: 'post', query: { a: 1 } },
        ...{ repeat_every: 60, schedule_in: 3600, url: 'https://example.com/new' },
      };
      expect(answer.data).toEqual({ ...before, name: 'new', args, updated_at: expect.stringMatching(TIME) });
      expect(Object.keys(answer.data.args)).toEqual(Object.keys(args).sort());
      expect(micros(answer.data.updated_at)).toBeGreaterThan(micros(before.updated_at));
      const [run] = (await jobs.api.get(`${JOBS}?schedule_id=${id}`)).body.data;
      expect(run).toMatchObject({ name: 'new', args, job: { scheduled_at: before.next_run_at, state: 'available' } });
    });

    it('to no longer have what is null', async () => {
      const id = await create({ name: 'x', max_runs: 3, method: 'put', headers: { a: 'b' }, retry: {} });
      const { body: answer } = await patch(id, {
        name: null,
        max_runs: null,
        method: null,
        headers: null,
        retry: null,
      });
      expect(answer.data.name).toBeNull();
      expect(answer.data.args).toEqual({ headers: {}, method: 'get', repeat_every: 60, schedule_in: 3600, url: URL });
    });

    it.each<[object, object, object]>([
      [{}, { cron: '0 4 * * *' }, { cron: '0 4 * * *', repeat_every: null, timezone: 'UTC' }],
      [
        { repeat_every: null, cron: '0 9 * * *', timezone: 'Asia/Tokyo' },
        { cron: '0 4 * * *' },
        { timezone: 'Asia/Tokyo' },
      ],
      [
        { repeat_every: null, cron: '0 9 * * *' },
        { timezone: 'Asia/Tokyo' },
        { cron: '0 9 * * *', timezone: 'Asia/Tokyo' },
      ],
      [{ repeat_every: null, cron: '0 9 * * *', timezone: 'Asia/Tokyo' }, { timezone: null }, { timezone: 'UTC' }],
    ])('%j by %j: the pending run moves to the next match', async (fields, change, expected) => {
      const id = await create({ scheduled_at: '2030-01-01T00:00:30Z', schedule_in: null, ...fields });
      const { status, body: answer } = await patch(id, change);
      expect([status, answer.data]).toEqual([200, expect.objectContaining(expected)]);
      const { cron, timezone } = answer.data;
      const query = new URLSearchParams({ cron, timezone, count: '1' }).toString();
      const { next } = (await jobs.api.get(`/scheduler/api/cron/preview?${query}`)).body.data;
      expect(answer.data.next_run_at).toBe(next[0]);
      expect(await jobs.runs(id)).toMatchObject([{ state: 'available', slot: micros(next[0]), held: false }]);
    });

    it('to an interval: the first slot is one interval from now', async () => {
      const id = await create({ repeat_every: null, cron: '0 9 * * *', timezone: 'Asia/Tokyo' });
      const { body: answer } = await patch(id, { repeat_every: '2 hours' });
      const { cron, repeat_every, timezone, next_run_at, updated_at, args } = answer.data;
      expect({ cron, repeat_every, timezone }).toEqual({ cron: null, repeat_every: '2 hours', timezone: 'UTC' });
      expect(args).not.toHaveProperty('cron');
      expect(args).not.toHaveProperty('timezone');
      const ahead = micros(next_run_at) - micros(updated_at);
      expect(Math.abs(ahead - 7200 * SECOND)).toBeLessThan(SECOND);
      const { next, anchor } = await jobs.schedule(id);
      expect([next, anchor]).toEqual([micros(next_run_at), micros(next_run_at)]);
    });

    const CRON = { repeat_every: null, cron: '0 9 * * *' };
    it.each<[object, object, object]>([
      [{}, { url: null }, { url: ["can't be blank"] }],
      [{}, { url: 'http://example.com' }, { url: ['must use https'] }],
      [
        {},
        { method: 'head', body: 1, timeout: 0 },
        { method: ['is invalid'], timeout: ['must be between 1 second and 15 minutes'] },
      ],
      [{}, { cron: '* * * * *', repeat_every: 5 }, { cron: ["can't be set together with repeat_every"] }],
      [{}, { repeat_every: 0 }, { repeat_every: ['must be at least 1 second'] }],
      [{}, { repeat_every: null }, { repeat_every: ["can't be blank"] }],
      [{ ...CRON, misfire: 'all' }, { cron: null }, { cron: ["can't be blank"] }],
      [{}, { timezone: 'Asia/Tokyo' }, { timezone: ['can only be used with cron'] }],
      [CRON, { repeat_every: 5, timezone: 'UTC' }, { timezone: ['can only be used with cron'] }],
      [CRON, { cron: '0 0 30 2 *' }, { cron: ['never runs'] }],
      [
        CRON,
        { timezone: 'x', overlap: 'y', max_runs: 0 },
        {
          timezone: ['is not a known time zone'],
          overlap: ['is invalid'],
          max_runs: ['must be between 1 and 1000000'],
        },
      ],
      [
        { ends_at: '2030-01-01' },
        { cron: '0 0 1 1 *', ends_at: '2026-12-01' },
        { ends_at: ['must not be before the first run'] },
      ],
      [{}, { name: 5 }, { name: ['is invalid'] }],
    ])('%j not by %j', async (fields, change, errors) => {
      const id = await create(fields);
      const before = await show(id);
      const { status, body: answer } = await patch(id, change);
      expect([status, answer]).toEqual([422, { errors }]);
      expect(await show(id)).toEqual(before);
    });

    it('not by what is no object', async () => {
      const id = await create();
      const { status, body: answer } = await patch(id, []);
      expect([status, answer]).toEqual([400, { errors: { detail: 'Body must be a JSON object' } }]);
    });

    it('while a URL that was once allowed no longer is', async () => {
      const id = await create();
      await server.query(
        `UPDATE scheduled.schedules SET args = replace(args::text, $2, 'https://127.0.0.9/')::json WHERE id = $1`,
        [id, URL],
      );
      expect((await patch(id, { name: 'still' })).status).toBe(200);
    });
  });

  describe('come to their end', () => {
    it('after max_runs slots', async () => {
      const target = await Target.open();
      const { schedule_id: id } = await jobs.create({
        url: target.url,
        repeat_every: 1,
        max_runs: 2,
        idempotency_key: 'm',
      });
      await waitFor(async () => (await show(id)).state === 'completed', { what: 'the schedule to be completed' });
      const runs = await jobs.runs(id);
      expect(runs).toHaveLength(2);
      for (const run of runs) await jobs.reaches(run.id, 'completed');
      expect(await show(id)).toMatchObject({ runs: 2, next_run_at: null, missed: 0 });
      expect((await jobs.runs(id)).map(({ held_key }) => held_key)).toEqual([null, null]);
      expect(await jobs.scheduleEvents(id)).toEqual(['created', 'completed']);
      expect(target.received).toHaveLength(2);
      target.close();
    });

    it('with the last slot that is not after ends_at', async () => {
      const target = await Target.open();
      const ends_at = (Date.now() + 2500) / 1000;
      const { schedule_id: id } = await jobs.create({ url: target.url, repeat_every: 1, ends_at });
      await waitFor(async () => (await show(id)).state === 'completed', { what: 'the schedule to be completed' });
      const runs = await jobs.runs(id);
      for (const run of runs) await jobs.reaches(run.id, 'completed');
      expect(runs).toHaveLength(3);
      for (const { slot } of runs) expect(slot).toBeLessThanOrEqual(ends_at * SECOND);
      target.close();
    });

    it('at once when they are changed to have ended, their pending run cancelled', async () => {
      const id = await create({ idempotency_key: 'e' });
      const { body: answer } = await patch(id, { ends_at: 9 });
      expect(answer.data).toMatchObject({ state: 'completed', next_run_at: null, args: { ends_at: 9 } });
      expect(await jobs.runs(id)).toMatchObject([{ state: 'cancelled', held_key: null }]);
    });

    it.each(['cancelled', 'completed'])('and are %s then: no change, no run', async (state) => {
      const id = await create();
      const [run] = await jobs.runs(id);
      if (state === 'cancelled') await jobs.api.post(`${JOBS}/${run.id}/cancel`);
      else await patch(id, { ends_at: 9 });
      for (const [method, path] of ROUTES.slice(1).filter(([verb, path]) => verb !== 'DELETE' && path !== '/next')) {
        const { status, body: answer } = await ask(key, method, id + path);
        expect([path, status, answer]).toEqual([path, 409, { errors: { detail: `Schedule is ${state}` } }]);
      }
      expect((await jobs.api.get(`${SCHEDULES}/${id}/next`)).body).toEqual({ data: [] });
      expect(await show(id)).toMatchObject({ state, next_run_at: null });
    });
  });

  describe('are deleted', () => {
    it('with their unfinished runs; finished ones stay; then they are gone', async () => {
      const target = await Target.open();
      const first = await jobs.create({ url: target.url, repeat_every: 60, idempotency_key: 'd' });
      await jobs.reaches(first.id, 'completed');
      const id = first.schedule_id;
      const answer = await jobs.api.delete(`${SCHEDULES}/${id}`);
      expect([answer.status, answer.text]).toEqual([204, '']);
      for (const [method, path] of [
        ['get', ''],
        ['delete', ''],
        ['post', '/run'],
      ] as const) {
        expect((await jobs.api[method](`${SCHEDULES}/${id}${path}`)).status).toBe(404);
      }
      expect((await jobs.api.get(SCHEDULES)).body.data).toEqual([]);
      expect((await jobs.runs(id)).map(({ state }) => state)).toEqual(['completed', 'cancelled']);
      expect(await jobs.scheduleEvents(id)).toEqual(['created', 'cancelled']);
      expect((await jobs.api.post(`${JOBS}/${first.id}/cancel`)).body.data.job.state).toBe('completed');
      expect((await jobs.api.post(JOBS, { url: URL, schedule_in: 60, idempotency_key: 'd' })).status).toBe(201);
      target.close();
    });

    it('while a run is under way: its request is aborted', async () => {
      const target = await Target.open(() => undefined);
      const first = await jobs.create({ url: target.url, repeat_every: 60 });
      await waitFor(() => target.received.length === 1);
      expect((await jobs.api.delete(`${SCHEDULES}/${first.schedule_id}`)).status).toBe(204);
      await waitFor(() => target.sockets[0].destroyed, { timeout: 1000, what: 'the request to be aborted' });
      expect((await jobs.find(first.id)).job.state).toBe('cancelled');
      target.close();
    });
  });

  describe('tell their next slots', () => {
    const next = async (id: string, query = '') => (await jobs.api.get(`${SCHEDULES}/${id}/next${query}`)).body;

    it('the pending one first, ten or as many as asked for', async () => {
      const id = await create({ repeat_every: 60 });
      const { data } = await next(id);
      expect(data[0]).toBe((await show(id)).next_run_at);
      expect(data.map((slot: string) => (micros(slot) - micros(data[0])) / SECOND)).toEqual(
        Array.from({ length: 10 }, (_, k) => k * 60),
      );
      expect((await next(id, '?count=2')).data).toEqual(data.slice(0, 2));
      expect((await next(id, '?count=100')).data).toHaveLength(100);
    });

    it('of a cron expression after a first moment of its own', async () => {
      const id = await create({
        repeat_every: null,
        schedule_in: null,
        scheduled_at: '2030-05-05T05:05:05Z',
        cron: '0 9 * * *',
      });
      const slots = ['2030-05-05T05:05:05.000000Z', '2030-05-05T09:00:00.000000Z', '2030-05-06T09:00:00.000000Z'];
      expect(await next(id, '?count=3')).toEqual({ data: slots });
    });

    it('up to their end', async () => {
      expect((await next(await create({ max_runs: 3 }))).data).toHaveLength(3);
      const ends_at = Math.floor(Date.now() / 1000) + 3600 + 150;
      expect((await next(await create({ ends_at }))).data).toHaveLength(3);
    });

    it('of a paused one those that are ahead', async () => {
      const id = await create({ repeat_every: 1, schedule_in: 1 });
      await jobs.api.post(`${SCHEDULES}/${id}/pause`);
      const { next: pending } = await jobs.schedule(id);
      await waitFor(() => Date.now() * 1000 > pending + SECOND, { what: 'slots to pass' });
      const asked = Date.now() * 1000;
      const { data } = await next(id, '?count=2');
      expect(micros(data[0])).toBeGreaterThan(asked - 10_000);
      expect((micros(data[0]) - pending) % SECOND).toBe(0);
      expect(micros(data[1]) - micros(data[0])).toBe(SECOND);
      expect((await show(id)).next_run_at).toBeNull();
    });

    it.each([
      ['0', 'must be greater than or equal to 1'],
      ['101', 'must be less than or equal to 100'],
      ['1.5', 'is invalid'],
    ])('not for count=%s', async (count, text) => {
      const id = await create();
      const { status, body: answer } = await jobs.api.get(`${SCHEDULES}/${id}/next?count=${count}`);
      expect([status, answer]).toEqual([422, { errors: { count: [text] } }]);
    });
  });
});
