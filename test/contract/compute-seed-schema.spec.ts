import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { faultsOf } from '../support/compute-seed';

const JOBS = '/v1/customer/jobs';
const OWNER = '00000000-0000-0000-0000-000000000000';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const REQUESTS: [string, object][] = [
  ['the example of the specification', { template_id: 'hello-world', name: 'demo', config: { taskTimeout: '60' } }],
  ['the least', { templateId: 'word-count' }],
  [
    'everything',
    {
      name: 'n',
      templateId: 'word-count',
      description: 'd',
      dataSource: {
        dataSourceDescriptor: 'url',
        params: { url: 'https://a.example/x', name: 'x', username: 'u', password: 'p' },
      },
      dataDestination: { dataSourceDescriptor: 'bypass' },
      params: { preset: 'p', partitioner: { lines: 5 }, assembler: { a: [1, 'x', { b: false }] }, app: { x: 1.5e10 } },
      config: { taskTimeout: 60, jobTimeout: '120', isTestJob: true, maxTaskRetries: 0 },
    },
  ],
  ['a file', { templateId: 'word-count', dataSource: { dataSourceDescriptor: 'file', params: { name: 'a.txt' } } }],
];

describe('seed-schema', () => {
  let server: Server;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server?.stop());

  it.each(REQUESTS)('create and read answer as published: %s', async (_, request) => {
    const api = server.client();
    const created = await api.post(JOBS, request);
    expect(created.status).toBe(200);
    expect(created.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(faultsOf(created.body)).toEqual([]);
    const read = await api.get(`${JOBS}/${created.body.job.id}`);
    expect([read.status, read.text]).toEqual([200, created.text]);
  });

  it('answers the example of the specification byte for byte', async () => {
    const { body, text } = await server.client().post(JOBS, REQUESTS[0][1]);
    const { id, createdAt, appId } = body.job;
    const templateInfo = {
      id: 'hello-world',
      owner: OWNER,
      description: 'Changes the case of a text',
      app: 'hello-world@0.1',
      partitioner: 'passthrough',
      assembler: 'passthrough',
    };
    const job = {
      id,
      templateId: 'hello-world',
      name: 'demo',
      config: { taskTimeout: 60, jobTimeout: 3600, isTestJob: false },
      priority: 'EXECUTION_PRIORITY_UNDEFINED',
      state: 'JOB_STATE_NEW',
      dataSource: { dataSourceDescriptor: 'bypass' },
      dataDestination: { dataSourceDescriptor: 'bucket' },
      params: { app: { case: 'upper' } },
      createdAt,
      stateTimestamps: { JOB_STATE_NEW: createdAt },
      appId,
      templateInfo,
    };
    expect(text).toBe(JSON.stringify({ job, templateInfo }));
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(createdAt).toMatch(TIME);
  });

  it('answers everything that was sent in its canonical form', async () => {
    const { body } = await server.client().post(JOBS, REQUESTS[2][1]);
    expect(body.job).toMatchObject({
      name: 'n',
      description: 'd',
      dataSource: {
        dataSourceDescriptor: 'url',
        params: {
          '@type': 'type.googleapis.com/bytenite.data_source.HttpDataSource',
          url: 'https://a.example/x',
          name: 'x',
          username: 'u',
        },
      },
      dataDestination: { dataSourceDescriptor: 'bypass' },
      params: { preset: 'p', partitioner: { lines: 5 }, assembler: { a: [1, 'x', { b: false }] }, app: { x: 1.5e10 } },
      config: { taskTimeout: 60, jobTimeout: 120, isTestJob: true, maxTaskRetries: 0 },
    });
    expect(body.job.dataSource.params).not.toHaveProperty('password');
  });
});
