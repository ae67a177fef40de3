import type { ServerResponse } from 'node:http';
import type { QueryResultRow } from 'pg';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Jobs, JOBS, micros } from '../support/scheduled';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

const SECOND = 1_000_000;

describe('recurring jobs', () => {
  let server: Server;
  let jobs: Jobs;
  const targets: Target[] = [];

  beforeAll(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1/32' } });
  });

  beforeEach(() => {
    jobs = new Jobs(server);
  });

  afterAll(async () => {
    for (const target of targets) target.close();
    await server?.stop();
  });

  const open = async (...answer: Parameters<typeof Target.open>) => {
    const target = await Target.open(...answer);
    targets.push(target);
    return target;
  };
  const runs = (target: Target, n: number) => waitFor(() => target.received.length >= n, { what: `${n} runs` });
  const json = (response: ServerResponse, status: number, body: unknown) =>
    response
      .writeHead(status, { 'content-type': 'application/json', etag: '"e"', 'x-other': 'y' })
      .end(JSON.stringify(body));
  const bodies = (target: Target) => target.received.map(({ body }) => JSON.parse(body.toString()));

  it('run at every slot, once, without drift; there is always one pending run', async () => {
    const target = await open((response) => setTimeout(() => response.end(), 700));
    const first = await jobs.create({ url: target.url, repeat_every: 1, name: 'tick' });
    await runs(target, 4);
    const schedule = await jobs.schedule(first.schedule_id);
    const all = await jobs.runs(first.schedule_id);
    await jobs.end(first.schedule_id);
    expect(all[0]).toMatchObject({ id: first.job_id, slot: micros(first.job.scheduled_at) });
    all.forEach(({ slot }, k) => expect(slot).toBe(schedule.anchor + k * SECOND));
    expect(all.filter(({ state }) => state === 'available')).toHaveLength(1);
    expect(all.at(-1)).toMatchObject({ state: 'available', slot: schedule.next });
    expect(schedule).toMatchObject({ state: 'active', runs: all.length - 1, missed: 0, skipped: 0, name: 'tick' });
    for (const { slot, attempted } of all.slice(0, -1)) expect(attempted).toBeGreaterThanOrEqual(slot);
    const sent = target.received.map(({ headers }) => Number(headers['quintet-job-id']));
    expect(new Set(sent).size).toBe(sent.length);
    const run = await jobs.find(all[1].uuid);
    expect(run).toMatchObject({ schedule_id: first.schedule_id, name: 'tick', args: first.args });
  });

  it('start at their first moment and go on by the cron expression', async () => {
    const target = await open();
    const first = await jobs.create({ url: target.url, cron: '* * * * *', schedule_in: 0.5 });
    expect(micros(first.job.scheduled_at) - micros(first.job.inserted_at)).toBe(SECOND / 2);
    await runs(target, 1);
    const { next } = await jobs.schedule(first.schedule_id);
    expect(next % (60 * SECOND)).toBe(0);
    expect(next - micros(first.job.scheduled_at)).toBeLessThanOrEqual(60 * SECOND);
    expect(await jobs.runs(first.schedule_id)).toMatchObject([{ state: expect.any(String) }, { slot: next }]);
    await jobs.end(first.schedule_id);
  });

  it('hand $state and $previous from run to run', async () => {
    const answers: [number, unknown][] = [
      [200, { $state: { n: 1 }, more: [1] }],
      [200, { $state: { n: 2, big: 'x'.repeat(17_000) } }],
      [400, { $state: { n: 3 }, error: 'no' }],
      [200, { $state: 'no object' }],
      [200, { $state: { n: 5 } }],
    ];
    const target = await open((response, _request, number) => json(response, ...(answers[number - 1] ?? answers[4])));
    const body = { own: 1, $state: 'over', in: ['$state', { job: '$job' }] };
    const { schedule_id } = await jobs.create({ method: 'post', url: target.url, body, repeat_every: 1 });
    await runs(target, 6);
    const all = await jobs.runs(schedule_id);
    await jobs.end(schedule_id);
    const sent = bodies(target);
    expect(Object.keys(sent[0])).toEqual(['$job', '$previous', '$state', 'own', 'in']);
    sent.slice(0, 6).forEach((one, k) => {
      expect(one.$job).toMatchObject({ id: all[k].id, uuid: all[k].uuid, attempt: 1 });
      expect(micros(one.$job.slot)).toBe(all[k].slot);
      expect(one.in).toEqual([one.$state, { job: one.$job }]);
    });
    const states = [{}, { n: 1 }, { n: 1 }, { n: 1 }, { n: 1 }, { n: 5 }];
    expect(sent.slice(0, 6).map(({ $state }) => $state)).toEqual(states);
    const headers = { 'content-type': 'application/json', date: expect.any(String), etag: '"e"' };
    expect(sent[0].$previous).toEqual({});
    for (let k = 1; k < 6; k++) {
      const [status, answer] = answers[k - 1];
      expect(sent[k].$previous).toEqual({ status, headers, body: answer });
    }
  });

  it('tell the next run why one had no answer, retries not counted', async () => {
    const target = await open((response, { body }) => {
      if (JSON.parse(body.toString()).$previous.error) response.end();
      else response.destroy();
    });
    const retry = { max_attempts: 2, base: 0.1 };
    const { schedule_id } = await jobs.create({ method: 'put', url: target.url, body: {}, repeat_every: 1, retry });
    await runs(target, 3);
    await jobs.end(schedule_id);
    const sent = bodies(target);
    expect(sent.slice(0, 2).map(({ $job, $previous }) => [$job.attempt, $previous])).toEqual([
      [1, {}],
      [2, {}],
    ]);
    expect(sent[2].$previous).toEqual({ status: null, headers: {}, body: null, error: 'connection' });
    const { failures, runs: counted } = await jobs.schedule(schedule_id);
    expect([failures, counted]).toEqual([expect.any(Number), 2]);
  });

  it('keep their idempotency key, on the pending run', async () => {
    const target = await open();
    const body = { url: target.url, repeat_every: 1, idempotency_key: 'recurring' };
    const { schedule_id, id } = await jobs.create(body);
    await runs(target, 2);
    const answers = await Promise.all(Array.from({ length: 20 }, () => jobs.api.post(JOBS, body)));
    for (const { status, body: answer } of answers) {
      expect(status).toBe(200);
      expect(answer.data).toMatchObject({ schedule_id, job: { has_confict: true } });
    }
    const all = await jobs.runs(schedule_id);
    await jobs.end(schedule_id);
    expect(all.filter(({ held_key }) => held_key !== null)).toMatchObject([{ state: 'available' }]);
    expect((await jobs.find(id)).idempotency_key).toBe('recurring');
    expect(new Set(target.received.map(({ headers }) => headers['quintet-job-id'])).size).toBe(target.received.length);
  });

  describe('that overlap', () => {
    /** A schedule of one second whose first run stays open until three more slots have passed. */
    const overlapping = async (overlap: string) => {
      let finish: (() => void) | undefined;
      const target = await open((response, _request, number) => {
        if (number === 1) finish = () => response.end();
        else response.end();
      });
      const { schedule_id, job } = await jobs.create({ url: target.url, repeat_every: 1, overlap });
      await waitFor(() => finish, { what: 'the first run' });
      const first = micros(job.scheduled_at);
      const passed = async () => (await jobs.schedule(schedule_id)).next > first + 3 * SECOND;
      await waitFor(passed, { what: 'three more slots' });
      return { target, schedule_id, first, finish: finish! };
    };
    const slotOf = (first: number, runs: QueryResultRow[]) => runs.map(({ slot }) => (slot - first) / SECOND);

    it('run beside each other by default', async () => {
      const { target, schedule_id, finish } = await overlapping('allow');
      await runs(target, 4);
      finish();
      await jobs.end(schedule_id);
      expect(await jobs.schedule(schedule_id)).toMatchObject({ skipped: 0, missed: 0 });
    });

    it('are skipped', async () => {
      const { target, schedule_id, first, finish } = await overlapping('skip');
      expect(target.received).toHaveLength(1);
      finish();
      await runs(target, 2);
      const schedule = await jobs.schedule(schedule_id);
      const all = await jobs.runs(schedule_id);
      await jobs.end(schedule_id);
      const [, second] = slotOf(first, all);
      expect(second).toBe(schedule.skipped + 1);
      expect(schedule.skipped).toBeGreaterThanOrEqual(3);
      expect(all[1].attempted).toBeGreaterThanOrEqual(all[0].ended);
    });

    it('queue: one waits and starts when the run before it has ended', async () => {
      const { target, schedule_id, first, finish } = await overlapping('queue');
      expect(target.received).toHaveLength(1);
      const waiting = await jobs.runs(schedule_id);
      expect(waiting.slice(0, 2)).toMatchObject([
        { state: 'executing', held: false },
        { state: 'available', held: true, attempt: 0 },
      ]);
      expect(slotOf(first, waiting.slice(0, 2))).toEqual([0, 1]);
      finish();
      await runs(target, 3);
      const schedule = await jobs.schedule(schedule_id);
      const all = await jobs.runs(schedule_id);
      await jobs.end(schedule_id);
      expect(schedule).toMatchObject({ missed: 0 });
      expect(schedule.skipped).toBeGreaterThanOrEqual(2);
      expect(all[1].attempted).toBeGreaterThanOrEqual(all[0].ended);
      expect(slotOf(first, all)[2]).toBe(schedule.skipped + 2);
    });

    it('wait for a run that is retried', async () => {
      const target = await open((response, _request, number) => response.writeHead(number < 3 ? 503 : 200).end());
      const retry = { base: 1.5, backoff: 'fixed', jitter: 0 };
      const { schedule_id } = await jobs.create({ url: target.url, repeat_every: 1, overlap: 'queue', retry });
      await runs(target, 4);
      await jobs.end(schedule_id);
      const ids = target.received.slice(0, 4).map(({ headers }) => headers['quintet-job-id']);
      expect(new Set(ids.slice(0, 3)).size).toBe(1);
      expect(ids[3]).not.toBe(ids[0]);
    });
  });

  describe('after a downtime over several slots', () => {
    /** The schedule after the server was away for more than four slots; the slots that ran, counted from the first. */
    const afterDowntime = async (
      fields: object,
      answer: Parameters<typeof Target.open>[0] = (response) => response.end(),
    ) => {
      const target = await open(answer);
      const body = { url: target.url, repeat_every: 1, ...fields };
      const { schedule_id, job } = await jobs.create(body);
      await runs(target, 1);
      const first = micros(job.scheduled_at);
      await jobs.reaches(job.id, 'completed');
      await server.kill();
      const { next } = await jobs.schedule(schedule_id);
      const due = (next - first) / SECOND;
      await waitFor(() => Date.now() * 1000 > next + 4.5 * SECOND, { what: 'slots to pass' });
      await server.start();
      jobs = new Jobs(server);
      const ran = await waitFor(
        async () => {
          const all = await jobs.runs(schedule_id);
          const started = all.filter(({ attempt }) => attempt > 0);
          return started.length === all.length - 1 && started.length >= 4 ? started : undefined;
        },
        { what: 'all but the pending run to have started' },
      );
      const schedule = await jobs.schedule(schedule_id);
      await jobs.end(schedule_id);
      return {
        due,
        schedule,
        ran,
        slots: ran.map(({ slot }) => (slot - first) / SECOND).filter((slot) => slot >= due),
      };
    };
    const consecutive = (from: number, n: number) => Array.from({ length: n }, (_, i) => from + i);

    it('only the latest slot is run by default', async () => {
      const { due, schedule, slots } = await afterDowntime({});
      expect(schedule.missed).toBeGreaterThanOrEqual(4);
      expect(slots).toEqual(consecutive(due + schedule.missed, slots.length));
    });

    it('all are run, one after another unless they may overlap', async () => {
      const slow: Parameters<typeof Target.open>[0] = (response) => setTimeout(() => response.end(), 150);
      const { due, schedule, slots, ran } = await afterDowntime({ misfire: 'all', overlap: 'skip' }, slow);
      expect(schedule.missed).toBe(0);
      expect(slots.slice(0, 3)).toEqual(consecutive(due, 3));
      ran.slice(1).forEach(({ attempted }, k) => expect(attempted).toBeGreaterThanOrEqual(ran[k].ended));
      const beside = await afterDowntime({ misfire: 'all' });
      expect(beside.schedule.missed).toBe(0);
      expect(beside.slots).toEqual(consecutive(beside.due, beside.slots.length));
    });

    it('none is run with skip', async () => {
      const { due, schedule, slots } = await afterDowntime({ misfire: 'skip' });
      expect(schedule.missed).toBeGreaterThanOrEqual(5);
      expect(slots).toEqual(consecutive(due + schedule.missed, slots.length));
    });
  });
});
