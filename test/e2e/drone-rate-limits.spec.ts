import type { Client } from '../support/client';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

describe('drone: rate limits', () => {
  let server: Server;

  beforeAll(async () => {
    server = await startServer({ env: { DRONE_RATE_CREATE_PER_MIN: '3' } });
  });

  afterAll(() => server?.stop());

  const create = (api: Client) => api.post('/v3/jobs/create', {});

  it('lets a credential create so many jobs a minute, and no more', async () => {
    const { key } = await server.tenant();
    const api = server.client(key);
    for (const remaining of ['2', '1', '0']) {
      const { status, headers } = await create(api);
      expect([status, headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')]).toEqual([
        400,
        '3',
        remaining,
      ]);
    }
    const { status, headers, body } = await create(api);
    expect([status, body.error, body.message, body.details]).toEqual([
      429,
      'RATE_LIMITED',
      'Too many requests',
      { code: 'RATE_LIMITED' },
    ]);
    expect(headers.get('x-ratelimit-remaining')).toBe('0');
    const wait = Number(headers.get('retry-after'));
    expect(wait).toBeGreaterThan(50);
    expect(wait).toBeLessThanOrEqual(60);
    expect(Math.abs(Number(headers.get('x-ratelimit-reset')) - Date.now() / 1000 - wait)).toBeLessThan(3);
    expect((await api.get('/v3/jobs')).status).toBe(200);
    expect((await create(server.client((await server.tenant()).key))).status).toBe(400);
  });

  it('lets a key buy a hundred tokens at once, and no more', async () => {
    const { key } = await server.tenant();
    const answers = await Promise.all(
      Array.from({ length: 160 }, () => server.stranger().post('/v3/auth/token', {}, { 'x-api-key': key })),
    );
    const count = (wanted: number) => answers.filter(({ status }) => status === wanted).length;
    expect(count(400) + count(429)).toBe(160);
    expect(count(400)).toBeGreaterThanOrEqual(100);
    expect(count(429)).toBeGreaterThan(0);
    const refused = answers.find(({ status }) => status === 429)!;
    expect(refused.body.error).toBe('RATE_LIMITED');
    expect(refused.headers.get('retry-after')).toBe('1');
  });
});

describe('drone: without rate limits', () => {
  it('counts no jobs', async () => {
    const server = await startServer({ env: { DRONE_RATE_CREATE_PER_MIN: '0' } });
    const { headers } = await server.client().post('/v3/jobs/create', {});
    expect(headers.get('x-ratelimit-limit')).toBeNull();
    await server.stop();
  });
});
