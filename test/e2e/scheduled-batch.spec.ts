import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Jobs, JOBS } from '../support/scheduled';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

const BATCH = `${JOBS}/batch`;
const URL = 'https://example.com/';

describe('POST /scheduler/api/jobs/batch', () => {
  let server: Server;
  let jobs: Jobs;
  let target: Target;

  beforeAll(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1/32,example.com' } });
    target = await Target.open();
  });

  beforeEach(async () => {
    jobs = new Jobs(server, (await server.tenant()).key);
    target.received.length = 0;
  });

  afterAll(async () => {
    target?.close();
    await server?.stop();
  });

  const create = async (made: unknown[], headers?: Record<string, string>) => {
    const answer = await jobs.api.post(BATCH, { jobs: made }, headers);
    expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
    expect(Object.keys(answer.body)).toEqual(['data']);
    return answer.body.data;
  };
  const later = (fields: object = {}) => ({ url: URL, schedule_in: 3600, ...fields });
  const stored = async () => (await jobs.api.get(`${JOBS}?limit=100`)).body.data;

  it('makes the jobs that creates would make, in order', async () => {
    const bodies = [
      later({ name: 'first', body: { $job: 1 }, method: 'PUT' }),
      { url: URL, scheduled_at: '2033-01-31 12:00', description: 'second' },
      { url: URL, repeat_every: 'in 2 hours', schedule_in: [1, 'month'], idempotency_key: 'k', overlap: 'skip' },
      { url: URL, cron: '0 9 * * 1-5', timezone: 'Europe/Berlin' },
    ];
    const made = await create(bodies);
    const other = new Jobs(server, (await server.tenant()).key);
    const single = await Promise.all(bodies.map((body) => other.create(body)));
    made.forEach((job: Record<string, never>, i: number) => {
      expect(Object.keys(job)).toEqual(Object.keys(single[i]));
      expect(job.args).toEqual(single[i].args);
      expect([job.name, job.description, job.idempotency_key]).toEqual([
        single[i].name,
        single[i].description,
        single[i].idempotency_key,
      ]);
      expect(typeof job.schedule_id).toBe(typeof single[i].schedule_id);
    });
    expect(await stored()).toEqual([...made].reverse());
    const [schedule, cron] = await Promise.all([2, 3].map((i) => jobs.schedule(made[i].schedule_id)));
    expect(schedule).toMatchObject({
      every: { months: 0, microseconds: 7.2e9 },
      overlap: 'skip',
      idempotency_key: 'k',
    });
    expect(cron).toMatchObject({ cron: '0 9 * * 1-5', timezone: 'Europe/Berlin', anchor: cron.next });
    const events = await server.query(
      "SELECT subject FROM platform.events WHERE type = 'quintet.scheduled.job.created'",
    );
    const subjects = new Set(events.map(({ subject }) => subject));
    for (const { id } of made) expect(subjects.has(id)).toBe(true);
  });

  it('takes 1,000, whose numbers rise and which all run', async () => {
    const made = await create(Array.from({ length: 1000 }, (_, i) => ({ url: `${target.url}/${i}` })));
    expect(made).toHaveLength(1000);
    made.forEach(({ args, job_id }: { args: { url: string }; job_id: number }, i: number) => {
      expect(args.url).toBe(`${target.url}/${i}`);
      if (i > 0) expect(job_id).toBeGreaterThan(made[i - 1].job_id);
    });
    await waitFor(() => target.received.length >= 1000, { what: '1,000 requests', timeout: 40_000 });
    expect(new Set(target.received.map(({ url }) => url)).size).toBe(1000);
  });

  it('gives args back as they were sent', async () => {
    const bodies = ['{ "2": 1.0, "1": 12345678901234567890 }', '"a,b]}\\u0000\\"\\\\"', '[ {"jobs":[1,2]} , 1e400 ]'];
    const sent = bodies.map((body) => `{"body": ${body},"url":"${URL}","schedule_in":60}`);
    const answer = await jobs.api.raw('POST', BATCH, {
      body: ` {"jobs":[1],"jobs" : [ ${sent.join(' ,\n')} ] } `,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(201);
    for (const body of bodies) expect(answer.text).toContain(`"args":{"body":${body},"headers"`);
  });

  it('shows the holder of a key, also when it is of the same batch', async () => {
    const holder = await jobs.create(later({ idempotency_key: 'held', name: 'holder' }));
    const [held, fresh, again, free] = await create([
      later({ idempotency_key: 'held' }),
      later({ idempotency_key: 'new', name: 'one' }),
      later({ idempotency_key: 'new', name: 'two' }),
      later(),
    ]);
    expect(held).toEqual({ ...holder, job: { ...holder.job, has_confict: true } });
    expect(fresh).toMatchObject({ name: 'one', job: { has_confict: false } });
    expect(again).toEqual({ ...fresh, job: { ...fresh.job, has_confict: true } });
    expect(free.job.has_confict).toBe(false);
    expect(await stored()).toHaveLength(3);
  });

  it('makes one job of each key however many batches come at once', async () => {
    const keys = Array.from({ length: 20 }, (_, i) => later({ idempotency_key: `race-${i}` }));
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => create(i % 2 === 0 ? keys : [...keys].reverse())),
    );
    const all = await stored();
    expect(all).toHaveLength(20);
    const fresh = answers.flat().filter(({ job }) => !job.has_confict);
    expect(fresh).toHaveLength(20);
    expect(new Set(answers.flat().map(({ id }) => id)).size).toBe(20);
  });

  describe('refuses, and stores nothing', () => {
    it.each<[string, unknown, object]>([
      ['no jobs', {}, { jobs: ["can't be blank"] }],
      ['an empty body', undefined, { jobs: ["can't be blank"] }],
      ['null', { jobs: null }, { jobs: ["can't be blank"] }],
      ['an empty list', { jobs: [] }, { jobs: ["can't be blank"] }],
      ['no list', { jobs: { url: URL } }, { jobs: ['is invalid'] }],
      ['a text', { jobs: 'x' }, { jobs: ['is invalid'] }],
      ['1,001', { jobs: Array.from({ length: 1001 }, () => later()) }, { jobs: ['should have at most 1000 item(s)'] }],
      [
        'faults of jobs',
        { jobs: [later(), { url: 'x', method: 'head' }, 5, later({ url: 'http://a.example' }), null] },
        {
          'jobs.1.method': ['is invalid'],
          'jobs.1.url': ['is not a valid URL'],
          'jobs.2': ['is invalid'],
          'jobs.3.url': ['must use https'],
          'jobs.4': ['is invalid'],
        },
      ],
      [
        'private hosts',
        { jobs: [later(), later({ url: 'https://10.0.0.1/' }), later({ callback_url: 'https://localhost/' })] },
        {
          'jobs.1.url': ['must not point to a private or reserved address'],
          'jobs.2.callback_url': ['must not point to a private or reserved address'],
        },
      ],
    ])('%s', async (_what, body, errors) => {
      const answer = await jobs.api.post(BATCH, body);
      expect([answer.status, answer.body]).toEqual([422, { errors }]);
      expect(await stored()).toEqual([]);
    });

    it('what is no object, no JSON or too much', async () => {
      const send = (body: string) =>
        jobs.api.raw('POST', BATCH, { body, headers: { 'content-type': 'application/json' } });
      const answers = await Promise.all([send('[]'), send('{"jobs":'), send(`{"x":"${'y'.repeat(8 * 1024 * 1024)}"}`)]);
      expect(answers.map(({ status, body }) => [status, body.errors.detail])).toEqual([
        [400, 'Body must be a JSON object'],
        [400, 'Malformed JSON'],
        [413, 'Request Entity Too Large'],
      ]);
    });

    it('a credential without the scope', async () => {
      const reader = server.client((await server.tenant(undefined, ['scheduled:read'])).key);
      expect((await reader.post(BATCH, { jobs: [later()] })).status).toBe(403);
    });
  });

  it('takes 8 MiB', async () => {
    const body = 'x'.repeat(900 * 1024);
    const made = await create(Array.from({ length: 9 }, () => later({ body })));
    expect(made.map(({ args }: { args: { body: string } }) => args.body.length)).toEqual(Array(9).fill(body.length));
  });

  it('looks a thousand names up in bounded time', async () => {
    const began = Date.now();
    await create(Array.from({ length: 300 }, (_, i) => later({ url: `https://name-${i}.invalid/` })));
    expect(Date.now() - began).toBeLessThan(15_000);
  });

  it('with an Idempotency-Key answers the same jobs again', async () => {
    const key = { 'idempotency-key': 'batch' };
    const body = { jobs: [later(), later({ idempotency_key: 'k' })] };
    const first = await jobs.api.post(BATCH, body, key);
    const again = await jobs.api.post(BATCH, body, key);
    expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
    const other = await jobs.api.post(BATCH, { jobs: [later()] }, key);
    expect([other.status, other.body.errors.detail]).toEqual([409, 'Idempotency-Key was used with a different body']);
    expect(await stored()).toHaveLength(2);
  });
});
