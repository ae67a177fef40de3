import { JOBS, RUNNING, addPackage, computeTenant, putInState, refusal, refusedFields } from '../support/compute-jobs';
import type { KnownPackage } from '../support/compute-jobs';
import type { Client } from '../support/client';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

const SOURCE = { dataSourceDescriptor: 'bypass' };

/** What there is, what the template adds, and what `run` says of it. */
type Check = [message: string, packages: KnownPackage[], definition: object, job?: object];

const APP: KnownPackage = { name: 'a' };
const engine = (name: string, type: 'partitioner' | 'assembler', more: object = {}): KnownPackage => ({
  kind: 'engine',
  name,
  type,
  ...more,
});
const INACTIVE = { status: 'inactive' } as const;

const CHECKS: Check[] = [
  ['data source is not set', [], { dataSource: undefined }],
  ['upload is not completed', [], { dataSource: { dataSourceDescriptor: 'file' } }],
  ['app not found: a', [], { partitioner: 'p', assembler: 'm' }],
  ['app not found: a@2', [APP], { app: 'a@2' }],
  ['partitioner not found: p', [{ ...APP, ...INACTIVE }], { partitioner: 'p', assembler: 'm' }],
  ['assembler not found: m@1.1', [APP, engine('m', 'assembler')], { assembler: 'm@1.1' }],
  [
    'app is not active: a@v1.0',
    [{ ...APP, ...INACTIVE }, engine('p', 'partitioner', INACTIVE)],
    { app: 'a@v1.0', partitioner: 'p' },
  ],
  ['partitioner is not active: p', [APP, engine('p', 'assembler', INACTIVE)], { partitioner: 'p' }],
  ['assembler is not active: m', [APP, engine('m', 'assembler', INACTIVE)], { assembler: 'm' }],
  [
    'engine is not a partitioner: x',
    [{ ...APP, secrets: ['s'] }, engine('x', 'assembler')],
    { partitioner: 'x', assembler: 'x' },
  ],
  ['engine is not an assembler: x', [APP, engine('x', 'partitioner')], { partitioner: 'x', assembler: 'x' }],
  [
    'secret not found: late',
    [
      { ...APP, secrets: ['known'], schema: { required: ['b'] } },
      engine('p', 'partitioner', { secrets: ['known', 'late', 'other'] }),
    ],
    { partitioner: 'p' },
  ],
];

