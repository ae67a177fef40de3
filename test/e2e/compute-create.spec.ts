import { connect } from 'node:net';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import type { Client } from '../support/client';

const JOBS = '/v1/customer/jobs';
const JSON_TYPE = { 'content-type': 'application/json' };

describe('creating a compute job', () => {
  let server: Server;
  let api: Client;

  beforeAll(async () => {
    server = await startServer({ env: { COMPUTE_SECRET_KEY: 'k'.repeat(32) } });
    api = server.client();
  });
  afterAll(() => server?.stop());

  const create = async (request: object) => (await api.post(JOBS, { templateId: 'hello-world', ...request })).body;

  it('works with the call that the server prints at its start', async () => {
    const curl = /-d '(\{"templateId".*\})'/.exec(server.output)!;
    expect((await api.raw('POST', JOBS, { body: curl[1], headers: JSON_TYPE })).status).toBe(200);
  });

  it('ignores read-only and unknown fields', async () => {
    const { job } = await create({
      id: 'mine',
      state: 'JOB_STATE_COMPLETE',
      createdAt: 'x',
      submittedAt: 5,
      other: null,
    });
    expect(job).toMatchObject({ state: 'JOB_STATE_NEW', priority: 'EXECUTION_PRIORITY_UNDEFINED' });
    expect(job.id).not.toBe('mine');
  });

  it('reads snake case everywhere but in the data of the user', async () => {
    const data = { snake_case: { a_b: 1 }, dataSource: null, empty: '', list: [null, {}] };
    const { job } = await create({
      templateId: undefined,
      template_id: 'word-count',
      data_source: { data_source_descriptor: 'local' },
      data_destination: { data_source_descriptor: 'bypass' },
      params: { app: data, partitioner: data, assembler: data },
      config: { task_timeout: '5', job_timeout: 6.0, is_test_job: true, max_task_retries: '7', taskTimeout: 8 },
    });
    expect(job).toMatchObject({
      dataSource: { dataSourceDescriptor: 'file' },
      dataDestination: { dataSourceDescriptor: 'bypass' },
      config: { taskTimeout: 8, jobTimeout: 6, isTestJob: true, maxTaskRetries: 7 },
    });
    expect(JSON.stringify(job.params)).toBe(
      JSON.stringify({ partitioner: { lines: 100, ...data }, assembler: data, app: data }),
    );
  });

  it('offers a signed link to upload a file to, while the job is new', async () => {
    const headers = { ...JSON_TYPE, host: 'quintet.example:8080' };
    const body = JSON.stringify({ templateId: 'word-count', dataSource: { dataSourceDescriptor: 'file' } });
    const { job } = (await api.raw('POST', JOBS, { body, headers })).body;
    const { '@type': type, tempUrl } = job.dataSource.params;
    expect(type).toBe('type.googleapis.com/bytenite.data_source.LocalFileDataSource');
    expect(tempUrl).toMatch(/^http:\/\/[^/]+\/v1\/customer\/uploads\/[\w-]+\.[\w-]+\.[\w-]+$/);
    const claims = JSON.parse(Buffer.from(tempUrl.split('.').at(-2), 'base64url').toString());
    expect(claims).toEqual({ aud: 'upload', sub: job.id });
  });

  it('keeps passwords sealed in the database', async () => {
    const params = { url: 'https://a.example/x', password: 'correct horse' };
    const { job } = await create({ dataSource: { dataSourceDescriptor: 'url', params } });
    const [row] = await server.query<{ row: string }>(
      'SELECT row_to_json(j)::text AS row FROM compute.jobs j WHERE id = $1',
      [job.id],
    );
    expect(row.row).toContain('sealedPassword');
    expect(row.row).not.toContain('correct horse');
    expect(JSON.stringify(job)).not.toContain('correct horse');
  });

  it('stores the job and its event together', async () => {
    const { job } = await create({});
    const events = await server.query('SELECT type, data FROM platform.events WHERE subject = $1', [job.id]);
    expect(events).toEqual([{ type: 'quintet.compute.job.created', data: { jobId: job.id, state: 'JOB_STATE_NEW' } }]);
  });

  it('answers under its other name too, links and all', async () => {
    const { body } = await api.post('/v1/computing/jobs', { templateId: 'hello-world' });
    expect((await api.get(`/v1/computing/jobs/${body.job.id}`)).body).toEqual(body);
    expect((await api.get('/v1/computing/nothing?x=1')).body).toEqual({
      code: 5,
      message: 'no such route: GET /v1/computing/nothing',
      details: [],
    });
  });

  it.each(['nothing', 'jobs/%ZZ'])('knows no route /v1/customer/%s', async (path) => {
    const answer = await server.stranger().get(`/v1/customer/${path}`);
    expect([answer.status, answer.body.code]).toEqual([404, 5]);
    expect(answer.headers.get('x-request-id')).toBeTruthy();
  });

  it.each(['nope', 'x', '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b', 'a%00b'])('knows no job %s', async (id) => {
    const answer = await api.get(`${JOBS}/${id}`);
    expect([answer.status, answer.body]).toEqual([
      404,
      { code: 5, message: `job not found: ${decodeURIComponent(id)}`, details: [] },
    ]);
  });

  it('judges credential, scope, type, Accept, size, syntax, fields and template in this order', async () => {
    const reader = server.client((await server.tenant(undefined, ['compute:read'])).key);
    const large = JSON.stringify({ name: 5, filler: 'x'.repeat(1024 * 1024) });
    const text = { 'content-type': 'text/plain; charset=utf-8' };
    const protobuf = { accept: 'application/x-protobuf' };
    const send = async (client: Client, body: string, headers: Record<string, string>) => {
      const answer = await client.raw('POST', JOBS, { body, headers });
      return [answer.status, answer.body.code, answer.body.message];
    };
    expect(await send(server.stranger(), large, { ...text, ...protobuf })).toEqual([401, 16, 'missing credentials']);
    expect(await send(reader, large, { ...text, ...protobuf })).toEqual([403, 7, 'missing scope compute:write']);
    expect(await send(api, large, { ...text, ...protobuf })).toEqual([415, 3, 'unsupported content type: text/plain']);
    expect(await send(api, large, protobuf)).toEqual([406, 3, 'cannot answer application/x-protobuf']);
    expect(await send(api, large, {})).toEqual([413, 8, 'request body exceeds 1048576 bytes']);
    expect(await send(api, '{', JSON_TYPE)).toEqual([400, 3, 'malformed JSON']);
    expect(await send(api, '{"name":5,"templateId":"nope"}', {})).toEqual([400, 3, 'name must be a string']);
    expect(await send(api, '{"templateId":"nope"}', {})).toEqual([404, 5, 'template not found: nope']);
  });

  it('reads a body without a type, and one that comes in chunks', async () => {
    const { port } = new URL(server.url);
    const body = '{"templateId":"hello-world"}';
    const raw = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write(
          `POST ${JOBS} HTTP/1.1\r\nHost: x\r\nAuthorization: ${server.key}\r\nTransfer-Encoding: chunked\r\n` +
            `Connection: close\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
        ),
      );
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('end', () => resolve(text)).on('error', reject);
    });
    expect(raw).toMatch(/^HTTP\/1\.1 200 /);
  });

  it.each(['', '[]', '5', 'null', '"x"'])('refuses the body %j', async (body) => {
    const answer = await api.raw('POST', JOBS, { body, headers: JSON_TYPE });
    const message = 'request body must be a JSON object';
    expect([answer.status, answer.body]).toEqual([400, { code: 3, message, details: [] }]);
  });

  it('answers a signal in every failure: type, request id, challenge', async () => {
    const answer = await server.stranger().raw('POST', JOBS, { headers: { 'x-request-id': 'mine' } });
    expect(answer.text).toBe('{"code":16,"message":"missing credentials","details":[]}');
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('x-request-id')).toBe('mine');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });
});
