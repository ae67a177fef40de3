import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

const JOBS = '/v1/customer/jobs';
const JOB = { templateId: 'hello-world' };

describe('access to compute', () => {
  let server: Server;

  beforeAll(async () => {
    server = await sharedServer();
  });
  afterAll(() => server?.stop());

  it('is given for a key and for its token, bare and after Bearer', async () => {
    const { key } = await server.tenant();
    const { status, body, headers } = await server.stranger().post('/v1/auth/access_token', { apiKey: key });
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(Object.keys(body)).toEqual(['token', 'expiresIn', 'scope']);
    expect(body).toMatchObject({ expiresIn: '3600', scope: expect.stringContaining('compute:read compute:write') });
    for (const authorization of [key, `Bearer ${key}`, `Token ${key}`, body.token, `Bearer ${body.token}`]) {
      expect((await server.stranger().post(JOBS, JOB, { authorization })).status).toBe(200);
    }
  });

  it.each(['', 'x', 'Bearer', 'Basic dTpw', 'sk_x', 'Bearer eyJhbGciOiJub25lIn0.e30.'])(
    'is not given for %j',
    async (authorization) => {
      const { status, body, headers } = await server.stranger().post(JOBS, JOB, { authorization });
      expect([status, body, headers.get('www-authenticate')]).toEqual([
        401,
        { code: 16, message: 'invalid or expired credentials', details: [] },
        'Bearer',
      ]);
    },
  );

  it.each([
    [{ apiKey: 'sk_wrong' }, 401, 16, 'invalid or expired credentials'],
    [{}, 400, 3, 'apiKey is required'],
    [{ api_key: '' }, 400, 3, 'apiKey is required'],
    [{ apiKey: 5 }, 400, 3, 'apiKey must be a string'],
    [[], 400, 3, 'request body must be a JSON object'],
  ])('needs a key to buy a token: %j', async (request, status, code, message) => {
    const answer = await server.stranger().post('/v1/auth/access_token', request);
    expect([answer.status, answer.body.code, answer.body.message]).toEqual([status, code, message]);
  });

  it('needs the scope', async () => {
    const reader = server.client((await server.tenant(undefined, ['compute:read'])).key);
    expect((await reader.post(JOBS, JOB)).body.message).toBe('missing scope compute:write');
    expect((await reader.get('/v1/dev/templates')).status).toBe(200);
    const writer = server.client((await server.tenant(undefined, ['compute:write'])).key);
    const { status, body } = await writer.get('/v1/dev/templates');
    expect([status, body]).toEqual([403, { code: 7, message: 'missing scope compute:read', details: [] }]);
  });

  it('two-tenants: the jobs and templates of one are not there for another', async () => {
    const [one, two] = [await server.tenant(), await server.tenant()].map(({ key }) => server.client(key));
    const { job } = (await one.post(JOBS, JOB)).body;
    await one.post('/v1/dev/templates', { id: 'secret', app: 'x' });
    const missing = await two.get(`${JOBS}/${job.id}`);
    expect([missing.status, missing.body]).toEqual([
      404,
      { code: 5, message: `job not found: ${job.id}`, details: [] },
    ]);
    expect((await two.get('/v1/dev/templates/secret')).status).toBe(404);
    expect((await two.delete('/v1/dev/templates/secret')).status).toBe(404);
    expect((await two.post(JOBS, { templateId: 'secret' })).body.message).toBe('template not found: secret');
    expect((await one.post(JOBS, { templateId: 'secret' })).status).toBe(200);
  });

  it('makes one job of 20 requests with the same Idempotency-Key', async () => {
    const api = server.client((await server.tenant()).key);
    const headers = { 'idempotency-key': 'one' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.post(JOBS, JOB, headers)));
    const made = answers.filter(({ status }) => status === 200);
    expect(new Set(made.map(({ text }) => text)).size).toBe(1);
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    const [{ id }] = made.map(({ body }) => body.job);
    const rows = await server.query(
      'SELECT id FROM compute.jobs WHERE tenant_id = (SELECT tenant_id FROM compute.jobs WHERE id = $1)',
      [id],
    );
    expect(rows).toEqual([{ id }]);
    expect((await api.post(JOBS, JOB, headers)).text).toBe(made[0].text);
    expect((await api.post('/v1/computing/jobs', JOB, headers)).text).toBe(made[0].text);
    const other = await api.post(JOBS, { ...JOB, name: 'other' }, headers);
    expect([other.status, other.body]).toEqual([
      409,
      { code: 6, message: 'idempotency key already used with a different request', details: [] },
    ]);
  });

  it('is limited per credential', async () => {
    const slow = await startServer({ env: { RATE_LIMIT_PER_SECOND: '1' } });
    const answers = await Promise.all(Array.from({ length: 5 }, () => slow.client().post(JOBS, JOB)));
    const refused = answers.find(({ status }) => status === 429)!;
    expect(refused.body).toEqual({ code: 8, message: 'rate limit exceeded', details: [] });
    expect(refused.headers.get('retry-after')).toBe('1');
    await slow.stop();
  });
});
