import { request } from 'node:http';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import type { Client } from '../support/client';
import { JOBS, micros } from '../support/scheduled';

const URL = 'https://example.com/hook';
const MICROS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('POST /scheduler/api/jobs', () => {
  let server: Server;
  let api: Client;

  beforeAll(async () => {
    server = await startServer({ env: { TZ: 'America/New_York', OUTBOUND_ALLOW: '127.0.0.1/32,hooks.internal' } });
    api = server.client();
  });

  afterAll(() => server?.stop());

  const refused = async (body: object) => {
    const answer = await api.post(JOBS, body);
    expect(answer.status).toBe(422);
    expect(Object.keys(answer.body)).toEqual(['errors']);
    return answer.body.errors;
  };
  const accepted = async (body: object) => {
    const answer = await api.post(JOBS, { url: URL, schedule_in: 3600, ...body });
    expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
    return answer.body.data;
  };
  /** Seconds from creation to the planned run. */
  const ahead = async (body: object) => {
    const { job } = await accepted({ schedule_in: undefined, ...body });
    return (micros(job.scheduled_at) - micros(job.inserted_at)) / 1e6;
  };

  describe('the published sample', () => {
    const sample = {
      method: 'post',
      url: 'https://scheduler.booper.dev/api/channels/discord',
      body: { author: 'alex', content: 'Hello world!' },
      schedule_in: [30, 'seconds'],
    };

    it('is answered in its shape, 30 s ahead, in UTC', async () => {
      const before = Date.now();
      const { status, body, headers } = await api.post(JOBS, sample);
      expect(status).toBe(201);
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      const { data } = body;
      expect(JSON.stringify(body)).toBe(
        JSON.stringify({
          data: {
            id: data.id,
            idempotency_key: null,
            inserted_at: data.job.inserted_at.slice(0, 19),
            name: null,
            description: null,
            user_id: data.user_id,
            schedule_id: null,
            job_id: data.job_id,
            job: {
              attempted_at: null,
              cancelled_at: null,
              completed_at: null,
              discarded_at: null,
              has_confict: false,
              id: data.job_id,
              inserted_at: data.job.inserted_at,
              scheduled_at: data.job.scheduled_at,
              state: 'available',
            },
            args: {
              body: { author: 'alex', content: 'Hello world!' },
              headers: {},
              method: 'post',
              schedule_in: [30, 'seconds'],
              url: sample.url,
            },
          },
        }),
      );
      expect(data.id).toMatch(UUID_V7);
      expect(data.inserted_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
      for (const moment of [data.job.inserted_at, data.job.scheduled_at]) expect(moment).toMatch(MICROS);
      expect(micros(data.job.scheduled_at) - micros(data.job.inserted_at)).toBe(30e6);
      expect(Math.abs(micros(data.job.inserted_at) / 1000 - before)).toBeLessThan(5000);
      const [tenant] = await server.query("SELECT id FROM platform.tenants WHERE name = 'default'");
      expect(data.user_id).toBe(tenant.id);
    });

    it('has real microseconds and numbers that rise', async () => {
      const jobs = [await accepted({}), await accepted({}), await accepted({}), await accepted({})];
      const numbers = jobs.map(({ job_id }) => job_id as number);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      expect(jobs.some(({ job }) => !(job.inserted_at as string).endsWith('000Z'))).toBe(true);
    });

    it("works under the original's Host too", async () => {
      const status = await new Promise((resolve, reject) => {
        const headers = {
          host: 'scheduler.localhost:3000',
          'content-type': 'application/json',
          authorization: `Bearer ${server.key}`,
        };
        const post = request(`${server.url}/api/jobs`, { method: 'POST', headers });
        post.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
        post.end(JSON.stringify({ method: 'head' }));
      });
      expect(status).toBe(422);
    });

    it('appends an event and makes the engine task in the same transaction', async () => {
      const { id } = await accepted({ schedule_in: 30 });
      const later = await accepted({ schedule_in: 3600 });
      const events = await server.query('SELECT type, data FROM platform.events WHERE subject = $1', [id]);
      expect(events).toMatchObject([{ type: 'quintet.scheduled.job.created', data: { state: 'available' } }]);
      const rows = await server.query<{ uuid: string; queued: boolean }>(
        'SELECT uuid, queued_for = run_at AS queued FROM scheduled.jobs WHERE uuid = ANY ($1)',
        [[id, later.id]],
      );
      expect(Object.fromEntries(rows.map(({ uuid, queued }) => [uuid, queued]))).toEqual({
        [id]: true,
        [later.id]: null,
      });
    });
  });

  it("takes the documents' prefilled example as it stands", async () => {
    const { body } = await server.stranger().get('/openapi/scheduled.json');
    const { schema } = body.paths[JOBS].post.requestBody.content['application/json'];
    const { properties } = body.components.schemas[schema.$ref.split('/').at(-1)];
    const fields = Object.entries<{ example: unknown }>(properties).map(([name, { example }]) => [name, example]);
    const answer = await api.post(JOBS, Object.fromEntries(fields));
    expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  });

  describe('args', () => {
    it('echo the known fields that were set, as sent, in alphabetical order', async () => {
      const { args, name, description, idempotency_key } = await accepted({
        webhook_url: 'https://w.example.com/?token=x',
        unknown: 1,
        timeout: '5 seconds',
        retry: { max_attempts: 2, unknown: { x: 1 } },
        query: { b: null, a: [1] },
        name: 'n',
        method: 'PATCH',
        idempotency_key: 'echo',
        headers: { B: '1', Authorization: 'Bearer x' },
        description: '',
        callback_url: 'https://c.example.com',
        body: '',
        cron: null,
      });
      expect(JSON.stringify(args)).toBe(
        JSON.stringify({
          body: '',
          callback_url: 'https://c.example.com',
          headers: { B: '1', Authorization: 'Bearer x' },
          method: 'patch',
          query: { b: null, a: [1] },
          retry: { max_attempts: 2, unknown: { x: 1 } },
          schedule_in: 3600,
          timeout: '5 seconds',
          url: URL,
          webhook_url: 'https://w.example.com/?token=x',
        }),
      );
      expect([name, description, idempotency_key]).toEqual(['n', '', 'echo']);
    });

    it('hide secrets from those who may not write', async () => {
      const { tenant, key } = await server.tenant();
      const reader = await server.tenant(tenant, ['scheduled:read']);
      const sent = { url: `${URL}?token=x`, headers: { Authorization: 'Bearer x' }, schedule_in: 3600 };
      const { body } = await server.client(key).post(JOBS, sent);
      const shown = await server.client(reader.key).get(`${JOBS}/${body.data.job_id}`);
      expect(shown.body.data.args).toMatchObject({
        url: `${URL}?token=[REDACTED]`,
        headers: { Authorization: '[REDACTED]' },
      });
      expect((await server.client(key).get(`${JOBS}/${body.data.id}`)).body.data.args).toMatchObject(sent);
    });
  });

  describe('Durations and Times', () => {
    it.each([
      [45, 45],
      [0.25, 0.25],
      [0, 0],
      [[2, 'minutes'], 120],
      [[1, 'Hour'], 3600],
      ['3 days', 259200],
      ['in 1 WEEK', 604800],
      ['1.5 seconds', 1.5],
    ])('schedule_in %j', async (schedule_in, seconds) => expect(await ahead({ schedule_in })).toBe(seconds));

    it('counts calendar months, clamped to the last day', async () => {
      const { job } = await accepted({ schedule_in: [7, 'months'] });
      const expected = new Date(`${job.inserted_at.slice(0, 19)}Z`);
      const day = expected.getUTCDate();
      expected.setUTCDate(1);
      expected.setUTCMonth(expected.getUTCMonth() + 7);
      const last = new Date(Date.UTC(expected.getUTCFullYear(), expected.getUTCMonth() + 1, 0)).getUTCDate();
      expected.setUTCDate(Math.min(day, last));
      expect(job.scheduled_at.slice(0, 19)).toBe(expected.toISOString().slice(0, 19));
      expect(job.scheduled_at.slice(19)).toBe(job.inserted_at.slice(19));
    });

    it.each([
      ['2035-01-01', '2035-01-01T00:00:00.000000Z'],
      ['2035-01-01T12:30:00.123456', '2035-01-01T12:30:00.123456Z'],
      ['2035-01-01 12:30:00+02:00', '2035-01-01T10:30:00.000000Z'],
      [2051222400, '2035-01-01T00:00:00.000000Z'],
      [2051222400.5, '2035-01-01T00:00:00.500000Z'],
      [2051222400123, '2035-01-01T00:00:00.123000Z'],
    ])('scheduled_at %j', async (scheduled_at, shown) => {
      expect((await accepted({ schedule_in: undefined, scheduled_at })).job.scheduled_at).toBe(shown);
    });

    it.each(['2001-01-01', 5, -1])('scheduled_at %j is past, which is now', async (scheduled_at) =>
      expect(await ahead({ scheduled_at })).toBe(0),
    );

    it('runs now without any of the three, and at the next match with cron', async () => {
      expect(await ahead({ method: 'get' })).toBe(0);
      expect(await ahead({ repeat_every: 3600 })).toBe(0);
      const { job, schedule_id } = await accepted({ schedule_in: undefined, cron: '0 12 * * *' });
      expect(job.scheduled_at).toMatch(/T12:00:00\.000000Z$/);
      expect(schedule_id).toMatch(UUID_V7);
      const zone = await accepted({ schedule_in: undefined, cron: '0 12 * * *', timezone: 'Asia/Kolkata' });
      expect(zone.job.scheduled_at).toMatch(/T06:30:00\.000000Z$/);
      expect(await ahead({ cron: '@yearly', schedule_in: 60 })).toBe(60);
    });
  });

  const nested = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;

  describe('refuses, with the first rule that each field fails', () => {
    it.each<[object, object]>([
      [{ method: 'head' }, { method: ['is invalid'], url: ["can't be blank"] }],
      [{}, { url: ["can't be blank"] }],
      [{ url: ' ' }, { url: ["can't be blank"] }],
      [{ url: 5 }, { url: ['is invalid'] }],
      [{ url: 'http://example.com' }, { url: ['must use https'] }],
      [{ url: 'https://exa mple.com' }, { url: ['is not a valid URL'] }],
      [{ url: 'example.com' }, { url: ['is not a valid URL'] }],
      [{ url: 'https://a:b@example.com' }, { url: ['must not contain credentials'] }],
      [{ url: `${URL}/${'x'.repeat(2048)}` }, { url: ['should be at most 2048 character(s)'] }],
      [{ url: URL, schedule_in: 5, scheduled_at: 9 }, { scheduled_at: ["can't be set together with schedule_in"] }],
    ])('%j', async (body, errors) => expect(JSON.stringify(await refused(body))).toBe(JSON.stringify(errors)));

    it.each<[string, unknown, string]>([
      ['method', 5, 'is invalid'],
      ['query', [], 'is invalid'],
      ['query', 'a=b', 'is invalid'],
      ['body', nested(65), 'is nested too deeply'],
      ['headers', [], 'must be a map of strings'],
      ['headers', { a: 1 }, 'must be a map of strings'],
      ['headers', { 'a b': '' }, 'has an invalid name: a b'],
      ['headers', { HOST: 'x' }, 'must not set host'],
      ['headers', { 'Webhook-Id': 'x' }, 'must not set webhook-id'],
      ['headers', { 'Quintet-X': 'x' }, 'must not set quintet-x'],
      ['headers', { 'Proxy-X': 'x' }, 'must not set proxy-x'],
      ['headers', { a: 'x\r\ny' }, 'has an invalid value for a'],
      ['headers', { a: 'Ā' }, 'has an invalid value for a'],
      ['headers', { a: '1', A: '2' }, 'has a duplicate name: A'],
      [
        'headers',
        Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`h${i}`, ''])),
        'should have at most 64 entries',
      ],
      ['headers', { a: 'x'.repeat(16384) }, 'should be at most 16384 byte(s)'],
      ['schedule_in', '5', 'is invalid'],
      ['schedule_in', [5], 'is invalid'],
      ['schedule_in', true, 'is invalid'],
      ['schedule_in', [5, 'fortnights'], 'has an unknown unit'],
      ['schedule_in', -1, 'must be greater than or equal to 0'],
      ['schedule_in', [1.5, 'months'], 'months must be a whole number'],
      ['schedule_in', [121, 'months'], 'must be at most 10 years'],
      ['schedule_in', 1e300, 'must be at most 10 years'],
      ['scheduled_at', '2030-02-30', 'is not a valid datetime'],
      ['scheduled_at', '1693592749', 'is not a valid datetime'],
      ['scheduled_at', [], 'is not a valid datetime'],
      ['scheduled_at', '2099-01-01', 'must be at most 10 years ahead'],
      ['repeat_every', 'x', 'is invalid'],
      ['repeat_every', 0.5, 'must be at least 1 second'],
      ['cron', '* * *', 'is not a valid cron expression'],
      ['cron', '* * * * * *', 'is not a valid cron expression'],
      ['cron', '0 22-2 * * *', 'is not a valid cron expression'],
      ['cron', '0/15 * * * *', 'is not a valid cron expression'],
      ['cron', '@reboot', 'is not a valid cron expression'],
      ['cron', 5, 'is not a valid cron expression'],
      ['cron', '0 0 30 2 *', 'never runs'],
      ['idempotency_key', 5, 'is invalid'],
      ['idempotency_key', 'a\u0000', 'is invalid'],
      ['idempotency_key', '', "can't be blank"],
      ['idempotency_key', 'x'.repeat(256), 'should be at most 255 character(s)'],
      ['callback_url', '', "can't be blank"],
      ['callback_url', 'http://example.com', 'must use https'],
      ['webhook_url', 'https://10.0.0.1', 'must not point to a private or reserved address'],
      ['name', 5, 'is invalid'],
      ['name', 'x'.repeat(256), 'should be at most 255 character(s)'],
      ['description', 'x'.repeat(1001), 'should be at most 1000 character(s)'],
      ['timeout', 'x', 'is invalid'],
      ['timeout', 0.5, 'must be between 1 second and 15 minutes'],
      ['timeout', 901, 'must be between 1 second and 15 minutes'],
      ['retry', [], 'is invalid'],
      ['retry', { max_attempts: 0 }, 'max_attempts must be between 1 and 50'],
      ['retry', { max_attempts: 1.5 }, 'max_attempts must be between 1 and 50'],
      ['retry', { backoff: 'x' }, 'backoff is invalid'],
      ['retry', { base: 0 }, 'base is invalid'],
      ['retry', { max: [8, 'days'] }, 'max is invalid'],
      ['retry', { jitter: 2 }, 'jitter is invalid'],
      ['timezone', 'UTC', 'can only be used with cron'],
      ['misfire', 'latest', 'can only be used with repeat_every or cron'],
      ['overlap', 'skip', 'can only be used with repeat_every or cron'],
    ])('%s %j', async (field, value, text) => {
      expect(await refused({ url: URL, [field]: value })).toEqual({ [field]: [text] });
    });

    it.each<[object, object]>([
      [{ repeat_every: 5, cron: '* * * * *' }, { cron: ["can't be set together with repeat_every"] }],
      [{ cron: '* * * * *', timezone: 'Mars' }, { timezone: ['is not a known time zone'] }],
      [
        { repeat_every: 5, misfire: 'x', overlap: 'y' },
        { misfire: ['is invalid'], overlap: ['is invalid'] },
      ],
      [{ repeat_every: 5, timezone: 'UTC' }, { timezone: ['can only be used with cron'] }],
    ])('%j', async (fields, errors) => expect(await refused({ url: URL, ...fields })).toEqual(errors));

    it.each(
      [
        '0x7f.1',
        '2130706433',
        '127.1',
        '127.0.0.2',
        '１２７.0.0.2',
        'localhost',
        'localhost.',
        'a.localhost',
        '[::1]',
      ].concat(
        ['10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '168.63.129.16'],
        ['[::ffff:10.0.0.1]', '[64:ff9b::a00:1]', '[2002:7f00:1::]', '[fd00::1]', '[fe80::1]'],
      ),
    )('https://%s', async (host) => {
      const errors = { url: ['must not point to a private or reserved address'] };
      // The first three are 127.0.0.1 itself, which this server may call.
      if (['0x7f.1', '2130706433', '127.1'].includes(host)) await accepted({ url: `https://${host}/` });
      else expect(await refused({ url: `https://${host}/` })).toEqual(errors);
    });

    it('but lets plain http through to hosts that are allowed', async () => {
      for (const url of ['http://127.0.0.1:9/', 'http://hooks.internal/', 'http://HOOKS.internal./'])
        await accepted({ url });
      expect(await refused({ url: 'http://a.hooks.internal/' })).toEqual({ url: ['must use https'] });
    });
  });

  describe('what is no request', () => {
    const json = { 'content-type': 'application/json' };

    it.each([
      ['{"url":', 400, 'Malformed JSON'],
      ['\u0000', 400, 'Malformed JSON'],
      ['[]', 400, 'Body must be a JSON object'],
      ['"x"', 400, 'Body must be a JSON object'],
      ['null', 400, 'Body must be a JSON object'],
    ])('%s', async (body, status, detail) => {
      const answer = await api.raw('POST', JOBS, { body, headers: json });
      expect([answer.status, answer.text]).toEqual([status, JSON.stringify({ errors: { detail } })]);
    });

    it('is an empty body: one without fields', async () => {
      for (const body of ['', undefined]) {
        const answer = await api.raw('POST', JOBS, { body, headers: json });
        expect([answer.status, answer.body]).toEqual([422, { errors: { url: ["can't be blank"] } }]);
      }
    });

    it('is text that is no UTF-8', async () => {
      const body = Buffer.concat([Buffer.from('{"url":"https://example.com/'), Buffer.from([0xff]), Buffer.from('"}')]);
      const answer = await api.raw('POST', JOBS, { body, headers: json });
      expect([answer.status, answer.body]).toEqual([400, { errors: { detail: 'Malformed JSON' } }]);
    });

    it('is another media type, or too much', async () => {
      for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded']) {
        const answer = await api.raw('POST', JOBS, { body: '{}', headers: { 'content-type': type } });
        expect([answer.status, answer.body]).toEqual([415, { errors: { detail: 'Unsupported Media Type' } }]);
      }
      const untyped = await api.raw('POST', JOBS, { body: '{}' });
      expect(untyped.status).toBe(415);
      const body = JSON.stringify({ url: URL, body: 'x'.repeat(1024 * 1024) });
      const answer = await api.raw('POST', JOBS, { body, headers: json });
      expect([answer.status, answer.body]).toEqual([413, { errors: { detail: 'Request Entity Too Large' } }]);
      const type = { 'content-type': 'application/vnd.x+json; charset=utf-8' };
      expect((await api.raw('POST', JOBS, { body: '{}', headers: type })).status).toBe(422);
    });

    it('is without a credential, or with the wrong one', async () => {
      const body = { url: URL, schedule_in: 3600 };
      const answer = await server.stranger().post(JOBS, body);
      expect([answer.status, answer.body]).toEqual([401, { errors: { detail: 'Unauthorized' } }]);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect((await server.client('sk_wrong').post(JOBS, body)).status).toBe(401);
      const reader = await server.tenant(undefined, ['scheduled:read']);
      const forbidden = await server.client(reader.key).post(JOBS, body);
      expect([forbidden.status, forbidden.body]).toEqual([403, { errors: { detail: 'Forbidden' } }]);
      const other = await server.tenant(undefined, ['production:write']);
      expect((await server.client(other.key).get(`${JOBS}/1`)).status).toBe(403);
    });

    it('is an unknown path, method or id', async () => {
      const missing = [404, { errors: { detail: 'Not Found' } }];
      for (const path of [
        '/scheduler',
        '/scheduler/api',
        '/scheduler/api/nothing',
        `${JOBS}/x/y`,
        `${JOBS}/99999999`,
      ]) {
        const answer = await api.get(path);
        expect([answer.status, answer.body]).toEqual(missing);
      }
      for (const id of ['abc', '1.5', '-1', '9'.repeat(40), '%00', '00000000-0000-0000-0000-000000000000', "1'"]) {
        const answer = await api.get(`${JOBS}/${id}`);
        expect([id, answer.status, answer.body]).toEqual([id, ...missing]);
      }
      const answer = await api.put(JOBS, {});
      expect([answer.status, answer.body]).toEqual(missing);
    });

    it('is an Idempotency-Key that came with another body', async () => {
      const headers = { 'idempotency-key': 'one' };
      const first = await api.post(JOBS, { url: URL, schedule_in: 3600 }, headers);
      const again = await api.post(JOBS, { url: URL, schedule_in: 3600 }, headers);
      expect([again.status, again.text]).toEqual([201, first.text]);
      expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
      const other = await api.post(JOBS, { url: URL, schedule_in: 3601 }, headers);
      const detail = 'Idempotency-Key was used with a different body';
      expect([other.status, other.body]).toEqual([409, { errors: { detail } }]);
    });

    it('survives hostile nesting and keys', async () => {
      const deep = '['.repeat(200_000) + ']'.repeat(200_000);
      for (const field of ['body', 'query', 'headers', 'retry', 'schedule_in', 'name', 'unknown', '__proto__']) {
        const answer = await api.raw('POST', JOBS, { body: `{"url":"${URL}","${field}":${deep}}`, headers: json });
        const known = !['unknown', '__proto__'].includes(field);
        expect([field, answer.status]).toEqual([field, known ? 422 : 201]);
        if (known) expect(Object.keys(answer.body.errors)).toEqual([field]);
      }
      const proto = `{"url":"${URL}","schedule_in":3600,"body":{"__proto__":{"a":1},"constructor":{"prototype":2}}}`;
      const answer = await api.raw('POST', JOBS, { body: proto, headers: json });
      expect(answer.text).toContain('"args":{"body":{"__proto__":{"a":1},"constructor":{"prototype":2}}');
    });
  });

  describe('idempotency_key', () => {
    it('is held by one of 50 that come at once', async () => {
      const tenant = await server.tenant();
      const client = server.client(tenant.key);
      const body = { url: URL, schedule_in: 3600, idempotency_key: 'race' };
      const answers = await Promise.all(Array.from({ length: 50 }, () => client.post(JOBS, body)));
      const created = answers.filter(({ status }) => status === 201);
      expect(created).toHaveLength(1);
      const { job_id } = created[0].body.data;
      for (const { status, body: answer } of answers.filter((one) => one !== created[0])) {
        expect([status, answer.data.job_id, answer.data.job.has_confict]).toEqual([200, job_id, true]);
      }
      expect(created[0].body.data.job.has_confict).toBe(false);
      const rows = await server.query('SELECT id FROM scheduled.jobs WHERE tenant_id = $1', [
        created[0].body.data.user_id,
      ]);
      expect(rows).toHaveLength(1);
    });

    it('answers the job as it is, validates first, and is per tenant', async () => {
      const first = await accepted({ idempotency_key: 'mine', name: 'first', schedule_in: 1800 });
      const again = await api.post(JOBS, { url: `${URL}/other`, idempotency_key: 'mine' });
      expect(again.status).toBe(200);
      expect(again.body.data).toEqual({ ...first, job: { ...first.job, has_confict: true } });
      expect((await api.get(`${JOBS}/${first.id}`)).body.data).toEqual(first);
      expect((await api.post(JOBS, { url: 'x', idempotency_key: 'mine' })).status).toBe(422);
      const { key } = await server.tenant();
      expect((await server.client(key).post(JOBS, { url: URL, idempotency_key: 'mine' })).status).toBe(201);
    });
  });

  it('shows nothing to another tenant', async () => {
    const { id, job_id } = await accepted({});
    const stranger = server.client((await server.tenant()).key);
    for (const path of [`${JOBS}/${id}`, `${JOBS}/${job_id}`, `${JOBS}/${id}/attempts`]) {
      expect((await api.get(path)).status).toBe(200);
      const answer = await stranger.get(path);
      expect([answer.status, answer.body]).toEqual([404, { errors: { detail: 'Not Found' } }]);
    }
  });
});
