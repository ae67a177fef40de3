import { randomUUID } from 'node:crypto';
import type { Answer, Client } from '../support/client';
import { sharedServer } from '../support/shared-server';
import type { Server } from '../support/server';

const ZULU = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

describe('drone: alarms', () => {
  let server: Server;
  let api: Client;
  let stranger: Client;
  let deviceGroupId: string;

  beforeAll(async () => {
    server = await sharedServer();
    api = server.client((await server.tenant()).key);
    stranger = server.stranger();
    deviceGroupId = (await api.post('/v3/device-groups', { name: 'G' })).body.deviceGroup.deviceGroupId as string;
  });

  afterAll(() => server?.stop());

  const wanted = (fields: object = {}) => ({
    name: 'Gates',
    job: {
      name: 'Look at {{sensor.id}}',
      description: '{{message}}',
      deviceGroupId,
      priority: 10,
      scheduledAt: '{{at}}',
      metadata: { raw: '{{sensor}}', deep: ['{{sensor.id}}', 1] },
    },
    ...fields,
  });
  const make = async (fields: object = {}): Promise<{ id: string; path: string; address: string }> => {
    const { alarmSource } = (await api.post('/v3/alarm-sources', wanted(fields))).body;
    const { alarmSourceId: id, url } = alarmSource as { alarmSourceId: string; url: string };
    return { id, path: `/v3/alarm-sources/${id}`, address: new URL(url).pathname };
  };
  const job = async (jobId: string) => (await api.get(`/v3/jobs/${jobId}`)).body.job;
  const refused = ({ status, body }: Answer, ...expected: unknown[]) =>
    expect([status, body.error, body.message]).toEqual(expected);

  it('have sources, whose address is shown once', async () => {
    const made = await api.post('/v3/alarm-sources', wanted());
    expect([made.status, made.body]).toEqual([
      201,
      {
        success: true,
        alarmSource: {
          alarmSourceId: expect.stringMatching(/^alarm-[0-9a-f-]{36}$/),
          name: 'Gates',
          url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/v3\/alarms\/al_[\w-]{43}$/),
        },
      },
    ]);
    const { alarmSourceId, url } = made.body.alarmSource;
    const path = `/v3/alarm-sources/${alarmSourceId}`;
    const shown = await api.get(path);
    expect(shown.body.alarmSource).toEqual({
      alarmSourceId,
      ...wanted(),
      dedupeKey: null,
      dedupeSeconds: 300,
      createdAt: expect.stringMatching(ZULU),
      updatedAt: expect.stringMatching(ZULU),
    });
    expect((await api.get('/v3/alarm-sources')).body.alarmSources).toContainEqual(shown.body.alarmSource);
    const changed = await api.patch(path, { name: 'N', dedupeKey: '{{a}}', dedupeSeconds: 5 });
    expect(changed.body.alarmSource).toMatchObject({
      name: 'N',
      dedupeKey: '{{a}}',
      dedupeSeconds: 5,
      job: wanted().job,
    });
    expect((await api.patch(path, { dedupeKey: null })).body.alarmSource.dedupeKey).toBeNull();
    expect((await api.delete(path)).body).toEqual({ success: true, message: 'Alarm source deleted successfully' });
    refused(await api.get(path), 404, 'Alarm source not found', 'Alarm source not found');
    refused(
      await stranger.post(new URL(url as string).pathname, {}),
      404,
      'Alarm source not found',
      'Alarm source not found',
    );
    const kept = await server.query('SELECT 1 FROM platform.events WHERE data::text LIKE $1', [
      `%${String(url).slice(-20)}%`,
    ]);
    expect(kept).toEqual([]);
  });

  it('make jobs with what they tell', async () => {
    const { id, address } = await make();
    const payload = { sensor: { id: 'gate-7', level: 3 }, message: 'Füße "cut"', at: '2030-01-01T00:00:00Z' };
    const { status, body } = await stranger.post(address, payload);
    expect([status, Object.keys(body as object), Object.keys(body.job as object)]).toEqual([
      201,
      ['success', 'job'],
      ['jobId', 'name', 'status', 'priority', 'createdAt'],
    ]);
    expect(await job(body.job.jobId as string)).toMatchObject({
      name: 'Look at gate-7',
      description: 'Füße "cut"',
      priority: 10,
      scheduledAt: '2030-01-01T00:00:00Z',
      metadata: { raw: '{"id":"gate-7","level":3}', deep: ['gate-7', 1] },
    });
    const events = await server.query('SELECT data FROM platform.events WHERE type = $1 AND subject = $2', [
      'quintet.drone.alarm.received',
      id,
    ]);
    expect(events).toEqual([{ data: { alarmSourceId: id, jobId: body.job.jobId, duplicate: false } }]);
    expect((await stranger.post(address, payload)).body.job.jobId).not.toBe(body.job.jobId);
  });

  it('with one key make one job, twenty at once too, until its time is over or it is deleted', async () => {
    const { id, address } = await make({ dedupeKey: '{{sensor.id}}', job: { name: 'A', deviceGroupId } });
    const alarm = { sensor: { id: 'x' } };
    const answers = await Promise.all(Array.from({ length: 20 }, () => stranger.post(address, alarm)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(19).fill(200), 201]);
    const [jobId, ...others] = new Set(answers.map(({ body }) => body.job.jobId as string));
    expect(others).toEqual([]);
    const other = await stranger.post(address, { sensor: { id: 'y' } });
    expect(other.status).toBe(201);
    await server.query(
      "UPDATE drone.alarm_receipts SET expires_at = now() - interval '1 second' WHERE source_id = $1",
      [id],
    );
    const later = await stranger.post(address, alarm);
    expect([later.status, later.body.job.jobId === jobId]).toEqual([201, false]);
    expect(await server.query('SELECT count(*)::int FROM drone.alarm_receipts WHERE source_id = $1', [id])).toEqual([
      { count: 1 },
    ]);
    await api.delete(`/v3/jobs/${later.body.job.jobId as string}`);
    expect((await stranger.post(address, alarm)).status).toBe(201);
  });

  it('with one Idempotency-Key are one request', async () => {
    const { address } = await make({ job: { name: 'A', deviceGroupId } });
    const headers = { 'idempotency-key': 'alarm-1', 'content-type': 'application/json' };
    const send = (body: string) => stranger.raw('POST', address, { body, headers });
    const first = await send('{"a":1}');
    const again = await send('{"a":1}');
    expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
    refused(await send('{"a":2}'), 409, 'IDEMPOTENCY_CONFLICT', 'Idempotency-Key was used with a different request');
    const { address: other } = await make({ job: { name: 'B', deviceGroupId } });
    const apart = await stranger.raw('POST', other, { body: '{"a":1}', headers });
    expect([apart.status, apart.body.job.name]).toEqual([201, 'B']);
  });

  it('can be tried', async () => {
    const { path } = await make({ dedupeKey: 'k {{sensor.id}}' });
    const { status, body } = await api.post(`${path}/test`, { sensor: { id: 'x' }, at: '2030-01-01T00:00Z' });
    expect([status, body]).toEqual([
      200,
      {
        success: true,
        job: expect.objectContaining({ name: 'Look at x', description: '', scheduledAt: '2030-01-01T00:00Z' }),
        dedupeKey: 'k x',
      },
    ]);
    refused(await api.post(`${path}/test`, []), 400, 'invalid_request', 'body must be a JSON object');
  });

  it('are refused when they make no job', async () => {
    const { address } = await make({ job: { name: '{{n}}', deviceGroupId: '{{group}}' }, dedupeKey: 'k' });
    refused(await stranger.post(address, {}), 400, 'invalid_request', 'name must not be empty');
    refused(
      await stranger.post(address, { n: 'x'.repeat(256), group: 'x' }),
      400,
      'invalid_request',
      'name must be at most 255 characters',
    );
    refused(
      await stranger.post(address, { n: 'A', group: 'nope' }),
      404,
      'Device group not found',
      'Device group not found',
    );
    refused(await stranger.post(address, [1]), 400, 'invalid_request', 'body must be a JSON object');
    refused(
      await stranger.post(address, { n: 'x'.repeat(65_536) }),
      413,
      'PAYLOAD_TOO_LARGE',
      'Body exceeds 65536 bytes',
    );
    const deep = `{"n":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
    const sent = { body: deep, headers: { 'content-type': 'application/json' } };
    refused(await stranger.raw('POST', address, sent), 400, 'invalid_request', 'body must be at most 200 levels deep');
    expect((await stranger.post(address, { n: 'A', group: deviceGroupId })).status).toBe(201);
    refused(await stranger.post('/v3/alarms/al_nope', {}), 404, 'Alarm source not found', 'Alarm source not found');
  });

  it('are nothing to other tenants', async () => {
    const { path } = await make();
    const other = server.client((await server.tenant(`t-${randomUUID()}`)).key);
    for (const answer of [
      await other.get(path),
      await other.patch(path, { name: 'N' }),
      await other.delete(path),
      await other.post(`${path}/test`, {}),
    ]) {
      refused(answer, 404, 'Alarm source not found', 'Alarm source not found');
    }
    expect((await other.get('/v3/alarm-sources')).body.count).toBe(0);
    refused(await other.post('/v3/alarm-sources', wanted()), 404, 'Device group not found', 'Device group not found');
  });

  it.each([
    [{ name: undefined }, 'name is required'],
    [{ job: undefined }, 'job is required'],
    [{ job: { name: 'A' } }, 'job.deviceGroupId is required'],
    [{ job: { name: 'A', deviceGroupId: 'x', scheduledAt: 'soon' } }, 'job.scheduledAt must be an ISO 8601 date-time'],
    [{ job: { name: 'A', deviceGroupId: 'x', priority: '{{p}}' } }, 'job.priority must be an integer between 1 and 10'],
    [{ dedupeKey: 5 }, 'dedupeKey must be a string'],
    [{ dedupeSeconds: 0 }, 'dedupeSeconds must be an integer between 1 and 86400'],
  ])('have no source made of %j', async (changes, message) => {
    refused(await api.post('/v3/alarm-sources', wanted(changes)), 400, 'invalid_request', message);
  });
});
