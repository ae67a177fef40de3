import type { ServerResponse } from 'node:http';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Jobs, JOBS, micros } from '../support/scheduled';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

const URL = 'https://example.com/';
const LATER = { url: URL, schedule_in: 3600 };

describe('jobs', () => {
  let server: Server;
  let jobs: Jobs;
  let target: Target;
  const open: ServerResponse[] = [];

  beforeAll(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1/32' } });
    target = await Target.open((response, { url }) => (url === '/hang' ? open.push(response) : response.end()));
  });

  beforeEach(async () => {
    jobs = new Jobs(server, (await server.tenant()).key);
    open.length = 0;
    target.received.length = 0;
  });

  afterAll(async () => {
    target?.close();
    await server?.stop();
  });

  describe('as a list', () => {
    const list = async (query = '') => {
      const { status, body } = await jobs.api.get(`${JOBS}${query}`);
      expect([status, Object.keys(body)]).toEqual([200, ['data']]);
      return body.data;
    };
    const names = async (query: string) => (await list(query)).map(({ name }: { name: string }) => name);

    it('are the latest ten, whole', async () => {
      const made = [];
      for (let i = 0; i < 12; i++) made.push(await jobs.create({ ...LATER, body: { i } }));
      expect(await list()).toEqual(made.slice(2).reverse());
      expect(await list('?limit=2&offset=1')).toEqual([made[10], made[9]]);
      expect(await list('?limit=100&offset=11')).toEqual([made[0]]);
      expect(await list(`?offset=${'9'.repeat(40)}&limit=&state=`)).toEqual([]);
    });

    it('can be had by state, schedule, name and key', async () => {
      const done = await jobs.run({ url: target.url, name: 'done' });
      const failed = await jobs.create({ url: `${target.url}`, name: 'failed', retry: { base: 3600 }, method: 'put' });
      await jobs.reaches(failed.id, 'completed');
      await jobs.create({ ...LATER, name: 'later', idempotency_key: 'k' });
      const recurring = await jobs.create({ ...LATER, name: 'recurring', repeat_every: 60 });
      const cancelled = await jobs.create({ ...LATER, name: 'cancelled' });
      await jobs.api.post(`${JOBS}/${cancelled.id}/cancel`);
      expect(done.job.state).toBe('completed');
      expect(await names('?state=scheduled')).toEqual(['recurring', 'later']);
      expect(await names('?state=available')).toEqual(['recurring', 'later']);
      expect(await names('?state=completed')).toEqual(['failed', 'done']);
      expect(await names('?state=cancelled')).toEqual(['cancelled']);
      for (const state of ['executing', 'retryable', 'discarded']) expect(await names(`?state=${state}`)).toEqual([]);
      expect(await names(`?schedule_id=${recurring.schedule_id}`)).toEqual(['recurring']);
      expect(await names('?name=later&idempotency_key=k&state=scheduled')).toEqual(['later']);
      for (const query of ['?schedule_id=x', '?name=%00', '?idempotency_key=nobody'])
        expect(await names(query)).toEqual([]);
    });

    it('come in any order, those without a value last', async () => {
      const second = await jobs.create({ ...LATER, name: 'second', schedule_in: 7200 });
      const third = await jobs.create({ ...LATER, name: 'third', schedule_in: 60 });
      const first = await jobs.run({ url: target.url });
      const orders: [string, string[]][] = [
        ['?order_by=scheduled_at', [first.id, third.id, second.id]],
        ['?order_by=scheduled_at:desc', [second.id, third.id, first.id]],
        ['?order_by[]=id&order_by[]=asc', [second.id, third.id, first.id]],
        ['?order_by=%5B%22inserted_at%22%2C%22desc%22%5D', [first.id, third.id, second.id]],
        ['?order_by=attempted_at', [first.id, second.id, third.id]],
        ['?order_by=completed_at:desc', [first.id, third.id, second.id]],
        ['?order_by=state', [second.id, third.id, first.id]],
      ];
      for (const [query, ids] of orders) {
        expect([query, (await list(query)).map(({ id }: { id: string }) => id)]).toEqual([query, ids]);
      }
    });

    it.each([
      ['state=x', { state: ['is invalid'] }],
      ['limit=0', { limit: ['must be greater than or equal to 1'] }],
      ['limit=101', { limit: ['must be less than or equal to 100'] }],
      ['limit=1.5&offset=x', { limit: ['is invalid'], offset: ['is invalid'] }],
      ['limit=1&limit=2', { limit: ['is invalid'] }],
      ['offset=-1', { offset: ['must be greater than or equal to 0'] }],
      ['order_by=args', { order_by: ['is invalid'] }],
      ['order_by=id:up', { order_by: ['is invalid'] }],
      ['order_by=[', { order_by: ['is invalid'] }],
      ['order_by[]=id&order_by[]=asc&order_by[]=asc', { order_by: ['is invalid'] }],
    ])('refuse %s', async (query, errors) => {
      const answer = await jobs.api.get(`${JOBS}?${query}`);
      expect([answer.status, answer.body]).toEqual([422, { errors }]);
    });

    it("never are another tenant's", async () => {
      await jobs.create(LATER);
      const { body } = await server.client((await server.tenant()).key).get(JOBS);
      expect(body).toEqual({ data: [] });
    });
  });

  describe('that are cancelled', () => {
    const cancel = async (id: string | number) => {
      const { status, body } = await jobs.api.post(`${JOBS}/${id}/cancel`);
      expect(status).toBe(200);
      return body.data;
    };

    it('never run', async () => {
      const first = await jobs.create({ url: target.url, schedule_in: 1, idempotency_key: 'k' });
      const answer = await cancel(first.job_id);
      expect(answer).toEqual({
        ...first,
        job: { ...first.job, state: 'cancelled', cancelled_at: expect.stringMatching(/Z$/) },
      });
      expect(await cancel(first.id)).toEqual(answer);
      const after = await jobs.create({ url: target.url, schedule_in: 1.5, idempotency_key: 'k' });
      await jobs.reaches(after.id, 'completed');
      expect(target.received.map(({ headers }) => headers['webhook-id'])).toEqual([`job_${after.id}`]);
    });

    it('have no further attempt', async () => {
      const url = `http://127.0.0.1:1/`;
      const { id } = await jobs.create({ url, retry: { base: 3600 } });
      await jobs.reaches(id, 'retryable');
      expect((await cancel(id)).job).toMatchObject({ state: 'cancelled', discarded_at: null });
      expect(await jobs.attempts(id)).toHaveLength(1);
    });

    it('end their request at once, in whatever process it is open; a late result changes nothing', async () => {
      const worker = await startServer({ beside: server, env: { ROLE: 'worker' } });
      const made = await Promise.all(Array.from({ length: 8 }, () => jobs.create({ url: `${target.url}/hang` })));
      await waitFor(() => open.length === made.length);
      const began = Date.now();
      for (const { id } of made) expect((await cancel(id)).job.state).toBe('cancelled');
      await waitFor(() => open.every(({ destroyed }) => destroyed), {
        what: 'the requests to be aborted',
        timeout: 2000,
      });
      process.stdout.write(`8 open requests were cancelled in ${Date.now() - began} ms\n`);
      await worker.terminate();
      for (const { id } of made) {
        const { job } = await jobs.find(id);
        expect(job).toMatchObject({ state: 'cancelled', completed_at: null, discarded_at: null });
        const attempts = await jobs.attempts(id);
        expect(attempts).toMatchObject([{ finished_at: job.cancelled_at, response: null, error: null }]);
      }
      expect(target.received).toHaveLength(made.length);
    });

    it('stay finished when they are', async () => {
      const { id } = await jobs.run({ url: target.url });
      const before = await jobs.find(id);
      expect(await cancel(id)).toEqual(before);
    });

    it('as a run, end their schedule and its other runs', async () => {
      const { id, schedule_id } = await jobs.create({
        url: target.url,
        repeat_every: 1,
        idempotency_key: 'recurring',
      });
      await waitFor(() => target.received.length >= 2);
      expect((await cancel(id)).job.state).toBe('completed');
      expect(await jobs.schedule(schedule_id)).toMatchObject({ state: 'cancelled', next: null });
      const all = await jobs.runs(schedule_id);
      expect(all.at(-1)).toMatchObject({ state: 'cancelled', held_key: null });
      const sent = target.received.length;
      const next = all.at(-1)!.slot as number;
      const { id: probe } = await jobs.create({ url: `${target.url}/probe`, schedule_in: 1.2 });
      await jobs.reaches(probe, 'completed');
      expect(Date.now() * 1000).toBeGreaterThan(next);
      expect(target.received.length).toBe(sent + 1);
      const events = await server.query('SELECT type FROM platform.events WHERE subject = $1 ORDER BY position', [
        schedule_id,
      ]);
      expect(events.map(({ type }) => type)).toEqual([
        'quintet.scheduled.schedule.created',
        'quintet.scheduled.schedule.cancelled',
      ]);
    });

    it('are the own tenant’s only', async () => {
      const { id, job } = await jobs.create(LATER);
      const stranger = server.client((await server.tenant()).key);
      for (const unknown of [id, job.id, 'x', 0]) {
        const answer = await stranger.post(`${JOBS}/${unknown}/cancel`);
        expect([answer.status, answer.body]).toEqual([404, { errors: { detail: 'Not Found' } }]);
      }
      expect((await jobs.find(id)).job.state).toBe('available');
      expect(micros(job.inserted_at)).toBeLessThan(micros(job.scheduled_at));
    });
  });
});
