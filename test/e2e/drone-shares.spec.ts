import { RowFleet } from '../support/drone-row-fleet';
import { ConnackError, MqttClient } from '../support/mqtt';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { messageOf, openStream, StreamRefused } from '../support/stream-client';
import type { StreamClient } from '../support/stream-client';
import { waitFor } from '../support/wait-for';

const SHARE = { shareType: 'STREAM', permissions: ['view'], expiresIn: 3600 };
const MISSING = 'x'.repeat(22);

describe('drone: shares', () => {
  let server: Server;
  let second: Server;
  let owner: { key: string; id: string; tenant: string };
  let fleet: RowFleet;
  const open: StreamClient[] = [];

  const share = async (changes: object = {}) => {
    const { status, body } = await fleet.api.post('/v3/streams/share', {
      ...SHARE,
      resourceId: fleet.deviceId,
      ...changes,
    });
    expect(status).toBe(201);
    return body.share as { shareCode: string; shareUrl: string; expiresAt: string; maxViewers: number | null };
  };
  const view = async (code: string, on = server, path = `/v3/shares/${code}/status/ws`) => {
    const client = await openStream(on, path);
    open.push(client);
    return client;
  };
  const statusOf = (opened: Promise<unknown>) =>
    opened.then(
      () => 101,
      (error: StreamRefused) => error.status,
    );

  beforeAll(async () => {
    server = await startServer({ env: { DRONE_RATE_SHARE_PER_MIN: '50' } });
    second = await startServer({ beside: server, env: { ROLE: 'api' } });
    owner = await server.tenant();
    fleet = await RowFleet.of(server, owner.key);
  });

  afterEach(() => {
    for (const client of open.splice(0)) client.close();
  });

  afterAll(async () => {
    await second?.stop();
    await server?.stop();
  });

  it('are made, shown, listed and revoked', async () => {
    const answer = await fleet.api.post('/v3/streams/share', {
      ...SHARE,
      resourceId: fleet.groupId,
      maxViewers: 3,
      metadata: { b: 1, a: 2 },
    });
    expect(answer.headers.get('x-ratelimit-limit')).toBe('50');
    const { shareCode, shareUrl, expiresAt } = answer.body.share;
    expect(Object.keys(answer.body.share)).toEqual(['shareCode', 'shareUrl', 'expiresAt', 'maxViewers']);
    expect(shareCode).toMatch(/^[A-Za-z0-9]{22}$/);
    expect(shareUrl).toBe(`${server.url}/v3/share/${shareCode}`);
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - 3600_000)).toBeLessThan(60_000);
    const shown = (await fleet.api.get(`/v3/shares/${shareCode}`)).body.share;
    expect(shown).toEqual({
      ...{ shareCode, shareUrl, resourceId: fleet.groupId, shareType: 'STREAM', permissions: ['view'] },
      ...{ expiresAt, maxViewers: 3, createdAt: shown.createdAt, metadata: { b: 1, a: 2 } },
    });
    const expired = await share();
    await server.query('UPDATE drone.shares SET expires_at = now() WHERE code = $1', [expired.shareCode]);
    const { body } = await fleet.api.get('/v3/shares?limit=1');
    expect([body.count, body.shares, body.nextCursor]).toEqual([1, [shown], null]);
    const stranger = server.client((await server.tenant()).key);
    for (const [api, code] of [
      [stranger, shareCode],
      [fleet.api, MISSING],
      [fleet.api, expired.shareCode],
      [fleet.api, '%00'],
    ] as const) {
      for (const refused of [await api.get(`/v3/shares/${code}`), await api.delete(`/v3/shares/${code}`)]) {
        expect([refused.status, refused.body.message, refused.body.details.code]).toEqual([
          404,
          'Share not found',
          'SHARE_NOT_FOUND',
        ]);
      }
    }
    const revoked = await fleet.api.delete(`/v3/shares/${shareCode}`);
    expect([revoked.status, revoked.body]).toEqual([200, { success: true, message: 'Share revoked successfully' }]);
    expect((await fleet.api.delete(`/v3/shares/${shareCode}`)).status).toBe(404);
    expect((await fleet.api.get('/v3/shares')).body.count).toBe(0);
    const events = (await fleet.api.get(`/platform/v1/events?subject=${shareCode}`)).body.data as { type: string }[];
    expect(events.map(({ type }) => type)).toEqual(['quintet.drone.share.created', 'quintet.drone.share.revoked']);
  });

  it('are refused with the published words', async () => {
    const foreign = await RowFleet.of(server, (await server.tenant()).key);
    for (const [changes, status, message] of [
      [{ resourceId: null }, 400, 'resourceId is required'],
      [{ resourceId: 5 }, 400, 'resourceId must be a string'],
      [{ shareType: undefined }, 400, 'shareType is required'],
      [{ shareType: 'ALL' }, 400, 'shareType must be one of STREAM, DEVICE_STATUS'],
      [{ permissions: undefined }, 400, 'permissions is required'],
      [{ permissions: [] }, 400, 'permissions must be a non-empty array of "view"'],
      [{ permissions: ['view', 'edit'] }, 400, 'permissions must be a non-empty array of "view"'],
      [{ expiresIn: undefined }, 400, 'expiresIn is required'],
      [{ expiresIn: 0 }, 400, 'expiresIn must be an integer between 1 and 2592000'],
      [{ expiresIn: 2_592_001 }, 400, 'expiresIn must be an integer between 1 and 2592000'],
      [{ maxViewers: 1001 }, 400, 'maxViewers must be an integer between 1 and 1000'],
      [{ metadata: [] }, 400, 'metadata must be an object'],
      [{ resourceId: 'nope' }, 404, 'Device not found'],
      [{ resourceId: 'a\u0000' }, 404, 'Device not found'],
      [{ resourceId: foreign.deviceId }, 404, 'Device not found'],
      [{ resourceId: foreign.groupId }, 404, 'Device not found'],
    ] as const) {
      const answer = await fleet.api.post('/v3/streams/share', { ...SHARE, resourceId: fleet.deviceId, ...changes });
      expect([answer.status, answer.body.message]).toEqual([status, message]);
    }
  });

  it('show of their device what they are for, and nothing else', async () => {
    const stream = await share();
    const status = await share({ resourceId: fleet.groupId, shareType: 'DEVICE_STATUS' });
    const clients = [
      await view(stream.shareCode),
      await view(status.shareCode, second),
      await view(status.shareCode, second, `/v3/stream?resourceId=${status.shareCode}`),
    ];
    await fleet.hear(42);
    for (const client of clients) await messageOf(client, () => true);
    expect(Object.keys(clients[0].messages[0])).toEqual(['droneState', 'navigation', 'sensorPayload', 'timestamp']);
    for (const { messages } of clients.slice(1)) {
      expect(Object.keys(messages[0])).toEqual([
        ...['droneState', 'dockState', 'navigation', 'weather', 'battery', 'timestamp'],
      ]);
      expect(messages[0]).toMatchObject({ battery: 42, droneState: 'WAYPOINT' });
    }
  });

  it('are watched by so many at a time, in all processes together', async () => {
    const { shareCode } = await share({ maxViewers: 3 });
    const tries = Array.from({ length: 20 }, (_, index) => statusOf(view(shareCode, index % 2 ? server : second)));
    const statuses = await Promise.all(tries);
    expect(statuses.filter((status) => status === 101)).toHaveLength(3);
    expect(statuses.filter((status) => status === 429)).toHaveLength(17);
    open.shift()!.close();
    await waitFor(async () => (await statusOf(view(shareCode))) === 101, { what: 'a free place', timeout: 5_000 });
    expect(await statusOf(view(shareCode, second))).toBe(429);
  });

  it('count viewers by MQTT and WebSocket together, and close both', async () => {
    const { shareCode } = await share({ maxViewers: 5 });
    const guest = (index: number) =>
      MqttClient.connect({ port: server.mqttPort, clientId: `guest-${index}`, username: shareCode, password: 'any' });
    const byMqtt = Array.from({ length: 10 }, (_, index) => guest(index));
    const bySocket = Array.from({ length: 10 }, () => view(shareCode, second));
    const clients = (await Promise.allSettled(byMqtt)).flatMap((one) => {
      if (one.status === 'fulfilled') return [one.value];
      expect((one.reason as ConnackError).code).toBe(5);
      return [];
    });
    const sockets = (await Promise.allSettled(bySocket)).flatMap((one) =>
      one.status === 'fulfilled' ? [one.value] : [],
    );
    expect(clients.length + sockets.length).toBe(5);
    const topic = `${shareCode}/SHARE/STATUS`;
    for (const client of clients) {
      expect(await client.subscribe(topic, `${fleet.groupId}/DEVICE/STATUS`, '#')).toEqual([1, 128, 128]);
    }
    await fleet.hear(33);
    for (const client of clients) await client.message(topic, ({ droneState }) => droneState === 'WAYPOINT');
    for (const socket of sockets) await messageOf(socket, ({ droneState }) => droneState === 'WAYPOINT');
    const since = performance.now();
    await fleet.api.delete(`/v3/shares/${shareCode}`);
    await Promise.all(clients.map(({ closed }) => closed));
    await waitFor(() => sockets.every(({ closed }) => closed), { what: 'the end of a revoked share' });
    expect(performance.now() - since).toBeLessThan(1_000);
    expect(await guest(0).catch((error: ConnackError) => error.code)).toBe(4);
  });

  it('close their viewers within a second of revocation and expiry', async () => {
    const { shareCode } = await share();
    const clients = [await view(shareCode), await view(shareCode, second)];
    const since = performance.now();
    await fleet.api.delete(`/v3/shares/${shareCode}`);
    await waitFor(() => clients.every(({ closed }) => closed), { what: 'the end of a revoked share' });
    expect(clients.map(({ closed }) => closed!.code)).toEqual([1008, 1008]);
    for (const { closed } of clients) expect(closed!.at - since).toBeLessThan(1_000);

    const short = await share({ expiresIn: 1 });
    const viewers = [await view(short.shareCode), await view(short.shareCode, second)];
    await waitFor(() => viewers.every(({ closed }) => closed), { what: 'the end of a share', timeout: 3_000 });
    expect(viewers.map(({ closed }) => closed!.code)).toEqual([1008, 1008]);
    for (const code of [shareCode, short.shareCode, MISSING]) expect(await statusOf(view(code))).toBe(404);
    expect(await statusOf(view(shareCode, server, `/v3/stream?resourceId=${shareCode}`))).toBe(401);
  });

  it('have a page for guests, that takes nothing from outside', async () => {
    const { shareCode, shareUrl } = await share();
    const guest = server.stranger();
    const { status, text, headers } = await guest.get(new URL(shareUrl).pathname);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(headers.get('content-security-policy')).toContain(`default-src 'none'`);
    expect(text).not.toMatch(/https?:|sk_/);
    await fleet.api.delete(`/v3/shares/${shareCode}`);
    const dead = await guest.get(`/v3/share/${shareCode}`);
    expect([dead.status, dead.body.message]).toEqual([404, 'Share not found']);
  });

  it('are so many a minute', async () => {
    const key = (await server.tenant(owner.tenant)).key;
    const api = server.client(key);
    const statuses: number[] = [];
    for (let index = 0; index < 51; index++) {
      statuses.push((await api.post('/v3/streams/share', { ...SHARE, resourceId: 'nope' })).status);
    }
    expect(statuses.at(-2)).toBe(404);
    expect(statuses.at(-1)).toBe(429);
  });
});
