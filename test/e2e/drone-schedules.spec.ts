import type { Answer, Client } from '../support/client';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const ZULU = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

describe('drone: schedules', () => {
  let server: Server;
  let api: Client;
  let deviceGroupId: string;

  beforeAll(async () => {
    server = await startServer();
    api = server.client((await server.tenant()).key);
    deviceGroupId = (await api.post('/v3/device-groups', { name: 'G' })).body.deviceGroup.deviceGroupId as string;
  });

  afterAll(() => server?.stop());

  const wanted = (fields: object = {}) => ({
    name: 'Round',
    cron: '30 6 * * 1-5',
    timeZone: 'Europe/Berlin',
    job: { name: 'A', deviceGroupId, priority: 7 },
    ...fields,
  });
  const make = async (fields: object = {}): Promise<string> =>
    (await api.post('/v3/schedules', wanted(fields))).body.schedule.scheduleId as string;
  const jobsOf = async (id: string) => (await api.get(`/v3/schedules/${id}/jobs`)).body.jobs as { jobId: string }[];
  const show = async (id: string) => (await api.get(`/v3/schedules/${id}`)).body.schedule;
  /** A run each New Year, of which those of the last years have not been made; the task for them comes five times. */
  const YEARLY = { cron: '0 0 1 1 *', timeZone: 'UTC', missedRuns: 'RUN_ONCE' };
  const missYears = (ids: string[]) =>
    server.query(
      `WITH schedule AS (
          UPDATE drone.schedules SET next_run_at = next_run_at - interval '5 years' WHERE id = ANY ($1) RETURNING *
        ) SELECT engine.enqueue('drone.schedule', json_build_object('tenantId', tenant_id, 'scheduleId', id))
        FROM schedule, generate_series(1, 5)`,
      [ids],
    );
  const taskOf = (id: string) =>
    server.query(`SELECT run_at FROM graphile_worker._private_jobs WHERE payload ->> 'scheduleId' = $1`, [id]);
  const refused = ({ status, body }: Answer, ...expected: unknown[]) =>
    expect([status, body.error, body.message]).toEqual(expected);

  it('are made with defaults, shown, changed and deleted', async () => {
    const made = await api.post('/v3/schedules', wanted());
    expect([made.status, made.body]).toEqual([
      201,
      {
        success: true,
        schedule: {
          scheduleId: expect.stringMatching(/^schedule-[0-9a-f-]{36}$/),
          ...wanted(),
          missedRuns: 'SKIP',
          startAt: null,
          endAt: null,
          enabled: true,
          nextRunAt: expect.stringMatching(ZULU),
          lastRunAt: null,
          lastFailure: null,
          createdAt: expect.stringMatching(ZULU),
          updatedAt: expect.stringMatching(ZULU),
        },
      },
    ]);
    const { schedule } = made.body;
    const path = `/v3/schedules/${schedule.scheduleId}`;
    expect((await api.get(path)).body).toEqual(made.body);
    expect((await api.get('/v3/schedules')).body.schedules).toContainEqual(schedule);
    const next = await api.get(`${path}/next?count=2&after=2026-03-27T12:00:00Z`);
    expect(next.body).toEqual({ success: true, runs: ['2026-03-30T04:30:00Z', '2026-03-31T04:30:00Z'], count: 2 });
    const changed = await api.patch(path, {
      name: 'N',
      startAt: '2099-01-01T00:00:00Z',
      job: { name: 'B', deviceGroupId },
    });
    expect(changed.body.schedule).toMatchObject({
      name: 'N',
      nextRunAt: '2099-01-01T05:30:00Z',
      job: { name: 'B', deviceGroupId },
    });
    expect((await api.patch(path, { enabled: false })).body.schedule).toMatchObject({
      enabled: false,
      nextRunAt: null,
    });
    expect((await api.patch(path, { enabled: true, startAt: null })).body.schedule.nextRunAt).toBe(schedule.nextRunAt);
    expect((await api.patch(path, { endAt: '2020-01-01T00:00Z' })).body.schedule.nextRunAt).toBeNull();
    expect((await api.delete(path)).body).toEqual({ success: true, message: 'Schedule deleted successfully' });
    refused(await api.get(path), 404, 'Schedule not found', 'Schedule not found');
    const events = await server.query<{ type: string }>(
      'SELECT type FROM platform.events WHERE subject = $1 ORDER BY position',
      [schedule.scheduleId],
    );
    expect(events.map(({ type }) => type.replace('quintet.drone.schedule.', ''))).toEqual([
      'created',
      ...Array<string>(4).fill('updated'),
      'deleted',
    ]);
  });

  it.each([
    ['SKIP', 0],
    ['RUN_ONCE', 1],
  ])('make up for missed runs by %s: %i jobs however often the task comes, and go on', async (missedRuns, count) => {
    const id = await make({ ...YEARLY, missedRuns });
    const before = await show(id);
    await missYears([id]);
    await waitFor(async () => (await taskOf(id)).length === 1, { what: 'the tasks' });
    const jobs = await jobsOf(id);
    const { nextRunAt, lastRunAt, lastFailure } = await show(id);
    const year = Number((before.nextRunAt as string).slice(0, 4)) - 1;
    expect([nextRunAt, lastFailure]).toEqual([before.nextRunAt, null]);
    expect([jobs.length, lastRunAt]).toEqual([count, count === 1 ? `${year}-01-01T00:00:00Z` : null]);
    expect(await taskOf(id)).toEqual([{ run_at: new Date(nextRunAt as string) }]);
    for (const { jobId } of jobs) {
      const path = `/v3/jobs/${jobId}`;
      await waitFor(async () => (await api.get(path)).body.job.status === 'QUEUED', { what: 'the job to be queued' });
      expect((await api.get(path)).body.job).toMatchObject({ priority: 7, deviceGroupId, scheduledAt: lastRunAt });
    }
    await api.delete(`/v3/schedules/${id}`);
    for (const { jobId } of jobs) expect((await api.get(`/v3/jobs/${jobId}`)).status).toBe(200);
  });

  it('run at their time', async () => {
    const id = await make({ cron: '* * * * *' });
    const [{ at }] = await server.query<{ at: Date }>(
      `WITH schedule AS (
          UPDATE drone.schedules SET next_run_at = now() + interval '1 second' WHERE id = $1 RETURNING *
        ) SELECT next_run_at AS at, engine.enqueue('drone.schedule',
          json_build_object('tenantId', tenant_id, 'scheduleId', id), next_run_at, 'drone.schedule:' || id) FROM schedule`,
      [id],
    );
    await waitFor(async () => (await jobsOf(id)).length > 0, { what: 'a job' });
    const { lastRunAt } = await show(id);
    expect(Math.abs(Date.parse(lastRunAt as string) - at.getTime())).toBeLessThan(61_000);
  });

  it('tell why a run made no job, and go on', async () => {
    const group = (await api.post('/v3/device-groups', { name: 'H' })).body.deviceGroup.deviceGroupId as string;
    const id = await make({ ...YEARLY, job: { name: 'A', deviceGroupId: group } });
    await api.delete(`/v3/device-groups/${group}`);
    await missYears([id]);
    await waitFor(async () => (await show(id)).lastFailure !== null, { what: 'the failure' });
    expect(await show(id)).toMatchObject({ lastFailure: 'Device group not found', enabled: true });
    expect(await jobsOf(id)).toEqual([]);
  });

  it('make their jobs once with two processes, one of them killed', async () => {
    const other = await startServer({ beside: server });
    const ids = await Promise.all(Array.from({ length: 20 }, () => make(YEARLY)));
    await missYears(ids);
    await other.kill();
    const done = async () => (await Promise.all(ids.map(taskOf))).every((tasks) => tasks.length === 1);
    await waitFor(done, { what: 'the tasks', timeout: 30_000 });
    const [made] = await server.query(
      `SELECT count(*)::int AS jobs, count(DISTINCT schedule_id)::int AS schedules
        FROM drone.schedule_jobs WHERE schedule_id = ANY ($1)`,
      [ids],
    );
    expect(made).toEqual({ jobs: 20, schedules: 20 });
  });

  it('are nothing to other tenants', async () => {
    const id = await make();
    const stranger = server.client((await server.tenant()).key);
    const path = `/v3/schedules/${id}`;
    for (const answer of [
      await stranger.get(path),
      await stranger.patch(path, { name: 'N' }),
      await stranger.delete(path),
      await stranger.get(`${path}/next`),
      await stranger.get(`${path}/jobs`),
    ]) {
      refused(answer, 404, 'Schedule not found', 'Schedule not found');
    }
    expect((await stranger.get('/v3/schedules')).body.count).toBe(0);
    refused(await stranger.post('/v3/schedules', wanted()), 404, 'Device group not found', 'Device group not found');
  });

  it.each([
    [{ name: undefined }, 'name is required'],
    [{ cron: undefined }, 'cron is required'],
    [{ cron: '@daily' }, 'cron must be a cron expression of 5 fields'],
    [{ cron: 5 }, 'cron must be a cron expression of 5 fields'],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone must be an IANA time zone'],
    [{ job: undefined }, 'job is required'],
    [{ job: [] }, 'job must be an object'],
    [{ job: { name: 'A' } }, 'job.deviceGroupId is required'],
    [{ job: { name: 'A', deviceGroupId: 'x', priority: 11 } }, 'job.priority must be an integer between 1 and 10'],
    [{ missedRuns: 'ALL' }, 'missedRuns must be one of SKIP, RUN_ONCE'],
    [{ startAt: 'now' }, 'startAt must be an ISO 8601 date-time'],
    [{ startAt: '2030-01-01T00:00Z', endAt: '2030-01-01T00:00Z' }, 'endAt must be after startAt'],
    [{ enabled: 1 }, 'enabled must be a boolean'],
  ])('are not made of %j', async (changes, message) => {
    refused(await api.post('/v3/schedules', wanted(changes)), 400, 'invalid_request', message);
  });

  it('refuse changes and queries that make no sense', async () => {
    const path = `/v3/schedules/${await make()}`;
    refused(
      await api.patch(path, {}),
      400,
      'invalid_request',
      'body must have at least one of name, cron, timeZone, job, missedRuns, startAt, endAt, enabled',
    );
    refused(
      await api.patch(path, { cron: null }),
      400,
      'invalid_request',
      'cron must be a cron expression of 5 fields',
    );
    refused(
      await api.get(`${path}/next?count=0`),
      400,
      'invalid_request',
      'count must be an integer between 1 and 100',
    );
    refused(await api.get(`${path}/next?after=x`), 400, 'invalid_request', 'after must be an ISO 8601 date-time');
  });
});
