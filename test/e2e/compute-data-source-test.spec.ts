import type { Client } from '../support/client';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Target } from '../support/target';
import type { Answering } from '../support/target';

const PATH = '/v1/customer/datasource/test';

describe('testing a data source', () => {
  let server: Server;
  let api: Client;
  let target: Target;
  let answer: Answering = (response) => response.end();

  beforeAll(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1', COMPUTE_MAX_UPLOAD_BYTES: '1000' } });
    api = server.client();
    target = await Target.open((response, request, number) => answer(response, request, number));
  });
  afterAll(async () => {
    target?.close();
    await server?.stop();
  });

  const test = (dataSource: unknown, rest: object = {}) => api.post(PATH, { dataSource, ...rest });
  const url = (params: object = {}) => ({
    dataSourceDescriptor: 'url',
    params: { url: `${target.url}/a/input.txt?key=value`, ...params },
  });

  it('finds the input of bypass', async () => {
    const { status, body } = await test({ dataSourceDescriptor: 'bypass' });
    expect([status, body]).toEqual([200, { filename: 'bypass.txt', path: 'bypass.txt', size: '7', properties: {} }]);
  });

  it('finds a file of a web server, announced or not, and keeps nothing', async () => {
    answer = (response) => response.end('12345');
    const found = { filename: 'input.txt', path: '/a/input.txt', size: '5', properties: {} };
    const { status, body } = await test(url());
    expect([status, body]).toEqual([200, found]);
    answer = (response) => {
      response.write('123');
      response.end('4567');
    };
    const listed = await api.post(PATH.replace('customer', 'computing'), {
      data_source: { data_source_descriptor: 'url', params: url({ name: 'own.txt' }).params },
      list_files: true,
    });
    expect(listed.body).toEqual({
      ...found,
      filename: 'own.txt',
      size: '7',
      files: {
        name: '/',
        path: '/',
        directories: [],
        files: [{ id: '/a/input.txt', name: 'own.txt', path: '/a/input.txt', size: '7' }],
      },
    });
  });

  it('signs in where told so', async () => {
    answer = (response, { headers }) => response.writeHead(headers.authorization ? 200 : 401).end();
    expect((await test(url())).body.message).toBe('data source failed: HTTP 401');
    expect((await test(url({ username: 'ada', password: 'x' }))).status).toBe(200);
    expect(target.received.at(-1)!.headers.authorization).toBe(`Basic ${Buffer.from('ada:x').toString('base64')}`);
  });

  it.each<[string, Answering, string]>([
    ['a missing file', (response) => response.writeHead(404).end(), 'HTTP 404'],
    ['a broken server', (response) => response.writeHead(500).end(), 'HTTP 500'],
    ['a cut connection', (response) => response.socket!.destroy(), 'connection failed'],
    ['a large file', (response) => response.end('x'.repeat(1001)), 'larger than 1000 bytes'],
    [
      'a redirect to a refused address',
      (response) => response.writeHead(302, { location: 'http://127.0.0.2/' }).end(),
      'address not allowed',
    ],
    [
      'a redirect to itself',
      (response, request) => response.writeHead(302, { location: request.url }).end(),
      'HTTP 302',
    ],
  ])('tells why it fails: %s', async (_, answering, reason) => {
    answer = answering;
    const { status, body } = await test(url());
    expect([status, body]).toEqual([400, { code: 9, message: `data source failed: ${reason}`, details: [] }]);
  });

  it('tells of hosts that there are not', async () => {
    const missing = await test(url({ url: 'https://nothing.invalid/x' }));
    expect(missing.body.message).toBe('data source failed: connection failed');
  });

  it.each([
    [{}, 'dataSource.dataSourceDescriptor is required'],
    [{ dataSource: null }, 'dataSource.dataSourceDescriptor is required'],
    [{ dataSource: {} }, 'dataSource.dataSourceDescriptor is required'],
    [{ dataSource: 5 }, 'dataSource must be an object'],
    [{ dataSource: { dataSourceDescriptor: 'file' } }, 'dataSource.dataSourceDescriptor cannot be tested'],
    [{ dataSource: { dataSourceDescriptor: 'local' } }, 'dataSource.dataSourceDescriptor cannot be tested'],
    [{ dataSource: { dataSourceDescriptor: 's3' } }, 'dataSource.dataSourceDescriptor is not available'],
    [
      { dataSource: { dataSourceDescriptor: 'bucket' } },
      'dataSource.dataSourceDescriptor must be one of bypass, url, file, aws, gcp, storj',
    ],
    [{ dataSource: { dataSourceDescriptor: 'url' } }, 'dataSource.params.url is required'],
    [
      { dataSource: { dataSourceDescriptor: 'url', params: { url: 'https://127.0.0.2/' } } },
      'dataSource.params.url address is not allowed',
    ],
    [{ dataSource: { dataSourceDescriptor: 'bypass' }, listFiles: 'yes' }, 'listFiles must be a boolean'],
  ])('refuses %j', async (request, message) => {
    const { status, body } = await api.post(PATH, request);
    expect([status, body.code, body.message]).toEqual([400, 3, message]);
    expect(body.details[0].fieldViolations).toHaveLength(1);
  });

  it('refuses what is no object, and no body', async () => {
    for (const request of [[], 'x', undefined]) {
      expect((await api.post(PATH, request)).body.message).toBe('request body must be a JSON object');
    }
  });

  it('needs to read only, and is remembered by its key', async () => {
    const reader = server.client((await server.tenant(undefined, ['compute:read'])).key);
    const before = target.received.length;
    answer = (response, _, number) => response.end('x'.repeat(number));
    const headers = { 'idempotency-key': 'one' };
    const first = await reader.post(PATH, { dataSource: url() }, headers);
    expect(first.status).toBe(200);
    expect((await reader.post(PATH, { dataSource: url() }, headers)).text).toBe(first.text);
    expect(target.received).toHaveLength(before + 1);
    const writer = server.client((await server.tenant(undefined, ['compute:write'])).key);
    expect((await writer.post(PATH, { dataSource: url() })).body.message).toBe('missing scope compute:read');
  });
});
