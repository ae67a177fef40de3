import { startServer } from '../support/server';
import type { Server } from '../support/server';

const PREVIEW = '/scheduler/api/cron/preview';

describe('the preview of a cron expression', () => {
  let server: Server;

  beforeAll(async () => {
    server = await startServer({ env: { TZ: 'Asia/Tokyo' } });
  });

  afterAll(() => server?.stop());

  const preview = (query: Record<string, string>, key = server.key) =>
    server.client(key).get(`${PREVIEW}?${new URLSearchParams(query).toString()}`);

  it('says it in words and with its next matches', async () => {
    const { status, body } = await preview({ cron: '*/5 * * * *', from: '2026-07-10T10:14:00Z', count: '2' });
    expect(status).toBe(200);
    expect(body).toEqual({
      data: {
        cron: '*/5 * * * *',
        timezone: 'UTC',
        description: 'Every 5 minutes',
        next: ['2026-07-10T10:15:00.000000Z', '2026-07-10T10:20:00.000000Z'],
      },
    });
    expect(Object.keys(body.data)).toEqual(['cron', 'timezone', 'description', 'next']);
  });

  it('counts from now, ten matches, unless told otherwise; an empty parameter is not set', async () => {
    const { body } = await preview({ cron: '0 * * * *', timezone: '', count: '', from: '' });
    expect(body.data.next).toHaveLength(10);
    const ahead = Date.parse(body.data.next[0]) - Date.now();
    expect(ahead).toBeGreaterThan(-10_000);
    expect(ahead).toBeLessThanOrEqual(3_600_000);
  });

  it('is in the time zone, clock changes included', async () => {
    const query = { cron: '30 23 * * *', timezone: 'America/Nuuk', from: '2024-03-30T12:00:00Z', count: '2' };
    const { body } = await preview(query);
    expect(body.data).toMatchObject({
      timezone: 'America/Nuuk',
      description: 'At 23:30',
      next: ['2024-03-31T01:00:00.000000Z', '2024-04-01T00:30:00.000000Z'],
    });
  });

  it.each<[Record<string, string>, Record<string, string[]>]>([
    [{}, { cron: ["can't be blank"] }],
    [{ cron: '22-2 * * * *' }, { cron: ['is not a valid cron expression'] }],
    [{ cron: '0 0 30 2 *' }, { cron: ['never runs'] }],
    [{ cron: '* * * * *', timezone: 'Mars/Base' }, { timezone: ['is not a known time zone'] }],
    [{ cron: '* * * * *', count: '0' }, { count: ['must be greater than or equal to 1'] }],
    [{ cron: '* * * * *', count: '101' }, { count: ['must be less than or equal to 100'] }],
    [{ cron: '* * * * *', count: 'x' }, { count: ['is invalid'] }],
    [{ cron: '* * * * *', from: '2030-02-30' }, { from: ['is not a valid datetime'] }],
    [{ cron: '* * * * *', from: '2090-01-01' }, { from: ['must be at most 10 years ahead'] }],
    [
      { cron: 'x', timezone: 'y', count: 'z', from: '5' },
      {
        cron: ['is not a valid cron expression'],
        timezone: ['is not a known time zone'],
        count: ['is invalid'],
        from: ['is not a valid datetime'],
      },
    ],
  ])('refuses %j', async (query, errors) => {
    const { status, body } = await preview(query);
    expect([status, body]).toEqual([422, { errors }]);
  });

  it('takes the read scope', async () => {
    const reader = await server.tenant(undefined, ['scheduled:read']);
    expect((await preview({ cron: '@daily' }, reader.key)).status).toBe(200);
    const stranger = await server.tenant(undefined, ['drone:read']);
    expect((await preview({ cron: '@daily' }, stranger.key)).status).toBe(403);
  });
});
