import { randomUUID } from 'node:crypto';
import { randomBytes } from 'node:crypto';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Jobs, JOBS } from '../support/scheduled';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

const planted = () => randomBytes(12).toString('hex');
/** What must reach the target, and nobody else. */
const SECRETS = Object.fromEntries(
  ['header', 'cookie', 'auth', 'query', 'list', 'url', 'encoded', 'callback', 'webhook'].map((name) => [
    name,
    planted(),
  ]),
);
/** What the target says, and nobody but it must know. */
const ANSWERED = { 'set-cookie': planted(), 'x-session-id': planted(), 'x-refresh-token': planted() };
const ALL = [...Object.values(SECRETS), ...Object.values(ANSWERED)];

interface Operation {
  method: string;
  path: string;
}

let server: Server;
let target: Target;
let owner: Jobs;
let operations: Operation[];

beforeAll(async () => {
  server = await startServer({
    env: { OUTBOUND_ALLOW: '127.0.0.1/32', LOG_LEVEL: 'trace', NODE_ENV: 'test', JWT_SECRET: planted().repeat(2) },
  });
  target = await Target.open((response, { url }) => {
    if (url.startsWith('/broken')) response.socket?.destroy();
    else response.writeHead(url.startsWith('/failing') ? 500 : 200, ANSWERED).end('{}');
  });
  owner = new Jobs(server, (await server.tenant('owner')).key);
  const { body } = await server.stranger().get('/openapi.json');
  operations = Object.entries(body.paths as Record<string, object>)
    .filter(([path]) => path.startsWith('/scheduler/'))
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })));
});

afterAll(async () => {
  target?.close();
  await server?.stop();
});

const reading = () => operations.filter(({ method, path }) => method === 'GET' && !path.includes('{'));
/** Secrets are for those who may write, although they are read. */
const SECRET_LIST = '/scheduler/api/signing-secrets';
const withId = () => operations.filter(({ path }) => path.includes('{'));

const secretJob = (path: string, more: object = {}) => ({
  method: 'post',
  url: `${target.url}${path}?Token=${SECRETS.url}&%73ecret=${SECRETS.encoded}`,
  query: { api_key: SECRETS.query, password: [SECRETS.list] },
  headers: { Authorization: `Bearer ${SECRETS.header}`, cookie: `a=${SECRETS.cookie}`, 'X-Auth': SECRETS.auth },
  callback_url: `${target.url}/callback?session=${SECRETS.callback}`,
  webhook_url: `${target.url}/webhook?credential=${SECRETS.webhook}`,
  body: { a: 1 },
  retry: { max_attempts: 2, base: 0.1 },
  ...more,
});

describe('the routes', () => {
  it('are those that are documented', () => {
    const named = operations.map(({ method, path }) => `${method} ${path}`);
    for (const known of [`POST ${JOBS}`, `GET ${JOBS}/{id}`, `GET ${JOBS}/{id}/attempts`, `POST ${JOBS}/{id}/cancel`])
      expect(named).toContain(known);
    expect(named).toEqual(expect.arrayContaining(['GET /scheduler/api/logs', 'GET /scheduler/api/responses']));
  });

  it('want the scope of the domain, to read or to write', async () => {
    const reader = server.client((await server.tenant('owner', ['scheduled:read', 'production:write'])).key);
    const writer = server.client((await server.tenant('owner', ['scheduled:write', 'production:read'])).key);
    const other = server.client((await server.tenant('owner', ['production:read', 'production:write'])).key);
    for (const { method, path } of operations) {
      for (const client of [other, method === 'GET' && path !== SECRET_LIST ? writer : reader]) {
        const { status, body } = await client.raw(method, path);
        expect([method, path, status, body]).toEqual([method, path, 403, { errors: { detail: 'Forbidden' } }]);
      }
      const { status, headers, body } = await server.stranger().raw(method, path);
      expect([path, status, headers.get('www-authenticate')]).toEqual([path, 401, 'Bearer']);
      expect(body).toEqual({ errors: { detail: 'Unauthorized' } });
    }
  });
});

describe('another tenant', () => {
  it('is shown nothing and can change nothing', async () => {
    const { id: done, job } = await owner.run({ ...secretJob('/ok'), name: 'of the owner', idempotency_key: 'mine' });
    const waiting = await owner.create({ url: target.url, repeat_every: 60, schedule_in: 3600, name: 'of the owner' });
    const failed = await owner.run({ url: `${target.url}/failing`, retry: { max_attempts: 1 } });
    const ids = [done, job.id, waiting.id, waiting.job_id, waiting.schedule_id, failed.id, failed.job.id];
    const uuids = ids.filter((id) => typeof id === 'string');
    const stranger = server.client((await server.tenant()).key);
    const before = await owner.api.get(JOBS);
    const filters = [
      '',
      `?job_id=${done}`,
      `?job_id=${job.id}`,
      `?schedule_id=${waiting.schedule_id}`,
      '?idempotency_key=mine&name=of%20the%20owner',
    ];
    for (const { path } of reading()) {
      for (const filter of filters) {
        const { status, text } = await stranger.get(path + filter);
        expect([path, status < 500]).toEqual([path, true]);
        for (const known of [...uuids, 'of the owner', target.url]) expect(text).not.toContain(known);
      }
    }
    for (const list of ['jobs', 'logs', 'responses']) {
      expect((await stranger.get(`/scheduler/api/${list}`)).body).toEqual({ data: [] });
    }
    for (const { method, path } of withId()) {
      const ask = async (id: string) => {
        const { status, body } = await stranger.raw(method, path.replace(/\{\w+\}/, id));
        return [method, path, status, body];
      };
      const missing = await ask(randomUUID());
      // A backfill looks at its body first.
      if (!path.endsWith('/backfill')) expect(missing.slice(2)).toEqual([404, { errors: { detail: 'Not Found' } }]);
      for (const id of ids) expect(await ask(String(id))).toEqual(missing);
    }
    expect((await owner.api.get(JOBS)).body).toEqual(before.body);
    const held = await stranger.post(JOBS, { url: target.url, idempotency_key: 'mine', schedule_in: 3600 });
    expect(held.status).toBe(201);
    expect(held.body.data.job_id).not.toBe(job.id);
  });
});

