import { faultsOf } from '../support/compute-seed';
import type { Client } from '../support/client';
import {
  JOBS,
  STATES_AFTER_NEW,
  addPackage,
  computeTenant,
  putInState,
  refusal,
  refusedFields,
} from '../support/compute-jobs';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

const UNSTORABLE = 'must not contain U+0000 or an unpaired surrogate';
const TOO_LARGE = 'must be at most 120000 bytes of JSON';

type Violations = [field: string, description: string][];
type Case = [call: string, body: object | string, violations?: Violations];

const objectsOnly = (call: string, field: string): Case[] =>
  [5, 'x', [], true].map((value): Case => [call, { [field]: value }, [[field, 'must be an object']]]);
const large = { x: 'x'.repeat(120_001) };

const ODD: Case[] = [
  ...['dataSource', 'dataDestination'].flatMap((field): Case[] => [
    ...[null, '', {}].map((value): Case => ['datasource', { [field]: value }]),
    ...objectsOnly('datasource', field),
    ['datasource', { [field]: { params: {} } }, [[`${field}.dataSourceDescriptor`, 'is required']]],
    ['datasource', { [field]: { dataSourceDescriptor: 5 } }, [[`${field}.dataSourceDescriptor`, 'must be a string']]],
    ['datasource', { [field]: { dataSourceDescriptor: 'aws\u0000' } }, [[`${field}.dataSourceDescriptor`, UNSTORABLE]]],
  ]),
  [
    'datasource',
    { dataSource: { dataSourceDescriptor: 'url', params: { url: 'http://a.example/' } }, dataDestination: 1 },
    [
      ['dataSource.params.url', 'must be an https URL'],
      ['dataDestination', 'must be an object'],
    ],
  ],
  [
    'datasource',
    { dataDestination: { dataSourceDescriptor: 'url' } },
    [['dataDestination.dataSourceDescriptor', 'must be one of bypass, bucket, aws, gcp, storj']],
  ],
  ...['app', 'partitioner', 'assembler'].flatMap((name): Case[] =>
    [(members: object) => members, (members: object) => ({ params: members })].flatMap((wrap): Case[] => [
      ...[null, '', {}].map((value): Case => ['params', wrap({ [name]: value })]),
      ...[5, 'x', [], true].map((value): Case => [
        'params',
        wrap({ [name]: value }),
        [[`params.${name}`, 'must be an object']],
      ]),
      ['params', wrap({ [name]: { a: [{ b: '\u0000' }] } }), [[`params.${name}.a.0.b`, UNSTORABLE]]],
      [
        'params',
        wrap({ [name]: large }),
        [
          ['params', TOO_LARGE],
          [`params.${name}`, TOO_LARGE],
        ],
      ],
    ]),
  ),
  ['params', { params: null, unknown: large }],
  ...objectsOnly('params', 'params'),
  ['params', { preset: 5 }, [['params.preset', 'must be a string']]],
  ['params', '{"app":{"a":"\\ud800"}}', [['params.app.a', UNSTORABLE]]],
  ['params', '{"app":{"a":1e999}}', [['params.app.a', 'must be a finite number']]],
  ['params', { app: { case: 'shout' } }, [['params.app.case', 'must be equal to one of the allowed values']]],
  ...['name', 'jobName', 'job_name'].flatMap((field): Case[] => [
    ...[null, '', 'x'.repeat(200), '😀'.repeat(200)].map((value): Case => ['jobname', { [field]: value }]),
    ...[5, [], {}, true].map((value): Case => ['jobname', { [field]: value }, [['name', 'must be a string']]]),
    ['jobname', { [field]: 'x'.repeat(201) }, [['name', 'must be at most 200 characters']]],
    ['jobname', { [field]: 'a\u0000' }, [['name', UNSTORABLE]]],
    ['jobname', `{"${field}":"\\udc00"}`, [['name', UNSTORABLE]]],
  ]),
  ...['configs', 'run'].flatMap((call): Case[] => [
    ...objectsOnly(call, 'config'),
    ...[(members: object) => members, (members: object) => ({ config: members })].flatMap((wrap): Case[] => [
      ...['taskTimeout', 'job_timeout'].flatMap((name): Case[] =>
        [-1, 2_592_001, 1.5, 'x', '1.0', true, [], {}].map((value): Case => [
          call,
          wrap({ [name]: value }),
          [
            [
              name === 'taskTimeout' ? 'config.taskTimeout' : 'config.jobTimeout',
              'must be an integer from 0 to 2592000',
            ],
          ],
        ]),
      ),
      [call, wrap({ isTestJob: 'true' }), [['config.isTestJob', 'must be a boolean']]],
      [call, wrap({ maxTaskRetries: 101 }), [['config.maxTaskRetries', 'must be an integer from 0 to 100']]],
      [call, wrap({ maxParallelTasks: 0 }), [['config.maxParallelTasks', 'must be an integer from 1 to 10000']]],
      [call, wrap({ retryExitCodes: [256] }), [['config.retryExitCodes', 'must be a list of integers from 0 to 255']]],
    ]),
  ]),
  ...[5, {}, 'x', '2026-01-31', '2026-02-30T00:00:00Z', '9999-12-31T23:59:59-23:59', '\u0000'].map((startAt): Case => [
    'run',
    { startAt },
    [['startAt', 'must be an RFC 3339 date-time']],
  ]),
  ['run', { startAt: new Date(Date.now() + 366 * 86_400_000) }, [['startAt', 'must be an RFC 3339 date-time']]],
  [
    'run',
    { startAt: 1, config: { isTestJob: 1, taskTimeout: 'x' } },
    [
      ['config.taskTimeout', 'must be an integer from 0 to 2592000'],
      ['config.isTestJob', 'must be a boolean'],
      ['startAt', 'must be an RFC 3339 date-time'],
    ],
  ],
];

