import { JOB_STATES } from '../../src/domains/compute-jobs/jobs/transitions';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { faultsOf } from '../support/compute-seed';

interface Job {
  id: string;
  state: string;
  deletedAt?: string;
  templateInfo: object;
}

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

/** What a job that has been run answers besides, at its end. */
const RUN = `priority = 'EXECUTION_PRIORITY_FAST', submitted_at = now(), started_at = now(), start_at = now(),
  num_chunks = 3`;
const ENDED = `ended_at = now() + interval '1.5 s', payment = 0.00416667`;

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

  it('every change of a job answers as published', async () => {
    const api = server.client();
    const { job } = (await api.post(JOBS, { templateId: 'word-count' })).body;
    const changes: [path: string, body: object | undefined, shown: object][] = [
      ['jobname', { jobName: 'n' }, { name: 'n' }],
      [
        'datasource',
        { dataSource: REQUESTS[3][1]['dataSource' as never], dataDestination: { dataSourceDescriptor: 'bucket' } },
        { dataSource: { dataSourceDescriptor: 'file', params: { tempUrl: expect.any(String) } } },
      ],
      ['params', { partitioner: { lines: '5' }, app: { x: [null] } }, { params: { partitioner: { lines: '5' } } }],
      ['configs', { config: { taskTimeout: '60', isTestJob: true } }, { config: { taskTimeout: 60, isTestJob: true } }],
    ];
    for (const method of ['PATCH', 'POST']) {
      for (const [path, body, shown] of changes) {
        const answer = await api.raw(method, `${JOBS}/${job.id}/${path}`, {
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        });
        expect([method, path, answer.status]).toEqual([method, path, 200]);
        expect(answer.body.job).toMatchObject(shown);
        // What users send as params is theirs, null included.
        expect(faultsOf(answer.body).filter((fault) => fault !== '/job/params/app/x/0 is null')).toEqual([]);
      }
    }
    const { dataSource } = (await api.get(`${JOBS}/${job.id}`)).body.job;
    expect((await fetch(dataSource.params.tempUrl, { method: 'PUT', body: 'x' })).status).toBe(200);
    const completed = await api.patch(`${JOBS}/${job.id}/uploadcompleted`);
    expect(completed.status).toBe(200);
    expect(Object.keys(completed.body)).toEqual(['job', 'templateInfo']);
  });

  it('lists answer jobs as published, in every state', async () => {
    const api = server.client((await server.tenant()).key);
    for (const [index, state] of JOB_STATES.entries()) {
      const { job } = (await api.post(JOBS, { ...REQUESTS[2][1], name: state })).body;
      const reached = Object.fromEntries(JOB_STATES.slice(0, index + 1).map((one) => [one, job.createdAt]));
      const fields = [
        ...(index > 0 ? [RUN] : []),
        ...(['JOB_STATE_COMPLETE', 'JOB_STATE_FAILED'].includes(state) ? [ENDED] : []),
        ...(state === 'JOB_STATE_FAILED' ? [`error_message = 'aborted'`] : []),
        ...(state === 'JOB_STATE_STARTED' ? [`deleted_at = now()`] : []),
      ];
      await server.query(
        `UPDATE compute.jobs SET ${['state = $2', 'state_timestamps = $3', ...fields].join()} WHERE id = $1`,
        [job.id, state, JSON.stringify(reached)],
      );
    }
    const whole = { total: 10, offset: 0, hasPrevious: false, hasNext: false };
    const found = await api.post(`${JOBS}/filter`, { includeDeleted: true, orderBy: 'createdAt' });
    for (const [answer, pagination] of [
      [await api.get(`${JOBS}?orderBy=createdAt`), whole],
      [found, { ...whole, total: 11 }],
    ] as const) {
      expect([answer.status, Object.keys(answer.body), answer.body.pagination]).toEqual([
        200,
        ['pagination', 'data'],
        pagination,
      ]);
      for (const job of answer.body.data as Job[])
        expect(faultsOf({ job, templateInfo: job.templateInfo })).toEqual([]);
    }
    const jobs = found.body.data as Job[];
    expect(jobs.map(({ state }) => state)).toEqual(JOB_STATES);
    expect(jobs[1].deletedAt).toMatch(TIME);
    expect(jobs.at(-1)).toMatchObject({
      errorMessage: 'aborted',
      numChunks: 3,
      numUnitsEstimation: '3',
      duration: 1.5,
      paymentAmount: 0.00416667,
      priority: 'EXECUTION_PRIORITY_FAST',
      startedAt: expect.stringMatching(TIME),
      submittedAt: expect.stringMatching(TIME),
      endedAt: expect.stringMatching(TIME),
    });
    for (const job of jobs.filter(({ state }) => state !== 'JOB_STATE_STARTED')) {
      const { status, body } = await api.get(`${JOBS}/${job.id}`);
      expect([status, body]).toEqual([200, { job, templateInfo: job.templateInfo }]);
      expect(faultsOf(body)).toEqual([]);
    }
  });

  it('the templates that a job can name are answered as published', async () => {
    const { data } = (await server.client().get(`${JOBS}/templates`)).body as { data: { id: string; name: string }[] };
    const { job } = (await server.client().post(JOBS, REQUESTS[1][1])).body;
    expect(data.length).toBeGreaterThan(1);
    for (const { name, ...templateInfo } of data) {
      expect(name).toBe(templateInfo.id);
      expect(faultsOf({ job, templateInfo })).toEqual([]);
    }
  });
});
