import { Jobs, JOBS, micros, SCHEDULES } from '../support/scheduled';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Target } from '../support/target';
import type { Answering } from '../support/target';
import { waitFor } from '../support/wait-for';

const SECOND = 1_000_000;
const iso = (instant: number) =>
  `${new Date(Math.floor(instant / SECOND) * 1000).toISOString().slice(0, 19)}.${String(instant % SECOND).padStart(6, '0')}Z`;

describe('beside its plan a schedule', () => {
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
  /** Its first run is an hour ahead. */
  const create = async (fields: object = {}) =>
    jobs.create({ method: 'post', url: target.url, body: {}, repeat_every: 60, schedule_in: 3600, ...fields });

  describe('is run now', () => {
    it('once, for no slot, its plan unchanged', async () => {
      await open();
      const first = await create({ name: 'n', idempotency_key: 'k', max_runs: 1 });
      const id = first.schedule_id;
      const before = await show(id);
      const { status, body } = await jobs.api.post(`${SCHEDULES}/${id}/run`);
      expect(status).toBe(201);
      expect(Object.keys(body.data)).toEqual(Object.keys(first));
      expect(body.data).toMatchObject({ schedule_id: id, name: 'n', args: first.args, job: { has_confict: false } });
      await jobs.reaches(body.data.id, 'completed');
      expect(target.received).toHaveLength(1);
      const sent = JSON.parse(target.received[0].body.toString());
      expect(sent.$job).toMatchObject({ id: body.data.job_id, slot: null });
      const { runs, last_run_at, ...after } = await show(id);
      expect([runs, last_run_at]).toEqual([1, expect.any(String)]);
      expect({ ...after, runs: 0, last_run_at: null }).toEqual(before);
      expect((await jobs.runs(id)).filter(({ state }) => state === 'available')).toMatchObject([
        { id: first.job_id, held_key: 'k' },
      ]);
    });

    it('while it is paused', async () => {
      await open();
      const { schedule_id: id } = await create();
      await jobs.api.post(`${SCHEDULES}/${id}/pause`);
      const { status, body } = await jobs.api.post(`${SCHEDULES}/${id}/run`, {});
      expect(status).toBe(201);
      await jobs.reaches(body.data.id, 'completed');
      expect(await show(id)).toMatchObject({ state: 'paused', runs: 1 });
    });

    it('beside a run that is under way, several times', async () => {
      await open((response) => setTimeout(() => response.end(), 300));
      const { schedule_id: id } = await create({ overlap: 'skip' });
      const made = await Promise.all([1, 2, 3].map(() => jobs.api.post(`${SCHEDULES}/${id}/run`)));
      for (const { body } of made) await jobs.reaches(body.data.id, 'completed');
      expect(target.received).toHaveLength(3);
    });
  });

  describe('is run for slots of the past', () => {
    const backfill = (id: string, from: unknown, to: unknown) =>
      jobs.api.post(`${SCHEDULES}/${id}/backfill`, { from, to });

    it('on the grid, before the first run too, each once, oldest first', async () => {
      await open();
      const { schedule_id: id, job } = await create();
      const first = micros(job.scheduled_at);
      const from = first - 70 * 60 * SECOND;
      const { status, body } = await backfill(id, iso(from), iso(from + 180 * SECOND));
      expect([status, body]).toEqual([201, { data: { created: 3, existing: 0, job_ids: expect.any(Array) } }]);
      expect(Object.keys(body.data)).toEqual(['created', 'existing', 'job_ids']);
      for (const one of body.data.job_ids) await jobs.reaches(one, 'completed');
      const slots = [from, from + 60 * SECOND, from + 120 * SECOND];
      expect(body.data.job_ids).toEqual(body.data.job_ids.toSorted((a: number, b: number) => a - b));
      const runs = await jobs.runs(id);
      expect(runs.slice(0, 3).map(({ id, slot }) => [id, slot])).toEqual(
        slots.map((slot, k) => [body.data.job_ids[k], slot]),
      );
      const again = await backfill(id, iso(from - 60 * SECOND), iso(from + 180 * SECOND + 1));
      expect(again.body.data).toMatchObject({ created: 2, existing: 3 });
      expect(await show(id)).toMatchObject({ next_run_at: job.scheduled_at, state: 'active' });
    });

    it('of its cron expression, in its zone', async () => {
      await open();
      const { schedule_id: id } = await create({ repeat_every: null, cron: '0 9 * * *', timezone: 'America/New_York' });
      const { body } = await backfill(id, '2026-03-07', '2026-03-10');
      expect(body.data.created).toBe(3);
      const runs = await jobs.runs(id);
      const nine = ['2026-03-07T14:00:00Z', '2026-03-08T13:00:00Z', '2026-03-09T13:00:00Z'];
      expect(runs.slice(0, 3).map(({ slot }) => slot)).toEqual(nine.map((time) => Date.parse(time) * 1000));
    });

    it('while it is paused, the slots that were dropped included', async () => {
      await open();
      const { schedule_id: id, job } = await create({ repeat_every: 1, schedule_in: 1 });
      await jobs.api.post(`${SCHEDULES}/${id}/pause`);
      const dropped = (await jobs.schedule(id)).next;
      await waitFor(() => Date.now() * 1000 > dropped + 2 * SECOND, { what: 'slots to pass' });
      const { body } = await backfill(id, iso(dropped), iso(dropped + 2 * SECOND));
      expect(body.data).toMatchObject({ created: 2, existing: 0 });
      for (const one of body.data.job_ids) await jobs.reaches(one, 'completed');
      expect((await jobs.find(job.id)).job.state).toBe(
        dropped === micros(job.scheduled_at) ? 'available' : 'completed',
      );
      const pending = (await jobs.runs(id)).filter(({ state }) => state === 'available');
      expect(pending).toHaveLength(1);
    });

    it.each(['queue', 'skip'])('one after another with overlap %s', async (overlap) => {
      await open((response) => setTimeout(() => response.end(), 100));
      const { schedule_id: id, job } = await create({ overlap });
      const first = micros(job.scheduled_at) - 100 * 60 * SECOND;
      const { body } = await backfill(id, iso(first), iso(first + 240 * SECOND));
      for (const one of body.data.job_ids) await jobs.reaches(one, 'completed');
      const runs = (await jobs.runs(id)).slice(0, 4);
      runs.slice(1).forEach(({ attempted }, k) => expect(attempted).toBeGreaterThanOrEqual(runs[k].ended));
    });

    it('and not once more when the plan comes to them after a downtime', async () => {
      await open();
      const { schedule_id: id } = await jobs.create({
        url: target.url,
        repeat_every: 1,
        misfire: 'all',
        schedule_in: 2,
      });
      await server.terminate();
      Object.assign(server.env, { ROLE: 'api' });
      await server.start();
      jobs = new Jobs(server);
      const { next: first } = await jobs.schedule(id);
      await waitFor(() => Date.now() * 1000 > first + 4 * SECOND, { what: 'slots to pass' });
      const name = (
        await server.query(
          'SELECT t.name FROM platform.tenants t JOIN scheduled.schedules s ON s.tenant_id = t.id WHERE s.id = $1',
          [id],
        )
      )[0].name as string;
      jobs = new Jobs(server, (await server.tenant(name)).key);
      const { body } = await backfill(id, iso(first), iso(first + 3 * SECOND));
      expect(body.data).toMatchObject({ created: 2, existing: 1 });
      await server.terminate();
      Object.assign(server.env, { ROLE: 'all' });
      await server.start();
      jobs = new Jobs(server, (await server.tenant(name)).key);
      await waitFor(() => target.received.length >= 5, { what: 'all slots to run' });
      const runs = await jobs.runs(id);
      const slots = runs.map(({ slot }) => (slot - first) / SECOND);
      expect(slots).toEqual(slots.map((_, k) => k));
      const sent = target.received.map(({ headers }) => headers['quintet-job-id']);
      expect(new Set(sent).size).toBe(sent.length);
      expect(await show(id)).toMatchObject({ missed: 0, skipped: 0 });
      await jobs.api.delete(`${SCHEDULES}/${id}`);
    });

    it('up to 1,000', async () => {
      await open();
      const { schedule_id: id, job } = await create();
      await jobs.api.post(`${SCHEDULES}/${id}/pause`);
      const from = micros(job.scheduled_at) - 2000 * 60 * SECOND;
      const over = await backfill(id, iso(from), iso(from + 60_000 * SECOND + 1));
      expect([over.status, over.body]).toEqual([422, { errors: { to: ['covers more than 1000 slots'] } }]);
      expect(await jobs.runs(id)).toHaveLength(1);
      const { status, body } = await backfill(id, iso(from), iso(from + 60_000 * SECOND));
      expect([status, body.data.created, body.data.job_ids.length]).toEqual([201, 1000, 1000]);
      await waitFor(() => target.received.length === 1000, { what: 'all to be sent', timeout: 120_000 });
    }, 150_000);

    it.each([
      [{}, { from: ["can't be blank"], to: ["can't be blank"] }],
      [
        { from: 'x', to: '2030-02-30' },
        { from: ['is not a valid datetime'], to: ['is not a valid datetime'] },
      ],
      [{ from: '2026-01-01', to: '2029-01-01' }, { to: ['must not be in the future'] }],
      [{ from: 1, to: '2026-01-01' }, { to: ['covers more than 1000 slots'] }],
      [{ from: -8e12, to: '2026-01-01' }, { to: ['covers more than 1000 slots'] }],
    ])('not for %j', async (body, errors) => {
      await open();
      const { schedule_id: id } = await create();
      const answer = await jobs.api.post(`${SCHEDULES}/${id}/backfill`, body);
      expect([answer.status, answer.body]).toEqual([422, { errors }]);
    });

    it('none when the time is empty or the wrong way round', async () => {
      await open();
      const { schedule_id: id } = await create();
      for (const [from, to] of [
        ['2026-01-01', '2026-01-01'],
        ['2026-02-01', '2026-01-01'],
      ]) {
        const { status, body } = await backfill(id, from, to);
        expect([status, body]).toEqual([201, { data: { created: 0, existing: 0, job_ids: [] } }]);
      }
    });
  });

  it('shows its extra runs in the list of jobs', async () => {
    await open();
    const { schedule_id: id } = await create();
    await jobs.api.post(`${SCHEDULES}/${id}/run`);
    expect((await jobs.api.get(`${JOBS}?schedule_id=${id}`)).body.data).toHaveLength(2);
  });
});
