import { randomUUID } from 'node:crypto';
import type { Answer, Client } from '../support/client';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';
import { waitFor } from '../support/wait-for';

/** The published request, byte for byte. */
const SEED = `{
    "name": "Inspection Mission Alpha",
    "description": "Routine infrastructure inspection",
    "missionId": "mission-uuid-123",
    "deviceId": "drone-uuid-456",
    "deviceGroupId": "group-uuid-789",
    "priority": 5,
    "scheduledAt": "2024-01-15T10:00:00Z",
    "metadata": {
      "customer": "ACME Corp"
    }
  }`;
const JOB_ID = /^job-[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ZULU = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

describe('drone: creating a job', () => {
  let server: Server;
  let api: Client;
  let group: string;

  beforeAll(async () => {
    server = await sharedServer();
    api = server.client((await server.tenant()).key);
    group = await groupOf(api);
  });

  afterAll(() => server?.stop());

  async function groupOf(client: Client): Promise<string> {
    return (await client.post('/v3/device-groups', { name: 'G' })).body.deviceGroup.deviceGroupId as string;
  }

  const create = (fields: object, client = api): Promise<Answer> =>
    client.post('/v3/jobs/create', { name: 'A', deviceGroupId: group, ...fields });

  async function created(fields: object): Promise<string> {
    const { status, body, text } = await create(fields);
    expect([status, text]).toEqual([201, expect.any(String)]);
    return body.job.jobId as string;
  }

  const show = async (jobId: string) => (await api.get(`/v3/jobs/${jobId}`)).body.job;
  const reaches = (jobId: string, status: string) =>
    waitFor(async () => (await show(jobId)).status === status, { what: `${jobId} to be ${status}` });

  it('answers the seed page on a fresh start with the five keys', async () => {
    const { status, body, text, headers } = await server
      .client()
      .raw('POST', '/v3/jobs/create', { body: SEED, headers: { 'content-type': 'application/json' } });
    expect(status).toBe(201);
    expect(Object.keys(body)).toEqual(['success', 'job']);
    expect(Object.keys(body.job)).toEqual(['jobId', 'name', 'status', 'priority', 'createdAt']);
    expect(body.job.jobId).toMatch(JOB_ID);
    expect(body.job.createdAt).toMatch(ZULU);
    expect(text).toBe(
      `{"success":true,"job":{"jobId":"${body.job.jobId}","name":"Inspection Mission Alpha","status":"PENDING",` +
        `"priority":5,"createdAt":"${body.job.createdAt}"}}`,
    );
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('x-ratelimit-limit')).toBe('6000');
    expect(Number(headers.get('x-ratelimit-remaining'))).toBeLessThan(6000);
    expect(Number(headers.get('x-ratelimit-reset'))).toBeGreaterThan(Date.now() / 1000 - 1);
  });

  it('gives the demo fleet to the default tenant only, and only once', async () => {
    expect((await api.get('/v3/missions/mission-uuid-123')).status).toBe(404);
    const own = await startServer();
    const admin = own.client();
    expect((await admin.get('/v3/device-groups/group-uuid-789')).body.deviceGroup.name).toBe('Fleet Alpha');
    for (const path of ['missions/mission-uuid-123', 'devices/drone-uuid-456', 'device-groups/group-uuid-789']) {
      expect((await admin.delete(`/v3/${path}`)).status).toBe(200);
    }
    await own.terminate();
    await own.start();
    expect((await own.client().get('/v3/device-groups')).body.count).toBe(0);
    await own.stop();
  });

  it.each([{ DRONE_DEMO: '0' }, { NODE_ENV: 'production', JWT_SECRET: 'x'.repeat(32) }])(
    'has no demo fleet with %j',
    async (env) => {
      const own = await startServer({ env: env as unknown as Record<string, string> });
      expect((await own.client().get('/v3/device-groups')).body).toMatchObject({ deviceGroups: [], count: 0 });
      await own.stop();
    },
  );

  it('fills in what is left out, null counting as left out', async () => {
    const nothing = { description: null, missionId: null, deviceId: null, priority: null, scheduledAt: null };
    const jobId = await created({ ...nothing, metadata: null });
    await reaches(jobId, 'QUEUED');
    const job = await show(jobId);
    expect(job).toEqual({
      jobId,
      name: 'A',
      description: null,
      missionId: null,
      deviceId: null,
      deviceGroupId: group,
      status: 'QUEUED',
      priority: 5,
      createdAt: expect.stringMatching(ZULU),
      metadata: {},
      scheduledAt: null,
      updatedAt: expect.stringMatching(ZULU),
      queuedAt: expect.stringMatching(ZULU),
      startedAt: null,
      completedAt: null,
      cancelledAt: null,
      missionVersion: null,
      assignedDeviceId: null,
      lease: null,
      attempts: 0,
      linkLost: false,
      paused: false,
      progress: null,
      failure: null,
      reasons: [],
    });
  });

  it.each([
    'x'.repeat(255),
    '😀'.repeat(255),
    '  padded\n\tlines ',
    'مهمة جوية',
    "'; DROP TABLE drone.jobs; --",
    '<script>alert(1)</script>',
    '\\u0000 as six characters',
  ])('keeps the name %j as sent', async (name) => {
    const { body } = await create({ name, description: name });
    expect(body.job.name).toBe(name);
    expect(await show(body.job.jobId)).toMatchObject({ name, description: name });
  });

  it('keeps metadata as sent: order, nesting, numbers and texts', async () => {
    const metadata =
      '{"z":1,"a":{"y":[1,2.5,-0.1,1e+21],"b":null},"é":"\\u0001\\n😀","toJSON":"x","constructor":{"name":"y"},"empty":{}}';
    const body = `{"name":"A","deviceGroupId":"${group}","metadata":${metadata.replace(/,/g, ' ,\n')}}`;
    const answer = await api.raw('POST', '/v3/jobs/create', { body, headers: { 'content-type': 'application/json' } });
    expect(answer.status).toBe(201);
    const { text } = await api.get(`/v3/jobs/${answer.body.job.jobId}`);
    expect(text).toContain(`"metadata":${metadata}`);
  });

  it.each([
    ['2024-01-15T10:00Z', '2024-01-15T10:00:00Z'],
    ['2024-01-15T10:00:59.999', '2024-01-15T10:00:59Z'],
    ['2024-01-15T10:00:00+05:30', '2024-01-15T04:30:00Z'],
    ['2024-01-15T10:00:00-0800', '2024-01-15T18:00:00Z'],
    ['0001-01-01T00:00Z', '0001-01-01T00:00:00Z'],
  ])('runs a job of the past, %s, at once', async (scheduledAt, shown) => {
    const jobId = await created({ scheduledAt });
    await reaches(jobId, 'QUEUED');
    expect((await show(jobId)).scheduledAt).toBe(shown);
  });

  it('queues a job at its time without the poll, and not before', async () => {
    const due = Date.now() + 1500;
    const jobId = await created({ scheduledAt: new Date(due).toISOString() });
    expect((await show(jobId)).status).toBe('PENDING');
    await reaches(jobId, 'QUEUED');
    const [{ late }] = await server.query<{ late: number }>(
      'SELECT extract(epoch FROM queued_at - due_at)::float * 1000 AS late FROM drone.jobs WHERE id = $1',
      [jobId],
    );
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(2500);
  });

  it('keeps a far job in the database alone, and looks at it again before its time', async () => {
    const jobId = await created({ scheduledAt: '2999-01-01T00:00:00Z' });
    const task = () =>
      server.query<{ at: string; waits: boolean }>(
        `SELECT to_char(run_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS at, run_at > now() AS waits
         FROM graphile_worker._private_jobs WHERE payload ->> 'jobId' = $1`,
        [jobId],
      );
    expect(await task()).toEqual([{ at: '2998-12-31 23:59:00', waits: true }]);
    await server.query(
      `SELECT engine.enqueue('drone.queue', json_build_object('tenantId', tenant_id, 'jobId', id)) FROM drone.jobs WHERE id = $1`,
      [jobId],
    );
    await waitFor(async () => (await task()).some(({ at }) => at === '2999-01-01 00:00:00'));
    expect((await show(jobId)).status).toBe('PENDING');
  });

  it('records history and one event for each change, in the same transaction', async () => {
    const jobId = await created({ priority: 10 });
    await reaches(jobId, 'QUEUED');
    const data = { jobId, deviceGroupId: group, deviceId: null, lease: null, failure: null };
    expect(
      await server.query('SELECT type, data FROM platform.events WHERE subject = $1 ORDER BY position', [jobId]),
    ).toEqual([
      { type: 'quintet.drone.job.created', data: { ...data, status: 'PENDING' } },
      { type: 'quintet.drone.job.queued', data: { ...data, status: 'QUEUED' } },
    ]);
    expect(
      await server.query('SELECT type, data FROM drone.job_history WHERE job_id = $1 ORDER BY seq', [jobId]),
    ).toEqual([
      { type: 'created', data: { status: 'PENDING' } },
      { type: 'queued', data: { status: 'QUEUED' } },
    ]);
  });

  it('queues a job once, however often its task runs', async () => {
    const jobId = await created({});
    await reaches(jobId, 'QUEUED');
    await server.query(
      `SELECT engine.enqueue('drone.queue', json_build_object('tenantId', tenant_id, 'jobId', id))
       FROM drone.jobs, generate_series(1, 5) WHERE id = $1`,
      [jobId],
    );
    await waitFor(async () => {
      const waiting = `SELECT FROM graphile_worker._private_jobs WHERE payload ->> 'jobId' = $1`;
      return (await server.query(waiting, [jobId])).length === 0;
    });
    const events = await server.query('SELECT FROM platform.events WHERE subject = $1', [jobId]);
    expect(events).toHaveLength(2);
  });

  it('pins the mission to its version', async () => {
    const mission = { name: 'M', waypoints: [{ lat: 1, lon: 2, alt: 3 }] };
    const { missionId } = (await api.post('/v3/missions', mission)).body.mission;
    const first = await created({ missionId });
    await api.put(`/v3/missions/${missionId}`, mission);
    const second = await created({ missionId });
    expect((await show(first)).missionVersion).toBe(1);
    expect((await show(second)).missionVersion).toBe(2);
  });

  it('ignores fields that are none of its own', async () => {
    const { body } = await create({ jobId: 'job-x', status: 'COMPLETED', createdAt: '2001-01-01', unknown: [[]] });
    expect(body.job.jobId).toMatch(JOB_ID);
    expect(body.job.status).toBe('PENDING');
  });

  it('makes two jobs of two equal requests, and one of twenty with one key', async () => {
    const tenant = await server.tenant();
    const mine = server.client(tenant.key);
    const deviceGroupId = await groupOf(mine);
    const request = { name: 'A', deviceGroupId };
    const send = (key?: string) => mine.post('/v3/jobs/create', request, key ? { 'idempotency-key': key } : undefined);
    const count = async () => (await mine.get('/v3/jobs')).body.count as number;
    expect((await Promise.all([send(), send()])).map(({ status }) => status)).toEqual([201, 201]);
    expect(await count()).toBe(2);
    const answers = await Promise.all(Array.from({ length: 20 }, () => send('one')));
    const first = answers.find(({ status }) => status === 201)!;
    for (const { status, text, body } of answers) {
      if (status === 201) expect(text).toBe(first.text);
      else expect([status, body.error]).toEqual([409, 'IDEMPOTENCY_IN_PROGRESS']);
    }
    expect(await count()).toBe(3);
    const again = await send('one');
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.get('x-ratelimit-limit')).toBe('6000');
    expect(await count()).toBe(3);
    const other = await server.client((await server.tenant()).key).post('/v3/jobs/create', request, {
      'idempotency-key': 'one',
    });
    expect(other.body.error).toBe('Device group not found');
  });

  it('forgets a key whose request was refused', async () => {
    const key = { 'idempotency-key': randomUUID() };
    expect((await api.post('/v3/jobs/create', { name: 'A', deviceGroupId: 'nope' }, key)).status).toBe(404);
    expect((await api.post('/v3/jobs/create', { name: 'A', deviceGroupId: group }, key)).status).toBe(201);
  });

  it('lists jobs page by page, newest first, and by status and group', async () => {
    const mine = server.client((await server.tenant()).key);
    const [one, two] = [await groupOf(mine), await groupOf(mine)];
    const ids: string[] = [];
    for (let index = 0; index < 5; index++) {
      const fields = {
        deviceGroupId: index < 4 ? one : two,
        scheduledAt: index === 0 ? '2999-01-01T00:00Z' : undefined,
      };
      ids.unshift((await create(fields, mine)).body.job.jobId as string);
    }
    const listed: string[] = [];
    for (let cursor = ''; ;) {
      const { status, body } = await mine.get(`/v3/jobs?limit=2&cursor=${cursor}`);
      expect([status, body.count]).toEqual([200, body.jobs.length]);
      expect(Object.keys(body)).toEqual(['success', 'jobs', 'count', 'nextCursor']);
      listed.push(...(body.jobs as { jobId: string }[]).map(({ jobId }) => jobId));
      if (body.nextCursor === null) break;
      cursor = body.nextCursor as string;
    }
    expect(listed).toEqual(ids);
    const idsOf = async (query: string) =>
      ((await mine.get(`/v3/jobs?${query}`)).body.jobs as { jobId: string }[]).map(({ jobId }) => jobId);
    expect(await idsOf(`status=PENDING&deviceGroupId=${one}`)).toEqual([ids[4]]);
    expect(await idsOf(`deviceGroupId=${two}`)).toEqual([ids[0]]);
    expect(await idsOf('status=COMPLETED')).toEqual([]);
    expect(await idsOf('deviceGroupId=%00')).toEqual([]);
  });

  it.each([
    ['status=DONE', 'status must be one of PENDING, QUEUED, IN_PROGRESS, COMPLETED, FAILED, CANCELLED'],
    [
      'status=PENDING&status=QUEUED',
      'status must be one of PENDING, QUEUED, IN_PROGRESS, COMPLETED, FAILED, CANCELLED',
    ],
    ['limit=0', 'limit must be an integer between 1 and 100'],
    ['limit=1&limit=2', 'limit must be an integer between 1 and 100'],
    ['cursor=x', 'cursor must be the nextCursor of an answer'],
  ])('refuses the list ?%s', async (query, message) => {
    const { status, body } = await api.get(`/v3/jobs?${query}`);
    expect([status, body.error, body.message]).toEqual([400, 'invalid_request', message]);
  });

  it('knows no job called create', async () => {
    const { status, body } = await api.get('/v3/jobs/create');
    expect([status, body.error, body.details]).toEqual([404, 'Job not found', { code: 'JOB_NOT_FOUND' }]);
  });
});
