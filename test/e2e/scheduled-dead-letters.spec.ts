import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Jobs, JOBS, micros } from '../support/scheduled';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

const LETTERS = '/scheduler/api/dead-letters';
const MICROS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

describe('dead letters', () => {
  let server: Server;
  let jobs: Jobs;
  let target: Target;
  let status: number;

  beforeAll(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1/32,localhost' } });
    target = await Target.open((response) =>
      response.writeHead(status, { 'content-type': 'text/plain' }).end('\u0000'),
    );
  });

  beforeEach(async () => {
    jobs = new Jobs(server, (await server.tenant()).key);
    status = 410;
    target.received.length = 0;
  });

  afterAll(async () => {
    target?.close();
    await server?.stop();
  });

  const fail = async (fields: object = {}) => {
    const { id } = await jobs.create({ url: target.url, ...fields });
    return jobs.reaches(id, 'discarded');
  };
  const list = async (query = '') => {
    const { status: code, body } = await jobs.api.get(LETTERS + query);
    expect([code, Object.keys(body)]).toEqual([200, ['data']]);
    return body.data;
  };
  const numbers = async (query: string) => (await list(query)).map(({ job_id }: { job_id: number }) => job_id);
  const replay = (id: string | number) => jobs.api.post(`${LETTERS}/${id}/replay`);
  const replayMany = async (body: unknown) => {
    const { status: code, body: answer } = await jobs.api.post(`${LETTERS}/replay`, body);
    expect([code, Object.keys(answer.data)]).toEqual([200, ['replayed', 'skipped', 'job_ids']]);
    return answer.data;
  };
  const conflict = (detail: string) => [409, { errors: { detail } }];

  describe('as a list', () => {
    it('are discarded jobs, with the last answer or the reason of none', async () => {
      const answered = await fail({ url: `${target.url}/a?token=x&b=1`, name: 'mine' });
      const broken = await fail({ url: 'http://127.0.0.1:1/', retry: { max_attempts: 2, base: 0.1 } });
      await fail();
      status = 200;
      await jobs.run({ url: target.url });
      const letters = await list('?limit=2&offset=1');
      expect(letters[1]).toEqual({
        id: answered.id,
        job_id: answered.job_id,
        schedule_id: null,
        name: 'mine',
        url: `${target.url}/a?token=[REDACTED]&b=1`,
        attempts: 1,
        status: 410,
        error: { code: 'http', message: 'The target answered with status 410' },
        discarded_at: answered.job.discarded_at,
        replayed_as: null,
      });
      expect(Object.keys(letters[1])).toEqual(
        'id job_id schedule_id name url attempts status error discarded_at replayed_as'.split(' '),
      );
      expect(letters[0]).toMatchObject({ id: broken.id, attempts: 2, status: null, error: { code: 'connection' } });
      expect(letters[0].discarded_at).toMatch(MICROS);
      expect(await list()).toHaveLength(3);
    });

    it('can be had by schedule, host and time', async () => {
      const first = await fail();
      const { port } = new URL(target.url);
      const other = await fail({ url: `http://LOCALHOST:${port}/` });
      const run = await fail({ repeat_every: 3600 });
      expect(await numbers('')).toEqual([run, other, first].map(({ job_id }) => job_id));
      expect(await numbers(`?schedule_id=${run.schedule_id}`)).toEqual([run.job_id]);
      expect(await numbers('?schedule_id=none')).toEqual([]);
      expect(await numbers('?host=localhost')).toEqual([other.job_id]);
      expect(await numbers(`?host=Localhost:${port}`)).toEqual([other.job_id]);
      expect(await numbers('?host=localhost:1')).toEqual([]);
      expect(await numbers(`?from=${other.job.discarded_at}`)).toEqual([run.job_id, other.job_id]);
      expect(await numbers(`?to=${other.job.discarded_at}`)).toEqual([first.job_id]);
      expect(await numbers(`?from=&to=&host=&schedule_id=&limit=&offset=`)).toHaveLength(3);
    });

    it.each([
      ['?limit=0', { limit: ['must be greater than or equal to 1'] }],
      ['?limit=101', { limit: ['must be less than or equal to 100'] }],
      ['?offset=-1&limit=x', { limit: ['is invalid'], offset: ['must be greater than or equal to 0'] }],
      ['?from=yesterday&to=2030-02-30', { from: ['is not a valid datetime'], to: ['is not a valid datetime'] }],
      ['?to=9999-01-01', { to: ['must be at most 10 years ahead'] }],
      ['?host=a&host=b', { host: ['is invalid'] }],
    ])('refuse %s', async (query, errors) => {
      const { status: code, body } = await jobs.api.get(LETTERS + query);
      expect([code, body]).toEqual([422, { errors }]);
    });

    it('are the own tenant’s, and not for other scopes', async () => {
      const { id } = await fail();
      const stranger = new Jobs(server, (await server.tenant()).key);
      expect((await stranger.api.get(LETTERS)).body).toEqual({ data: [] });
      expect((await stranger.api.post(`${LETTERS}/${id}/replay`)).status).toBe(404);
      expect((await stranger.api.post(`${LETTERS}/replay`, { ids: [id] })).body.data).toEqual({
        replayed: 0,
        skipped: 1,
        job_ids: [],
      });
      const reader = server.client((await server.tenant(undefined, ['scheduled:read'])).key);
      expect((await reader.get(LETTERS)).status).toBe(200);
      expect((await reader.post(`${LETTERS}/${id}/replay`)).status).toBe(403);
      expect((await reader.post(`${LETTERS}/replay`, { all: true })).status).toBe(403);
    });
  });

  describe('replayed', () => {
    it('are one-shots of the same request and rule, now, without the key', async () => {
      const body = '{ "b": 1.0, "a": "\\u0000" }';
      const text = `{"method":"post","url":"${target.url}/x?y=1","body":${body},"headers":{"x-a":"b"},"query":{"q":[1,null]},
        "cron":"0 0 1 1 *","timezone":"Asia/Tokyo","misfire":"all","overlap":"skip","schedule_in":0.2,"timeout":[9,"seconds"],
        "retry":{"max_attempts":2,"base":0.1},"idempotency_key":"k","name":"n","description":"d"}`;
      const headers = { 'content-type': 'application/json' };
      const made = await jobs.api.raw('POST', JOBS, { body: text, headers });
      const letter = await jobs.reaches(made.body.data.id, 'discarded');
      status = 200;
      const answer = await replay(letter.id);
      expect(answer.status).toBe(201);
      const { data } = answer.body;
      expect(data).toMatchObject({ idempotency_key: null, name: 'n', description: 'd', schedule_id: null });
      expect(data.job).toMatchObject({ has_confict: false, state: 'available', scheduled_at: data.job.inserted_at });
      expect(answer.text).toContain(
        `"args":{"body":${body},"headers":{"x-a":"b"},"method":"post","query":{"q":[1,null]},` +
          `"retry":{"max_attempts":2,"base":0.1},"timeout":[9,"seconds"],"url":"${target.url}/x?y=1"}`,
      );
      await jobs.reaches(data.id, 'completed');
      const [sent] = target.received.filter(({ headers }) => headers['webhook-id'] === `job_${data.id}`);
      expect(sent).toMatchObject({
        method: 'POST',
        url: '/x?y=1&q=1',
        headers: { 'x-a': 'b', 'quintet-attempt': '1' },
      });
      expect(sent.body.toString()).toBe(body);
      expect(await list()).toMatchObject([{ id: letter.id, replayed_as: data.job_id }]);
      const [row] = await server.query('SELECT replay_of::int FROM scheduled.jobs WHERE uuid = $1', [data.id]);
      expect(row.replay_of).toBe(letter.job_id);
      const after = await jobs.find(letter.id);
      expect(after).toEqual(letter);
    });

    it('are so once, by number or uuid', async () => {
      const { id, job_id } = await fail();
      expect((await replay(job_id)).status).toBe(201);
      for (const one of [id, job_id]) {
        const again = await replay(one);
        expect([again.status, again.body]).toEqual(conflict('Already replayed'));
      }
    });

    it('must be discarded, and there', async () => {
      const waiting = await jobs.create({ url: target.url, schedule_in: 3600 });
      const answer = await replay(waiting.id);
      expect([answer.status, answer.body]).toEqual(conflict('Job is not discarded'));
      for (const unknown of ['x', '999999999', '018f0000-0000-7000-8000-000000000000']) {
        const missing = await replay(unknown);
        expect([missing.status, missing.body]).toEqual([404, { errors: { detail: 'Not Found' } }]);
      }
    });

    it('by many at once make one job', async () => {
      const { job_id } = await fail();
      status = 200;
      target.received.length = 0;
      const single = Array.from({ length: 20 }, () => replay(job_id));
      const many = Array.from({ length: 10 }, () => jobs.api.post(`${LETTERS}/replay`, { all: true }));
      const answers = await Promise.all([...single, ...many]);
      const created = answers.filter(({ status: code, body }) => code === 201 || body.data?.replayed === 1);
      expect(created).toHaveLength(1);
      for (const { status: code, body } of answers.slice(0, 20)) {
        expect(code === 201 || body.errors.detail === 'Already replayed').toBe(true);
      }
      const [letter] = await list();
      await jobs.reaches(letter.replayed_as, 'completed');
      expect(target.received).toHaveLength(1);
    });

    it('may fail again and be replayed again', async () => {
      const { id } = await fail();
      const first = (await replay(id)).body.data;
      await jobs.reaches(first.id, 'discarded');
      expect((await replay(first.id)).status).toBe(201);
      expect(await list()).toHaveLength(2);
    });

    it('with an Idempotency-Key answer the same job twice', async () => {
      const { id } = await fail();
      const send = () => jobs.api.post(`${LETTERS}/${id}/replay`, undefined, { 'idempotency-key': `replay-${id}` });
      const first = await send();
      const again = await send();
      expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
    });
  });

  describe('replayed by selection', () => {
    it('are those of the ids; others are skipped', async () => {
      const letters = [await fail(), await fail(), await fail()];
      await replay(letters[2].id);
      const waiting = await jobs.create({ url: target.url, schedule_in: 3600 });
      const ids = [letters[1].job_id, letters[0].id, letters[2].id, waiting.id, 999999999, String(letters[1].job_id)];
      const { replayed, skipped, job_ids } = await replayMany({ ids });
      expect([replayed, skipped, job_ids.length]).toEqual([2, 3, 2]);
      expect((await jobs.find(job_ids[0])).args).toEqual({ headers: {}, method: 'get', url: target.url });
      const after = await list();
      expect(after.find(({ id }: { id: string }) => id === letters[0].id).replayed_as).toBe(job_ids[0]);
      expect(after.find(({ id }: { id: string }) => id === letters[1].id).replayed_as).toBe(job_ids[1]);
    });

    it('are those of a schedule, a host, a stretch of time, or all', async () => {
      const run = await fail({ repeat_every: 3600 });
      const first = await fail();
      const second = await fail();
      status = 200;
      const by = async (body: object) => (await replayMany(body)).replayed;
      expect(await by({ schedule_id: 'none' })).toBe(0);
      expect(await by({ schedule_id: run.schedule_id, host: 'other.example' })).toBe(0);
      expect(await by({ schedule_id: run.schedule_id })).toBe(1);
      expect(await by({ from: second.job.discarded_at })).toBe(1);
      expect(await by({ host: '127.0.0.1', to: micros(first.job.discarded_at) / 1e6 })).toBe(0);
      expect(await replayMany({ host: '127.0.0.1' })).toMatchObject({ replayed: 1, skipped: 2 });
      expect(await replayMany({ all: true })).toMatchObject({ replayed: 0 });
    });

    it('are 1,000 at most, the oldest first', async () => {
      const [{ tenant_id }] = await server.query('SELECT tenant_id FROM scheduled.jobs WHERE uuid = $1', [
        (await fail()).id,
      ]);
      await server.query(
        `INSERT INTO scheduled.jobs (uuid, tenant_id, args, state, run_at, scheduled_at, inserted_at, discarded_at, failure)
          SELECT gen_random_uuid(), $1, ('{"headers":{},"method":"get","url":"' || $2 || '/' || i || '"}')::json, 'discarded',
            now(), now(), now(), now() - i * interval '1 second', '{"url":"","status":410,"error":null}'
          FROM generate_series(1, 1100) AS i`,
        [tenant_id, target.url],
      );
      status = 200;
      const first = await replayMany({ all: true });
      expect([first.replayed, first.skipped, new Set(first.job_ids).size]).toEqual([1000, 0, 1000]);
      expect(first.job_ids).toEqual([...first.job_ids].sort((a, b) => a - b));
      expect((await jobs.find(first.job_ids[0])).args.url).toBe(`${target.url}/1100`);
      expect(await replayMany({ all: true })).toMatchObject({ replayed: 101, skipped: 1000 });
      await waitFor(() => target.received.length >= 1101, { what: 'all to be sent' });
    });

    it.each<[string, unknown, object]>([
      ['no body', undefined, { ids: ["can't be blank"] }],
      ['all set to false', { all: false, ids: null }, { ids: ["can't be blank"] }],
      ['an empty list', { ids: [] }, { ids: ["can't be blank"] }],
      ['ids that are no list', { ids: 5 }, { ids: ['is invalid'] }],
      ['an id that is none', { ids: ['x'] }, { ids: ['is invalid'] }],
      ['a fraction', { ids: [1.5] }, { ids: ['is invalid'] }],
      [
        'too many ids',
        { ids: Array.from({ length: 1001 }, (_, i) => i) },
        { ids: ['should have at most 1000 item(s)'] },
      ],
      ['other types', { all: 'yes', host: 5 }, { host: ['is invalid'], all: ['is invalid'] }],
      ['a number as a schedule', { schedule_id: 5, all: true }, { schedule_id: ['is invalid'] }],
      ['digits as a time', { from: '5', all: true }, { from: ['is not a valid datetime'] }],
    ])('refuse %s', async (_what, body, errors) => {
      const answer = await jobs.api.post(`${LETTERS}/replay`, body);
      expect([answer.status, answer.body]).toEqual([422, { errors }]);
    });

    it('refuse what is no object', async () => {
      const answer = await jobs.api.post(`${LETTERS}/replay`, []);
      expect([answer.status, answer.body]).toEqual([400, { errors: { detail: 'Body must be a JSON object' } }]);
    });
  });
});