describe('running a compute job', () => {
  let server: Server;
  let api: Client;
  let tenantId: string;

  beforeAll(async () => {
    server = await startServer({ env: { ROLE: 'api' } });
  });
  beforeEach(async () => {
    ({ api, id: tenantId } = await computeTenant(server));
  });
  afterAll(() => server?.stop());

  const create = async (request: object = {}) =>
    (await api.post(JOBS, { templateId: 'hello-world', ...request })).body.job as { id: string };
  const read = async (id: string) => (await api.get(`${JOBS}/${id}`)).body.job;
  const template = (definition: object) =>
    api.post('/v1/dev/templates', { id: 't', app: 'a', dataSource: SOURCE, ...definition });
  const addSecret = (id: string, expiresAt: string | null = null) =>
    server.query(
      `INSERT INTO compute.secrets (tenant_id, type, id, sealed_key, expires_at) VALUES ($1, 'other', $2, 'x', $3)`,
      [tenantId, id, expiresAt],
    );

  it.each([
    ['nothing', undefined],
    ['an empty object', {}],
    ['a config below its name', { config: { taskTimeout: '7', isTestJob: null } }],
    ['a flat config', { task_timeout: 7, unknown: 'x' }],
  ])('accepts %s', async (_, body) => {
    const { id } = await create({ config: { jobTimeout: 5 } });
    const answer = await api.post(`${JOBS}/${id}/run`, body, { 'x-request-id': 'mine' });
    expect([answer.status, answer.body]).toEqual([200, { ok: true, requestId: 'mine', message: '' }]);
    const job = await read(id);
    expect(job).toMatchObject({
      state: 'JOB_STATE_STARTED',
      config: { jobTimeout: 5, taskTimeout: JSON.stringify(body ?? {}).includes('7') ? 7 : 3600 },
      submittedAt: expect.any(String),
    });
    expect(Object.keys(job.stateTimestamps)).toEqual(['JOB_STATE_NEW', 'JOB_STATE_STARTED']);
    expect(job.submittedAt <= job.stateTimestamps.JOB_STATE_STARTED).toBe(true);
    expect(job.dataSource).toEqual(SOURCE);
  });

  it('accepts an empty body that is called JSON', async () => {
    const { id } = await create();
    const empty = { body: '', headers: { 'content-type': 'application/json' } };
    expect((await api.raw('POST', `${JOBS}/${id}/run`, empty)).status).toBe(200);
  });

  it('writes run, programs, first step, queue entry and event together', async () => {
    const app = await addPackage(server, tenantId, { ...APP, version: '1.2', secrets: ['known'] });
    const p = await addPackage(server, tenantId, engine('p', 'partitioner'));
    await addSecret('known');
    await template({ partitioner: 'p@1' });
    const { id } = await create({ templateId: 't', priority: 'EXECUTION_PRIORITY_CHEAP' });
    await api.post(`${JOBS}/${id}/run`);
    const [job] = await server.query('SELECT run_no, programs, app_id FROM compute.jobs WHERE id = $1', [id]);
    const program = { owner: tenantId, revision: 3, hash: 'aGFzaA==', entrypoint: 'main.py', units: 3 };
    expect(job).toEqual({
      run_no: 1,
      app_id: app,
      programs: {
        app: { ...program, id: app, name: 'a', version: '1.2', secrets: ['known'] },
        partitioner: { ...program, id: p, name: 'p', version: '1.0', secrets: [] },
        assembler: 'passthrough',
      },
    });
    const steps = await server.query<{ id: string }>(
      `SELECT id, tenant_id, role, chunk_number, state, turn, execution, attempt, queued_at IS NOT NULL AS queued
       FROM compute.steps WHERE job_id = $1`,
      [id],
    );
    expect(steps).toEqual([
      {
        id: steps[0].id,
        tenant_id: tenantId,
        role: 'partitioner',
        chunk_number: 0,
        state: 'SCHEDULED',
        turn: 1,
        execution: 0,
        attempt: 0,
        queued: true,
      },
    ]);
    expect(await queueOf(id)).toEqual([
      { task: 'compute.step', payload: { step: steps[0].id, turn: 1 }, priority: 2000 },
    ]);
    const [event] = await server.query(
      'SELECT type, data FROM platform.events WHERE subject = $1 ORDER BY position DESC',
      [id],
    );
    expect(event).toEqual({
      type: 'quintet.compute.job.started',
      data: { jobId: id, state: 'JOB_STATE_STARTED', previousState: 'JOB_STATE_NEW' },
    });
  });

  /** What the queue holds about a job. */
  const queueOf = (jobId: string) =>
    server.query(
      `SELECT task.identifier AS task, queued.payload, queued.priority
       FROM graphile_worker._private_jobs AS queued JOIN graphile_worker._private_tasks AS task ON task.id = queued.task_id
       WHERE queued.payload->>'job' = $1
         OR queued.payload->>'step' IN (SELECT id::text FROM compute.steps WHERE job_id = $1::uuid)`,
      [jobId],
    );

  it('gives a job without a destination the bucket, and keeps one that it has', async () => {
    await addPackage(server, tenantId, APP);
    await template({});
    const bare = await create({ templateId: 't' });
    const own = await create({ templateId: 't', dataDestination: { dataSourceDescriptor: 'bypass' } });
    for (const { id } of [bare, own]) await api.post(`${JOBS}/${id}/run`);
    expect((await read(bare.id)).dataDestination).toEqual({ dataSourceDescriptor: 'bucket' });
    expect((await read(own.id)).dataDestination).toEqual({ dataSourceDescriptor: 'bypass' });
  });

  it.each(CHECKS)('refuses: %s', async (message, packages, definition) => {
    for (const one of packages) await addPackage(server, tenantId, one);
    await addSecret('known');
    await addSecret('late', '2020-01-01T00:00:00Z');
    await template(definition);
    const { id } = await create({ templateId: 't' });
    const answer = await api.post(`${JOBS}/${id}/run`);
    expect([answer.status, answer.body]).toEqual([400, refusal(9, message)]);
    expect(await read(id)).toMatchObject({ state: 'JOB_STATE_NEW' });
    expect(await queueOf(id)).toEqual([]);
  });

  it('judges the params by the schema at last', async () => {
    const schema = { required: ['b'], properties: { a: { type: 'integer' } } };
    await addPackage(server, tenantId, { ...APP, schema });
    await template({ params: { app: { a: 'x' } } });
    const { id } = await create({ templateId: 't' });
    const answer = await api.post(`${JOBS}/${id}/run`);
    expect([answer.status, answer.body]).toEqual([
      400,
      refusedFields([
        ['params.app', "must have required property 'b'"],
        ['params.app.a', 'must be integer'],
      ]),
    ]);
    await api.patch(`${JOBS}/${id}/params`, { app: { a: 1, b: 2 } });
    expect((await api.post(`${JOBS}/${id}/run`)).status).toBe(200);
  });

  it('lets a job that has none be given no params at all', async () => {
    await addPackage(server, tenantId, { ...APP, schema: { required: ['b'] } });
    await template({});
    const { id } = await create({ templateId: 't' });
    expect((await api.post(`${JOBS}/${id}/run`)).body.message).toBe("params.app must have required property 'b'");
  });

  it('takes the highest active version, for test jobs the highest of all', async () => {
    for (const version of ['0.9', '0.10']) await addPackage(server, tenantId, { ...APP, version });
    await addPackage(server, tenantId, { ...APP, version: '1.0', ...INACTIVE });
    await template({});
    const pinned = async (config: object) => {
      const { id } = await create({ templateId: 't' });
      await api.post(`${JOBS}/${id}/run`, { config });
      const [job] = await server.query<{ version: string }>(
        `SELECT programs->'app'->>'version' AS version FROM compute.jobs WHERE id = $1`,
        [id],
      );
      return job.version;
    };
    expect([await pinned({}), await pinned({ isTestJob: true })]).toEqual(['0.10', '1.0']);
  });

  it('double-run: of 20 concurrent runs one is accepted, 19 are refused', async () => {
    const { id } = await create();
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.post(`${JOBS}/${id}/run`, {})));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status === 409);
    expect(refused).toHaveLength(19);
    for (const { body } of refused) {
      expect(body).toEqual(refusal(9, 'job is in state JOB_STATE_STARTED, not JOB_STATE_NEW'));
    }
    expect(await queueOf(id)).toHaveLength(1);
    expect(await server.query('SELECT run_no FROM compute.jobs WHERE id = $1', [id])).toEqual([{ run_no: 1 }]);
  });

  it('answers a repeated Idempotency-Key alike', async () => {
    const { id } = await create();
    const run = () => api.post(`${JOBS}/${id}/run`, {}, { 'idempotency-key': 'k' });
    const first = await run();
    expect([first.status, (await run()).text]).toEqual([200, first.text]);
  });

  it('runs no change that came after it', async () => {
    const { id } = await create();
    const [run, ...changes] = await Promise.all([
      api.post(`${JOBS}/${id}/run`),
      ...Array.from({ length: 10 }, (_, index) => api.patch(`${JOBS}/${id}/params`, { partitioner: { index } })),
    ]);
    expect(run.status).toBe(200);
    const last = changes.filter(({ status }) => status === 200).map(({ body }) => body.job.params.partitioner.index);
    const { params } = await read(id);
    expect([undefined, ...last]).toContain(params.partitioner?.index);
    for (const { status } of changes) expect([200, 400]).toContain(status);
  });

  it.each(RUNNING)('aborts a job in state %s, once', async (state) => {
    const { id } = await create();
    await api.post(`${JOBS}/${id}/run`);
    await putInState(server, id, state);
    const answer = await api.post(`${JOBS}/${id}/abort`, undefined, { 'x-request-id': 'mine' });
    expect([answer.status, answer.body]).toEqual([200, { ok: true, requestId: 'mine', message: 'aborted' }]);
    const job = await read(id);
    expect(job).toMatchObject({ state: 'JOB_STATE_FAILED', errorMessage: 'aborted', paymentAmount: 0 });
    expect(job.endedAt).toEqual(expect.any(String));
    expect(await server.query('SELECT state FROM compute.steps WHERE job_id = $1', [id])).toEqual([
      { state: 'CANCELLED' },
    ]);
    const again = await api.post(`${JOBS}/${id}/abort`);
    expect([again.status, again.body]).toEqual([409, refusal(9, 'job has already ended in state JOB_STATE_FAILED')]);
  });

  it('deletes a new job that is aborted, and knows it no more', async () => {
    const { id } = await create();
    const answer = await api.post(`${JOBS}/${id}/abort`, undefined, { 'x-request-id': 'mine' });
    expect([answer.status, answer.body]).toEqual([200, { ok: true, requestId: 'mine', message: 'deleted' }]);
    const calls = ['datasource', 'params', 'jobname', 'configs', 'uploadcompleted'];
    const later = [
      await api.get(`${JOBS}/${id}`),
      await api.delete(`${JOBS}/${id}`),
      await api.get(`${JOBS}/estimation/${id}`),
      ...(await Promise.all(['run', 'abort', 'rerun'].map((call) => api.post(`${JOBS}/${id}/${call}`)))),
      ...(await Promise.all(calls.map((call) => api.patch(`${JOBS}/${id}/${call}`, {})))),
    ];
    for (const { status, body } of later) expect([status, body]).toEqual([404, refusal(5, `job not found: ${id}`)]);
    const [event] = await server.query('SELECT type FROM platform.events WHERE subject = $1 ORDER BY position DESC', [
      id,
    ]);
    expect(event).toEqual({ type: 'quintet.compute.job.deleted' });
  });

  it('ends a job by one of several aborts and a run at once', async () => {
    const { id } = await create();
    const [run, ...aborts] = await Promise.all([
      api.post(`${JOBS}/${id}/run`),
      ...Array.from({ length: 5 }, () => api.post(`${JOBS}/${id}/abort`)),
    ]);
    expect([200, 404]).toContain(run.status);
    expect(aborts.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it.each(['JOB_STATE_NEW', 'JOB_STATE_COMPLETE', 'JOB_STATE_FAILED'])('deletes a job in state %s', async (state) => {
    const { id } = await create();
    if (state !== 'JOB_STATE_NEW') await putInState(server, id, state);
    const answer = await api.delete(`${JOBS}/${id}`, { 'x-request-id': 'mine' });
    expect([answer.status, answer.body]).toEqual([200, { ok: true, requestId: 'mine', message: 'deleted' }]);
    expect((await api.get(`${JOBS}/${id}`)).status).toBe(404);
    const [row] = await server.query(
      'SELECT state, files_expire_at <= now() AS gone FROM compute.jobs WHERE id = $1 AND deleted_at IS NOT NULL',
      [id],
    );
    expect(row).toEqual({ state, gone: true });
  });

  it.each(RUNNING)('deletes no job in state %s', async (state) => {
    const { id } = await create();
    await putInState(server, id, state);
    const answer = await api.delete(`${JOBS}/${id}`);
    expect([answer.status, answer.body]).toEqual([409, refusal(9, 'job is running; abort it first')]);
  });

  it('aborts no job that is complete', async () => {
    const { id } = await create();
    await putInState(server, id, 'JOB_STATE_COMPLETE');
    const { status, body } = await api.post(`${JOBS}/${id}/abort`);
    expect([status, body]).toEqual([409, refusal(9, 'job has already ended in state JOB_STATE_COMPLETE')]);
  });

  it('two-tenants: does nothing with a job of another tenant', async () => {
    const { id } = await create();
    const other = (await computeTenant(server)).api;
    for (const answer of [
      ...(await Promise.all(['run', 'abort', 'rerun'].map((call) => other.post(`${JOBS}/${id}/${call}`)))),
      await other.delete(`${JOBS}/${id}`),
      await other.get(`${JOBS}/estimation/${id}`),
    ]) {
      expect([answer.status, answer.body]).toEqual([404, refusal(5, `job not found: ${id}`)]);
    }
    expect((await read(id)).state).toBe('JOB_STATE_NEW');
  });
});