const CHANGES = ['datasource', 'params', 'jobname', 'configs', 'uploadcompleted'];

describe('changing a compute job', () => {
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
  const change = async (id: string, call: string, body?: object) =>
    (await api.patch(`${JOBS}/${id}/${call}`, body)).body.job;
  const template = (definition: object) => api.post('/v1/dev/templates', { app: 'hello-world@0.1', ...definition });

  it.each(CHANGES)('answers %s as published, the job as it is read afterwards', async (call) => {
    const { id } = await create({ dataSource: { dataSourceDescriptor: 'file' } });
    await server.query('UPDATE compute.jobs SET uploaded_at = now() WHERE id = $1', [id]);
    const answer = await api.patch(`${JOBS}/${id}/${call}`, {});
    expect([answer.status, faultsOf(answer.body)]).toEqual([200, []]);
    expect((await api.get(`${JOBS}/${id}`)).text).toBe(answer.text);
    expect(answer.body.job.dataSource.params.tempUrl).toContain('/v1/customer/uploads/');
  });

  it('replaces data sources by what is sent over the template, and leaves those that are not', async () => {
    const url = { dataSourceDescriptor: 'url', params: { url: 'https://a.example/x', name: 'x', password: 'p' } };
    await template({ id: 't', dataSource: url, dataDestination: { dataSourceDescriptor: 'bucket' } });
    const own = { dataSourceDescriptor: 'url', params: { url: 'https://b.example/y', username: 'u' } };
    const { id } = await create({ templateId: 't', dataSource: own });
    const dropped = await change(id, 'datasource', { data_destination: { data_source_descriptor: 'bypass' } });
    expect(dropped).toMatchObject({
      dataSource: { params: { url: 'https://b.example/y', username: 'u', name: 'x' } },
      dataDestination: { dataSourceDescriptor: 'bypass' },
    });
    const again = await change(id, 'datasource', {
      dataSource: { dataSourceDescriptor: 'url', params: { name: 'z' } },
    });
    expect(again.dataSource.params).toEqual({
      '@type': 'type.googleapis.com/bytenite.data_source.HttpDataSource',
      url: 'https://a.example/x',
      name: 'z',
    });
    expect(again.dataDestination).toEqual({ dataSourceDescriptor: 'bypass' });
    expect(
      (await change(id, 'datasource', { dataSource: { dataSourceDescriptor: 'local' } })).dataSource,
    ).toMatchObject({
      dataSourceDescriptor: 'file',
      params: { tempUrl: expect.any(String) },
    });
  });

  it.each([
    ['flat', (members: object) => members],
    ['below params', (members: object) => ({ params: members })],
  ])('replaces params member by member over the template, %s', async (_, wrap) => {
    await template({ id: 't', params: { app: { case: 'lower', deep: { a: 1, b: 2 } }, partitioner: { n: 1 } } });
    const { id } = await create({ templateId: 't', params: { app: { own: true }, assembler: { z: 1 }, preset: 'p' } });
    const { params } = await change(id, 'params', wrap({ app: { deep: { b: [3] }, snake_case: null } }));
    expect(params).toEqual({
      preset: 'p',
      partitioner: { n: 1 },
      assembler: { z: 1 },
      app: { case: 'lower', deep: { a: 1, b: [3] }, snake_case: null },
    });
  });

  it('measures params together with what the template says', async () => {
    await template({ id: 't', params: { app: { x: 'x'.repeat(100_000) } } });
    const { id } = await create({ templateId: 't' });
    const { status, body } = await api.patch(`${JOBS}/${id}/params`, { app: { y: 'y'.repeat(30_000) } });
    expect([status, body.message]).toEqual([400, `params.app ${TOO_LARGE}`]);
  });

  it('merges configs key by key, a timeout of 0 being the default', async () => {
    await template({ id: 't', config: { taskTimeout: 50 } });
    const { id } = await create({ templateId: 't', config: { taskTimeout: 7, jobTimeout: 8, maxTaskRetries: 0 } });
    const config = { taskTimeout: 7, jobTimeout: 9, isTestJob: true, maxTaskRetries: 0 };
    expect((await change(id, 'configs', { job_timeout: '9', is_test_job: true })).config).toEqual(config);
    expect((await change(id, 'configs', { config: { taskTimeout: 0, jobTimeout: '0' } })).config).toEqual({
      ...config,
      taskTimeout: 50,
      jobTimeout: 3600,
    });
  });

  it('shows the app that the tag means now: an inactive one to test jobs alone', async () => {
    const old = await addPackage(server, tenantId, { name: 'a', version: '1.9' });
    const inactive = await addPackage(server, tenantId, { name: 'a', version: '1.10', status: 'inactive' });
    await template({ id: 't', app: 'a@1' });
    const job = await create({ templateId: 't' });
    expect(job).toMatchObject({ appId: old });
    expect(await change(job.id, 'configs', { isTestJob: true })).toMatchObject({ appId: inactive });
  });

  it('names, renames and takes the name away', async () => {
    const { id } = await create({ name: 'one' });
    expect((await change(id, 'jobname', { jobName: ' two ' })).name).toBe(' two ');
    expect((await change(id, 'jobname', { name: 'three', jobName: 'four' })).name).toBe('three');
    expect(await change(id, 'jobname', { name: '' })).not.toHaveProperty('name');
  });

  it('completes an upload', async () => {
    const refused = async (id: string) => (await api.patch(`${JOBS}/${id}/uploadcompleted`)).body;
    expect(await refused((await create()).id)).toEqual(refusal(9, 'data source is not a file'));
    const { id } = await create({ dataSource: { dataSourceDescriptor: 'file' } });
    expect(await refused(id)).toEqual(refusal(9, 'no file has been uploaded'));
    await server.query('UPDATE compute.jobs SET uploaded_at = now() WHERE id = $1', [id]);
    const empty = { body: '', headers: { 'content-type': 'application/json' } };
    expect((await api.raw('PATCH', `${JOBS}/${id}/uploadcompleted`, empty)).status).toBe(200);
    const [row] = await server.query<{ done: boolean }>(
      'SELECT upload_completed_at >= uploaded_at AS done FROM compute.jobs WHERE id = $1',
      [id],
    );
    expect(row.done).toBe(true);
  });

  it('tells of every change', async () => {
    const { id } = await create();
    await change(id, 'jobname', { name: 'x' });
    const events = await server.query('SELECT type, data FROM platform.events WHERE subject = $1 ORDER BY position', [
      id,
    ]);
    const data = { jobId: id, state: 'JOB_STATE_NEW' };
    expect(events).toEqual([
      { type: 'quintet.compute.job.created', data },
      { type: 'quintet.compute.job.updated', data },
    ]);
  });

  it('loses no change of several at once', async () => {
    const { id } = await create();
    await Promise.all([
      ...Array.from({ length: 5 }, () => change(id, 'jobname', { name: 'n' })),
      change(id, 'params', { partitioner: { a: 1 } }),
      change(id, 'params', { assembler: { b: 1 } }),
      change(id, 'configs', { taskTimeout: 5 }),
      change(id, 'configs', { jobTimeout: 6 }),
    ]);
    expect((await api.get(`${JOBS}/${id}`)).body.job).toMatchObject({
      name: 'n',
      params: { partitioner: { a: 1 }, assembler: { b: 1 } },
      config: { taskTimeout: 5, jobTimeout: 6 },
    });
  });

  describe('odd-input', () => {
    let id: string;
    beforeAll(async () => {
      ({ api } = await computeTenant(server));
      ({ id } = await create());
    });

    it.each(ODD.map(([call, body, violations]) => ({ name: label(call, body), call, body, violations })))(
      '$name',
      async ({ call, body, violations }) => {
        const { key } = server;
        const own = server.client(key);
        const job = (await own.post(JOBS, { templateId: 'hello-world' })).body.job;
        const text = typeof body === 'string' ? body : JSON.stringify(body);
        const method = call === 'run' ? 'POST' : 'PATCH';
        const answer = await own.raw(method, `${JOBS}/${job.id}/${call}`, { body: text });
        expect([answer.status, violations ? answer.body : undefined]).toEqual(
          violations ? [400, refusedFields(violations)] : [200, undefined],
        );
      },
    );

    it.each(CHANGES.slice(0, 4).flatMap((call) => ['', '[]', '5', 'null', '"x"'].map((body) => [call, body])))(
      '%s refuses the body %j',
      async (call, body) => {
        const answer = await server.client().raw('PATCH', `${JOBS}/${id}/${call}`, { body });
        expect([answer.status, answer.body]).toEqual([400, refusal(3, 'request body must be a JSON object')]);
      },
    );

    it.each(['[]', '5', 'null', '"x"'])('run refuses the body %j', async (body) => {
      const answer = await server.client().raw('POST', `${JOBS}/${id}/run`, { body });
      expect([answer.status, answer.body]).toEqual([400, refusal(3, 'request body must be a JSON object')]);
    });

    it.each([...CHANGES, 'run', 'abort', 'rerun'])('%s refuses what is no JSON', async (call) => {
      const method = CHANGES.includes(call) ? 'PATCH' : 'POST';
      for (const body of ['{', '{"__proto__":1}', `${'{"a":'.repeat(201)}1${'}'.repeat(201)}`]) {
        const answer = await server.client().raw(method, `${JOBS}/${id}/${call}`, { body });
        expect([answer.status, answer.body]).toEqual([400, refusal(3, 'malformed JSON')]);
      }
    });
  });

  it('judges fields before the job, and the job before its state', async () => {
    const { id } = await create();
    await putInState(server, id, 'JOB_STATE_PARTITIONED');
    const send = async (job: string, body: object) => (await api.patch(`${JOBS}/${job}/params`, body)).body.message;
    expect(await send('nope', { app: 5 })).toBe('params.app must be an object');
    expect(await send('nope', {})).toBe('job not found: nope');
    expect(await send(id, { app: { case: 1 } })).toMatch(/^params\.app\.case /);
    expect(await send(id, {})).toBe('job is in state JOB_STATE_PARTITIONED, not JOB_STATE_NEW');
  });

  it.each(STATES_AFTER_NEW)('refuses every change in state %s', async (state) => {
    const { id } = await create();
    await putInState(server, id, state);
    for (const call of CHANGES) {
      const answer = await api.patch(`${JOBS}/${id}/${call}`, {});
      expect([answer.status, answer.body]).toEqual([400, refusal(9, `job is in state ${state}, not JOB_STATE_NEW`)]);
    }
    const run = await api.post(`${JOBS}/${id}/run`);
    expect([run.status, run.body]).toEqual([409, refusal(9, `job is in state ${state}, not JOB_STATE_NEW`)]);
  });

  it('two-tenants: changes no job of another tenant', async () => {
    const { id } = await create();
    const other = (await computeTenant(server)).api;
    for (const call of CHANGES) {
      for (const answer of [
        await other.patch(`${JOBS}/${id}/${call}`, {}),
        await other.post(`${JOBS}/${id}/${call}`, {}),
      ]) {
        expect([answer.status, answer.body]).toEqual([404, refusal(5, `job not found: ${id}`)]);
      }
    }
  });

  it('needs the scope to write', async () => {
    const reader = server.client((await server.tenant(undefined, ['compute:read'])).key);
    const answer = await reader.patch(`${JOBS}/x/params`, {});
    expect([answer.status, answer.body]).toEqual([403, refusal(7, 'missing scope compute:write')]);
  });
});

function label(call: string, body: object | string): string {
  return `${call} ${typeof body === 'string' ? body : JSON.stringify(body)}`.slice(0, 110);
}
