import { Jobs, JOBS, SCHEDULES } from '../support/scheduled';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

const SECOND = 1_000_000;
const OUTBOUND_ALLOW = '127.0.0.1/32';

describe('schedules, with two worker processes', () => {
  let server: Server;
  let worker: Server;
  let jobs: Jobs;
  let target: Target;

  beforeAll(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW } });
    worker = await startServer({ beside: server, env: { ROLE: 'worker' } });
    target = await Target.open();
    jobs = new Jobs(server);
  });

  afterAll(async () => {
    target?.close();
    await worker?.terminate();
    await server?.stop();
  });

  const create = async (fields: object = {}) =>
    (await jobs.create({ url: target.url, repeat_every: 1, idempotency_key: crypto.randomUUID(), ...fields }))
      .schedule_id as string;
  const act = (id: string, action: string, body?: object) => jobs.api.post(`${SCHEDULES}/${id}/${action}`, body);

  /** What must hold of a living schedule at any moment: its row and its runs are read in one statement. */
  const pendingRuns = async (id: string) => {
    const rows = await server.query(
      `SELECT schedule.state, count(job.id)::int AS pending, count(job.held_key)::int AS keys
        FROM scheduled.schedules AS schedule
        LEFT JOIN scheduled.jobs AS job ON job.schedule_id = schedule.id AND job.slot = schedule.next_run_at
          AND job.state = 'available' AND job.attempt = 0 AND job.held = (schedule.state = 'paused')
        WHERE schedule.id = $1 GROUP BY schedule.id`,
      [id],
    );
    return rows[0];
  };
  /** Runs that wait but are not the pending one. */
  const others = (id: string) =>
    server.query(
      `SELECT job.id FROM scheduled.jobs AS job JOIN scheduled.schedules AS schedule ON schedule.id = job.schedule_id
        WHERE schedule.id = $1 AND job.state = 'available' AND job.slot > schedule.next_run_at`,
      [id],
    );
  const remove = (ids: string[]) => Promise.all(ids.map((id) => jobs.api.delete(`${SCHEDULES}/${id}`)));
  const sentTwice = () => {
    const sent = target.received.map(
      ({ headers }) => `${String(headers['webhook-id'])} ${String(headers['quintet-attempt'])}`,
    );
    return sent.filter((one, at) => sent.indexOf(one) !== at);
  };

  it('changed, paused and resumed while their runs are taken up keep one pending run and unique slots', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => create()));
    const statuses: number[] = [];
    const until = Date.now() + 6000;
    const disturb = async (id: string, at: number) => {
      for (let k = at; Date.now() < until; k++) {
        const calls = [
          () => jobs.api.patch(`${SCHEDULES}/${id}`, { repeat_every: 1 + (k % 2) / 10 }),
          () => act(id, 'pause'),
          () => act(id, 'resume'),
          () => jobs.api.patch(`${SCHEDULES}/${id}`, { name: `n${k}` }),
          () => act(id, 'run'),
          () => act(id, 'resume'),
          () => jobs.api.patch(`${SCHEDULES}/${id}`, { cron: '* * * * *' }),
        ];
        // Beside each other, so that they race among themselves too.
        const answers = await Promise.all([calls[k % 7](), calls[(k * 3 + 1) % 7]()]);
        statuses.push(...answers.map(({ status }) => status));
        expect(await pendingRuns(id)).toMatchObject({ pending: 1, keys: 1 });
      }
    };
    await Promise.all(ids.map(disturb));
    expect([...new Set(statuses)].sort()).toEqual([200, 201]);
    for (const id of ids) {
      expect((await act(id, 'resume')).status).toBe(200);
      expect((await jobs.api.patch(`${SCHEDULES}/${id}`, { repeat_every: 1 })).status).toBe(200);
    }
    for (const id of ids) {
      const { runs } = await jobs.schedule(id);
      await waitFor(async () => (await jobs.schedule(id)).runs > runs, { what: 'the schedule to go on' });
      expect(await pendingRuns(id)).toMatchObject({ state: 'active', pending: 1, keys: 1 });
      expect(await others(id)).toEqual([]);
    }
    expect(sentTwice()).toEqual([]);
    await remove(ids);
  }, 60_000);

  it('cancelled or deleted at the moment of a slot start nothing any more', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => create({ schedule_in: 1 })));
    const [{ next }] = await Promise.all(ids.map((id) => jobs.schedule(id)));
    await waitFor(() => Date.now() * 1000 >= next - 20_000, { what: 'the first slot' });
    await Promise.all(
      ids.map(async (id, k) => {
        const [run] = await jobs.runs(id);
        if (k % 2) await jobs.api.delete(`${SCHEDULES}/${id}`);
        else await jobs.api.post(`${JOBS}/${run.id}/cancel`);
      }),
    );
    for (const id of ids) {
      const unfinished = (await jobs.runs(id)).filter(({ state }) => !['completed', 'cancelled'].includes(state));
      expect(unfinished).toEqual([]);
    }
    const sent = target.received.length;
    await waitFor(() => Date.now() * 1000 > next + 3 * SECOND, { what: 'slots to pass' });
    expect(target.received).toHaveLength(sent);
  });

  it('survive the end of everything by SIGKILL: every slot is one job, one run is pending, paused ones stay so', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => create({ misfire: 'all' })));
    const paused = await create();
    await act(paused, 'pause', { reason: 'kept' });
    const stands = await jobs.schedule(paused);
    for (let round = 0; round < 2; round++) {
      const { runs } = await jobs.schedule(ids[0]);
      await waitFor(async () => (await jobs.schedule(ids[0])).runs > runs + 1, { what: 'runs' });
      await Promise.all([worker.kill(), server.kill()]);
      for (const id of ids) expect(await pendingRuns(id)).toMatchObject({ state: 'active', pending: 1, keys: 1 });
      await server.start();
      await worker.start();
      jobs = new Jobs(server);
    }
    for (const id of ids) {
      const { runs } = await jobs.schedule(id);
      await waitFor(async () => (await jobs.schedule(id)).runs > runs, { what: 'the schedule to go on' });
      await jobs.api.post(`${SCHEDULES}/${id}/pause`);
      const { anchor, missed } = await jobs.schedule(id);
      const slots = (await jobs.runs(id)).map(({ slot }) => (slot - anchor) / SECOND);
      expect(missed).toBe(0);
      expect(slots).toEqual(slots.map((_, k) => k));
      expect(await pendingRuns(id)).toMatchObject({ state: 'paused', pending: 1, keys: 1 });
    }
    expect(await jobs.schedule(paused)).toEqual(stands);
    expect(await pendingRuns(paused)).toMatchObject({ state: 'paused', pending: 1 });
    await act(paused, 'resume');
    await waitFor(async () => (await jobs.schedule(paused)).runs > stands.runs, { what: 'the paused one to go on' });
    await remove([...ids, paused]);
  }, 90_000);
});
