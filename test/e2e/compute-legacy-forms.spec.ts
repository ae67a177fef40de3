import { faultsOf } from '../support/compute-seed';
import { JOBS, computeTenant, putInState, refusal } from '../support/compute-jobs';
import type { Client } from '../support/client';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

interface Operation {
  deprecated?: boolean;
}

describe('older forms of compute calls', () => {
  let server: Server;
  let api: Client;

  beforeAll(async () => {
    server = await startServer({ env: { ROLE: 'api' } });
  });
  beforeEach(async () => {
    ({ api } = await computeTenant(server));
  });
  afterAll(() => server?.stop());

  const create = async (request: object = {}) =>
    (await api.post(JOBS, { templateId: 'hello-world', ...request })).body.job as { id: string };
  const uploaded = (id: string) => server.query('UPDATE compute.jobs SET uploaded_at = now() WHERE id = $1', [id]);

  const CHANGES: [call: string, body: object, shown: object][] = [
    [
      'datasource',
      { dataDestination: { dataSourceDescriptor: 'bypass' } },
      { dataDestination: { dataSourceDescriptor: 'bypass' } },
    ],
    ['params', { app: { case: 'lower' } }, { params: { app: { case: 'lower' } } }],
    ['uploadcompleted', {}, { state: 'JOB_STATE_NEW' }],
    ['jobname', { jobName: 'n' }, { name: 'n' }],
    ['configs', { taskTimeout: 9 }, { config: { taskTimeout: 9 } }],
  ];
  const forms = CHANGES.flatMap(([call, body, shown]) => [
    { method: 'PATCH', path: (id: string) => `${id}/${call}`, body, shown },
    { method: 'POST', path: (id: string) => `${id}/${call}`, body, shown },
    ...(['jobname', 'configs'].includes(call)
      ? []
      : ['PATCH', 'POST'].map((method) => ({ method, path: (id: string) => `${call}/${id}`, body, shown }))),
  ]);

  it.each(forms.map((form) => ({ ...form, name: `${form.method} ${form.path('{id}')}` })))(
    '$name does the same',
    async ({ method, path, body, shown }) => {
      const { id } = await create({ dataSource: { dataSourceDescriptor: 'local' } });
      await uploaded(id);
      const send = (job: string) => api.raw(method, `${JOBS}/${path(job)}`, { body: JSON.stringify(body) });
      const answer = await send(id);
      expect([answer.status, faultsOf(answer.body)]).toEqual([200, []]);
      expect(answer.body.job).toMatchObject(shown);
      expect((await api.get(`${JOBS}/${id}`)).text).toBe(answer.text);
      const missing = await send('nope');
      expect([missing.status, missing.body]).toEqual([404, refusal(5, 'job not found: nope')]);
      await putInState(server, id, 'JOB_STATE_UPLOADING');
      const late = await send(id);
      const message = 'job is in state JOB_STATE_UPLOADING, not JOB_STATE_NEW';
      expect([late.status, late.body]).toEqual([400, refusal(9, message)]);
    },
  );

  it.each(['run', 'abort'])('POST %s/{id} does the same', async (call) => {
    const { id } = await create();
    const headers = { 'x-request-id': 'mine' };
    const answer = await api.post(`${JOBS}/${call}/${id}`, undefined, headers);
    const message = call === 'run' ? '' : 'deleted';
    expect([answer.status, answer.body]).toEqual([200, { ok: true, requestId: 'mine', message }]);
    const missing = await api.post(`${JOBS}/${call}/nope`);
    expect([missing.status, missing.body]).toEqual([404, refusal(5, 'job not found: nope')]);
  });

  it('old-client-2023: makes, fills, runs and aborts a job by old paths alone', async () => {
    const { job } = (await api.post(JOBS, { template_id: 'hello-world', name: 'old' })).body;
    const source = { dataSource: { dataSourceDescriptor: 'local', params: { name: 'in.txt' } } };
    const sourced = (await api.post(`${JOBS}/datasource/${job.id}`, source)).body.job;
    expect(sourced.dataSource.params).toMatchObject({ name: 'in.txt', tempUrl: expect.stringContaining('/uploads/') });
    expect((await api.post(`${JOBS}/params/${job.id}`, { params: { app: { case: 'title' } } })).status).toBe(200);
    const early = await api.post(`${JOBS}/run/${job.id}`, { config: {} });
    expect([early.status, early.body]).toEqual([400, refusal(9, 'upload is not completed')]);
    await uploaded(job.id);
    expect((await api.post(`${JOBS}/uploadcompleted/${job.id}`)).status).toBe(200);
    expect((await api.post(`${JOBS}/run/${job.id}`, { config: { task_timeout: '60' } })).body).toMatchObject({
      ok: true,
    });
    expect((await api.get(`${JOBS}/${job.id}`)).body.job).toMatchObject({
      state: 'JOB_STATE_STARTED',
      params: { app: { case: 'title' } },
      config: { taskTimeout: 60 },
    });
    expect((await api.post(`${JOBS}/abort/${job.id}`)).body).toMatchObject({ ok: true, message: 'aborted' });
  });

  it('estimate what complete jobs of the template cost in the mean', async () => {
    const { id } = await create();
    const estimate = async (job = id) => (await api.get(`${JOBS}/estimation/${job}`)).body;
    expect(await estimate()).toEqual({ estimation: { totalEstimation: 0 } });
    const payments = [0.00034292, 1.5, 0];
    for (const payment of payments) {
      const other = await create();
      await putInState(server, other.id, 'JOB_STATE_COMPLETE');
      await server.query('UPDATE compute.jobs SET payment = $2 WHERE id = $1', [other.id, payment]);
    }
    const failed = await create();
    await putInState(server, failed.id, 'JOB_STATE_FAILED');
    await server.query('UPDATE compute.jobs SET payment = 100 WHERE id = $1', [failed.id]);
    expect(await estimate()).toEqual({ estimation: { totalEstimation: 0.50011431 } });
    expect(await estimate((await create({ templateId: 'word-count' })).id)).toEqual({
      estimation: { totalEstimation: 0 },
    });
    expect(await estimate('nope')).toEqual(refusal(5, 'job not found: nope'));
  });

  it('are documented as deprecated, and no others', async () => {
    const { paths } = (await api.get('/openapi/compute.json')).body as {
      paths: Record<string, Record<string, Operation>>;
    };
    const deprecated = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations)
        .filter(([, { deprecated }]) => deprecated)
        .map(([method]) => `${method} ${path}`),
    );
    const old = [
      ...CHANGES.map(([call]) => `post ${JOBS}/{id}/${call}`),
      ...['datasource', 'params', 'uploadcompleted'].flatMap((call) => [
        `patch ${JOBS}/${call}/{id}`,
        `post ${JOBS}/${call}/{id}`,
      ]),
      ...['run', 'abort'].map((call) => `post ${JOBS}/${call}/{id}`),
    ];
    expect(deprecated.filter((one) => one.includes(JOBS)).toSorted()).toEqual(old.toSorted());
  });
});
