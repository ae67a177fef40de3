import type { ServerResponse } from 'node:http';
import { Jobs, micros, SCHEDULES } from '../support/scheduled';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Target } from '../support/target';
import type { Answering } from '../support/target';
import { waitFor } from '../support/wait-for';

const SECOND = 1_000_000;

describe('a schedule', () => {
  let server: Server;
  let jobs: Jobs;
  let target: Target;

  beforeAll(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1/32' } });
  });

  beforeEach(async () => {
    jobs = new Jobs(server, (await server.tenant()).key);
  });

  afterEach(() => target?.close());

  afterAll(() => server?.stop());

  const open = async (answer?: Answering) => (target = await Target.open(answer));
  const show = async (id: string) => (await jobs.api.get(`${SCHEDULES}/${id}`)).body.data;
  const act = (id: string, action: string, body?: object) => jobs.api.post(`${SCHEDULES}/${id}/${action}`, body);
  const received = (n: number) => waitFor(() => target.received.length >= n, { what: `${n} requests` });
  const pass = (moment: number) => waitFor(() => Date.now() * 1000 > moment, { what: 'slots to pass' });
  const pendingRuns = async (id: string) => (await jobs.runs(id)).filter(({ state }) => state === 'available');

  describe('that is paused', () => {
    it('starts nothing, drops its slots, keeps one pending run, and goes on with the plan when resumed', async () => {
      await open();
      const first = await jobs.create({ url: target.url, repeat_every: 1, idempotency_key: 'p' });
      const id = first.schedule_id;
      await received(2);
      const paused = await act(id, 'pause', { reason: 'repair' });
      expect(paused.status).toBe(200);
      expect(paused.body.data).toMatchObject({ state: 'paused', reason: 'repair', next_run_at: null });
      expect(paused.body.data).toEqual(await show(id));
      const [pending] = await pendingRuns(id);
      const sent = target.received.length;
      await pass(pending.slot + 2 * SECOND);
      expect(target.received).toHaveLength(sent);
      expect(await pendingRuns(id)).toEqual([expect.objectContaining({ slot: pending.slot, held_key: 'p' })]);
      expect((await jobs.api.get(`/scheduler/api/jobs?state=scheduled&schedule_id=${id}`)).body.data).toHaveLength(1);

      const asked = Date.now() * 1000;
      const resumed = await act(id, 'resume');
      expect(resumed.status).toBe(200);
      expect(resumed.body.data).toMatchObject({ state: 'active', reason: null, missed: 0, skipped: 0 });
      const next = micros(resumed.body.data.next_run_at);
      expect(next).toBeGreaterThan(asked);
      expect((next - pending.slot) % SECOND).toBe(0);
      await received(sent + 1);
      const slots = (await jobs.runs(id)).map(({ slot }) => slot);
      expect(slots.filter((slot) => slot >= pending.slot && slot < next)).toEqual([]);
      expect(slots).toContain(next);
      expect(await jobs.scheduleEvents(id)).toEqual(['created', 'paused', 'resumed']);
    });

    it('is paused and resumed again without a change', async () => {
      await open();
      const { schedule_id: id } = await jobs.create({ url: target.url, repeat_every: 60, schedule_in: 60 });
      const { body: active } = await act(id, 'resume');
      const { body: paused } = await act(id, 'pause', { reason: 'first' });
      expect((await act(id, 'pause', { reason: 'second' })).body).toEqual(paused);
      const { body: resumed } = await act(id, 'resume');
      expect((await act(id, 'resume')).body).toEqual(resumed);
      expect(resumed.data).toEqual({ ...active.data, updated_at: expect.any(String) });
      expect(await jobs.scheduleEvents(id)).toEqual(['created', 'paused', 'resumed']);
      expect((await act(id, 'pause')).body.data).toMatchObject({ state: 'paused', reason: null });
    });

    it.each([
      [{ reason: 5 }, 'is invalid'],
      [{ reason: 'x'.repeat(256) }, 'should be at most 255 character(s)'],
    ])('is not, for %j', async (body, text) => {
      await open();
      const { schedule_id: id } = await jobs.create({ url: target.url, repeat_every: 60, schedule_in: 60 });
      const answer = await act(id, 'pause', body);
      expect([answer.status, answer.body]).toEqual([422, { errors: { reason: [text] } }]);
      expect((await show(id)).state).toBe('active');
    });

    it('still retries, and its slot that waits for another run is dropped', async () => {
      await open((response, _request, number) => response.writeHead(number < 2 ? 503 : 200).end());
      const retry = { base: 3, backoff: 'fixed', jitter: 0 };
      const first = await jobs.create({ url: target.url, repeat_every: 1, overlap: 'queue', retry });
      const id = first.schedule_id;
      await waitFor(async () => (await jobs.runs(id)).some(({ held }) => held), { what: 'a slot to wait' });
      const [waiting] = (await jobs.runs(id)).filter(({ held }) => held);
      await act(id, 'pause');
      expect((await jobs.find(waiting.id)).job.state).toBe('cancelled');
      expect((await jobs.reaches(first.id, 'completed')).job.state).toBe('completed');
      expect(target.received).toHaveLength(2);
      expect(await pendingRuns(id)).toHaveLength(1);
      await act(id, 'resume');
      await received(3);
    });

    it('is changed: its new plan begins when it is resumed', async () => {
      await open();
      const { schedule_id: id } = await jobs.create({ url: target.url, repeat_every: 60 });
      await received(1);
      await act(id, 'pause');
      const { status, body } = await jobs.api.patch(`${SCHEDULES}/${id}`, { repeat_every: 1, name: 'fast' });
      expect([status, body.data]).toEqual([200, expect.objectContaining({ state: 'paused', next_run_at: null })]);
      const [pending] = await pendingRuns(id);
      await pass(pending.slot + SECOND);
      expect(target.received).toHaveLength(1);
      await act(id, 'resume');
      await received(2);
      expect(await jobs.find((await jobs.runs(id))[1].id)).toMatchObject({ name: 'fast' });
    });

    it('comes to its end when it is resumed after ends_at', async () => {
      await open();
      const ends_at = Date.now() / 1000 + 3;
      const { schedule_id: id } = await jobs.create({ url: target.url, repeat_every: 1, schedule_in: 2, ends_at });
      await act(id, 'pause');
      await pass(ends_at * SECOND);
      expect((await jobs.api.get(`${SCHEDULES}/${id}/next`)).body).toEqual({ data: [] });
      expect((await act(id, 'resume')).body.data).toMatchObject({ state: 'completed', next_run_at: null });
      expect(await jobs.runs(id)).toMatchObject([{ state: 'cancelled' }]);
      expect(await jobs.scheduleEvents(id)).toEqual(['created', 'paused', 'resumed', 'completed']);
      expect(target.received).toHaveLength(0);
    });

    it('is cancelled by its run and by its deletion', async () => {
      await open();
      const first = await jobs.create({ url: target.url, repeat_every: 60, schedule_in: 60 });
      await act(first.schedule_id, 'pause');
      await jobs.api.post(`/scheduler/api/jobs/${first.id}/cancel`);
      expect(await show(first.schedule_id)).toMatchObject({ state: 'cancelled' });
      const second = await jobs.create({ url: target.url, repeat_every: 60, schedule_in: 60 });
      await act(second.schedule_id, 'pause');
      expect((await jobs.api.delete(`${SCHEDULES}/${second.schedule_id}`)).status).toBe(204);
      expect((await jobs.find(second.id)).job.state).toBe('cancelled');
    });
  });

  describe('with pause_after_failures', () => {
    const failing: Answering = (response: ServerResponse) => response.writeHead(400).end();

    it('is paused after so many discarded runs in a row, and starts anew when it is resumed', async () => {
      await open(failing);
      const { schedule_id: id } = await jobs.create({ url: target.url, repeat_every: 1, pause_after_failures: 2 });
      const paused = () =>
        waitFor(async () => (await show(id)).state === 'paused', { what: 'the schedule to be paused' });
      await paused();
      expect(await show(id)).toMatchObject({ reason: 'paused after 2 failed runs', failures: 2, next_run_at: null });
      const sent = target.received.length;
      expect(sent).toBeLessThanOrEqual(3);
      const { next } = await jobs.schedule(id);
      await pass(next + SECOND);
      expect(target.received).toHaveLength(sent);
      expect((await act(id, 'resume')).body.data).toMatchObject({ failures: 0, reason: null });
      await paused();
      expect(target.received.length).toBeGreaterThanOrEqual(sent + 2);
      expect(await jobs.scheduleEvents(id)).toEqual(['created', 'paused', 'resumed', 'paused']);
    });

    it('goes on when one succeeds in between', async () => {
      await open((response, _request, number) => response.writeHead(number % 2 ? 400 : 200).end());
      const { schedule_id: id } = await jobs.create({ url: target.url, repeat_every: 1, pause_after_failures: 2 });
      await received(5);
      expect(await show(id)).toMatchObject({ state: 'active', failures: expect.any(Number) });
    });

    it('of 0, or without, never is', async () => {
      await open(failing);
      const fields = { url: target.url, repeat_every: 1 };
      const off = await jobs.create({ ...fields, pause_after_failures: 0 });
      const without = await jobs.create(fields);
      await received(6);
      for (const { schedule_id: id } of [off, without]) expect((await show(id)).state).toBe('active');
      expect((await show(off.schedule_id)).args.pause_after_failures).toBe(0);
    });
  });
});