describe('secrets', () => {
  let runs: { id: string; job: { id: number } }[];
  let schedule: string;

  beforeAll(async () => {
    runs = [];
    for (const path of ['/ok', '/failing', '/broken']) runs.push(await owner.run(secretJob(path)));
    const recurring = await owner.create(secretJob('/ok', { repeat_every: 1, name: 'recurring' }));
    schedule = recurring.schedule_id;
    await waitFor(async () => (await owner.runs(schedule)).filter(({ state }) => state === 'completed').length >= 2);
    await owner.api.post(`${JOBS}/${recurring.id}/cancel`);
  });

  it('reach the target', () => {
    const [{ url, headers }] = target.at('/broken');
    const { header, cookie, auth } = SECRETS;
    expect(headers).toMatchObject({ authorization: `Bearer ${header}`, cookie: `a=${cookie}`, 'x-auth': auth });
    const { searchParams } = new URL(url, target.url);
    expect(Object.fromEntries(searchParams)).toEqual({
      Token: SECRETS.url,
      secret: SECRETS.encoded,
      api_key: SECRETS.query,
      password: SECRETS.list,
    });
  });

  /** The answers to every GET there is, about everything there is. */
  async function* answers(scopes: string[]): AsyncGenerator<[path: string, text: string]> {
    const { api } = new Jobs(server, (await server.tenant('owner', scopes)).key);
    const ids = [...runs.flatMap(({ id, job }) => [id, job.id]), schedule];
    for (const { path } of reading()) {
      for (const query of ['?limit=100', `?job_id=${runs[1].id}`]) yield [path, (await api.get(path + query)).text];
    }
    for (const { path } of withId().filter(({ method }) => method === 'GET')) {
      for (const id of ids) yield [path, (await api.get(path.replace(/\{\w+\}/, String(id)))).text];
    }
    yield ['events', (await api.get('/platform/v1/events?limit=1000')).text];
  }

  it('are shown to nobody who may not write', async () => {
    let redacted = 0;
    for await (const [path, text] of answers(['scheduled:read'])) {
      for (const secret of ALL) expect([path, text.includes(secret)]).toEqual([path, false]);
      if (text.includes('[REDACTED]')) redacted++;
    }
    expect(redacted).toBeGreaterThan(5);
  });

  it('are shown in args alone to who may', async () => {
    for await (const [path, text] of answers(['scheduled:read', 'scheduled:write'])) {
      const rest = text.replace(/"args":\{.*?"webhook_url":"[^"]*"\}/gs, '');
      for (const secret of ALL) expect([path, rest.includes(secret)]).toEqual([path, false]);
    }
    const { args } = await owner.find(runs[0].id);
    expect(args).toEqual(secretJob('/ok'));
  });

  it('are redacted in place in logs and attempts', async () => {
    const { body } = await owner.api.get(`/scheduler/api/logs?job_id=${runs[1].id}&order_by=inserted_at&limit=2`);
    const [request, response] = body.data;
    expect(request.payload).toEqual({
      body: { a: 1 },
      headers: { Authorization: '[REDACTED]', cookie: '[REDACTED]', 'X-Auth': '[REDACTED]' },
      query: { api_key: '[REDACTED]', password: '[REDACTED]' },
      url: `${target.url}/failing?Token=[REDACTED]&%73ecret=[REDACTED]`,
    });
    const hidden = Object.fromEntries(Object.keys(ANSWERED).map((name) => [name, '[REDACTED]']));
    expect(response.payload.headers).toMatchObject(hidden);
    expect((await owner.attempts(runs[1].id))[0].response.headers).toMatchObject(hidden);
  });

  describe('are not in the log of the process', () => {
    const failures = () => server.output.match(/Failed task \d+ \(scheduled.execute/g)?.length ?? 0;

    afterEach(() => {
      for (const secret of ALL) expect(server.output).not.toContain(secret);
      expect(server.output).not.toMatch(/whsec_(?!\[)/);
    });

    it('when a request cannot be put together', async () => {
      const before = failures();
      const { id, job_id } = await owner.create(secretJob('/ok', { schedule_in: 3600 }));
      await server.query(
        `UPDATE scheduled.jobs SET args = replace(args::text, '"url":"http:', '"url":"http:// ')::json WHERE uuid = $1`,
        [id],
      );
      await server.query(
        "SELECT engine.enqueue('scheduled.execute', json_build_object('jobId', $1::int, 'fence', 0))",
        [job_id],
      );
      await waitFor(() => failures() > before, { what: 'the failure to be logged' });
      await owner.api.post(`${JOBS}/${id}/cancel`);
    });

    it('when an outcome cannot be recorded', async () => {
      const before = failures();
      await server.query(
        "ALTER TABLE scheduled.jobs ADD CONSTRAINT fails CHECK (name <> 'fails' OR state <> 'completed')",
      );
      const { id } = await owner.create(secretJob('/ok', { name: 'fails' }));
      await waitFor(() => failures() > before, { what: 'the failure to be logged' });
      await owner.api.post(`${JOBS}/${id}/cancel`);
      await server.query('ALTER TABLE scheduled.jobs DROP CONSTRAINT fails');
    });
  });
});
