import { JOBS, computeTenant, refusal } from '../support/compute-jobs';
import type { Client } from '../support/client';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const ahead = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();
const HOUR = 3_600_000;

describe('starting a compute job later', () => {
  let server: Server;
  let api: Client;

  beforeAll(async () => {
    server = await startServer();
  });
  beforeEach(async () => {
    ({ api } = await computeTenant(server));
  });
  afterAll(() => server?.stop());

  const create = async (request: object = {}) =>
    (await api.post(JOBS, { templateId: 'hello-world', ...request })).body.job as { id: string };
  const read = async (id: string) => (await api.get(`${JOBS}/${id}`)).body.job;
  const startedOf = (id: string) =>
    server.query(`SELECT type FROM platform.events WHERE subject = $1 AND type = 'quintet.compute.job.started'`, [id]);
  const partitionersOf = (id: string) =>
    server.query(`SELECT id FROM compute.steps WHERE job_id = $1 AND role = 'partitioner'`, [id]);
  const untilStarted = (id: string) =>
    waitFor(async () => (await read(id)).stateTimestamps.JOB_STATE_STARTED as string | undefined, { what: 'a start' });

  it.each([
    ['in create', { startAt: ahead(HOUR) }, {}],
    ['in run', {}, { startAt: ahead(HOUR) }],
    ['in run, over that of create', { start_at: ahead(10) }, { start_at: ahead(HOUR) }],
  ])('waits when it is asked for %s', async (_, request, run) => {
    const { id } = await create(request);
    const answer = await api.post(`${JOBS}/${id}/run`, run);
    expect([answer.status, answer.body.message]).toEqual([200, '']);
    const job = await read(id);
    expect(job).toMatchObject({
      state: 'JOB_STATE_NEW',
      startAt: Object.values({ ...request, ...run }).at(-1),
      submittedAt: expect.any(String),
    });
    expect(await startedOf(id)).toEqual([]);
  });

  it('refuses changes and runs while it waits, and is deleted by an abort', async () => {
    const { id } = await create({ startAt: ahead(HOUR) });
    await api.patch(`${JOBS}/${id}/jobname`, { name: 'not submitted yet' });
    await api.post(`${JOBS}/${id}/run`);
    for (const call of ['datasource', 'params', 'jobname', 'configs', 'uploadcompleted']) {
      const { status, body } = await api.patch(`${JOBS}/${id}/${call}`, {});
      expect([status, body]).toEqual([400, refusal(9, 'job is scheduled; abort it first')]);
    }
    const run = await api.post(`${JOBS}/${id}/run`);
    expect([run.status, run.body]).toEqual([409, refusal(9, 'job is scheduled; abort it first')]);
    expect((await api.post(`${JOBS}/${id}/abort`)).body).toMatchObject({ ok: true, message: 'deleted' });
    expect((await api.get(`${JOBS}/${id}`)).status).toBe(404);
    expect(await server.query('SELECT programs FROM compute.jobs WHERE id = $1', [id])).toEqual([{ programs: null }]);
  });

  it('checks at once what it will run', async () => {
    const { id } = await create({ templateId: 'word-count', startAt: ahead(HOUR) });
    const { status, body } = await api.post(`${JOBS}/${id}/run`);
    expect([status, body]).toEqual([400, refusal(9, 'data source is not set')]);
  });

  it.each([
    ['a past one', '2020-01-31T12:00:00+02:00'],
    ['none', undefined],
  ])('starts at once with %s', async (_, startAt) => {
    const { id } = await create({ startAt });
    await api.post(`${JOBS}/${id}/run`);
    expect(Object.keys((await read(id)).stateTimestamps)).toContain('JOB_STATE_STARTED');
  });

  it('starts when the time has come, and not before', async () => {
    const startAt = ahead(1500);
    const { id } = await create();
    await api.post(`${JOBS}/${id}/run`, { startAt });
    expect((await read(id)).stateTimestamps).not.toHaveProperty('JOB_STATE_STARTED');
    expect((await untilStarted(id)) >= startAt).toBe(true);
    expect([await startedOf(id), await partitionersOf(id)]).toEqual([[expect.anything()], [expect.anything()]]);
  });

  it('starts once, whatever happens to the server and however often it is told', async () => {
    const { id } = await create({ startAt: ahead(1000) });
    await api.post(`${JOBS}/${id}/run`);
    await server.query(
      `SELECT engine.enqueue('compute.start', json_build_object('job', $1::text), now() + interval '1 second')
      FROM generate_series(1, 20)`,
      [id],
    );
    await server.kill();
    await server.start();
    ({ api } = { api: server.client() });
    await waitFor(async () => (await startedOf(id)).length > 0, { what: 'a start' });
    await waitFor(
      async () => {
        const [{ left }] = await server.query<{ left: number }>(
          `SELECT count(*)::int AS left FROM graphile_worker._private_jobs WHERE payload->>'job' = $1
          AND task_id = (SELECT id FROM graphile_worker._private_tasks WHERE identifier = 'compute.start')`,
          [id],
        );
        return left === 0;
      },
      { what: 'the queue to be empty' },
    );
    expect([await startedOf(id), await partitionersOf(id)]).toEqual([[expect.anything()], [expect.anything()]]);
  });

  it('does not start what was aborted', async () => {
    const { id } = await create({ startAt: ahead(700) });
    const later = await create({ startAt: ahead(900) });
    for (const job of [id, later.id]) await api.post(`${JOBS}/${job}/run`);
    await api.post(`${JOBS}/${id}/abort`);
    await untilStarted(later.id);
    expect([await startedOf(id), await partitionersOf(id)]).toEqual([[], []]);
  });
});
