import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { AddressGuard } from '../../../kernel/outbound/address-guard';
import { AllowList } from '../../../kernel/outbound/allow-list';
import { serveHttp } from '../../../kernel/outbound/fixtures/local-server';
import type { LocalServer } from '../../../kernel/outbound/fixtures/local-server';
import { OutboundClient } from '../../../kernel/outbound/outbound-client';
import type { Question } from './connector';
import { DeepsetSearchConnector } from './deepset-search/deepset-search.connector';
import type { Document } from './found';
import { HayhooksConnector } from './hayhooks/hayhooks.connector';
import { OpenAiCompatibleConnector } from './openai-compatible/openai-compatible.connector';
import { Upstream } from './upstream';

const SIGNAL = new AbortController().signal;
const FILE = { id: 'f', name: 'a.txt' };
const FILTER = { field: 'meta.a', operator: '==', value: 1 };
const QUESTION: Question = {
  tenantId: 't',
  workspaceId: 'w',
  query: 'who?',
  filters: null,
  params: null,
  file: null,
  fileIds: null,
};

/** A service that answers by its routes, and what it was asked. */
let server: LocalServer;
let routes: Record<string, unknown> = {};
let asked: { route: string; key?: string; body: unknown }[] = [];

async function received(request: IncomingMessage): Promise<string> {
  const route = `${request.method} ${request.url}`;
  const body = await text(request);
  asked.push({ route, key: request.headers.authorization, body: body === '' ? undefined : JSON.parse(body) });
  return route;
}

const upstream = new Upstream(new OutboundClient(new AddressGuard(AllowList.parse('127.0.0.1'))));

beforeAll(async () => {
  server = await serveHttp((request, response) => {
    void received(request).then((route) => {
      response.statusCode = route in routes ? 200 : 404;
      response.end(JSON.stringify(routes[route] ?? { detail: 'Not Found' }));
    });
  });
});
beforeEach(() => {
  routes = {};
  asked = [];
});
afterAll(() => server.close());

describe('deepset-search', () => {
  const connector = new DeepsetSearchConnector(upstream);
  const config = () => ({
    connector: 'deepset-search',
    url: `${server.origin}/`,
    workspace: 'my files',
    pipeline: 'p',
    api_key: 'k',
  });
  const PATH = '/api/v1/workspaces/my%20files/pipelines/p';
  const BODY = { queries: ['who?'], debug: false, view_prompts: false };
  const ask = (changes: Partial<Question>, more = {}) =>
    connector.ask({ ...config(), ...more }, null, { ...QUESTION, ...changes }, SIGNAL);

  it('is ready once the pipeline is deployed', async () => {
    routes = { [`GET ${PATH}`]: { status: 'DEPLOYED' } };
    expect(await connector.makeReady(config(), SIGNAL)).toEqual({ inputs: null, supportsPerFile: true });
    expect(asked).toEqual([{ route: `GET ${PATH}`, key: 'Bearer k', body: undefined }]);
    routes = { [`GET ${PATH}`]: { status: 'UNDEPLOYED' } };
    await expect(connector.makeReady(config(), SIGNAL)).rejects.toMatchObject({ code: 'CONNECTOR_NOT_READY' });
    routes = {};
    await expect(connector.makeReady(config(), SIGNAL)).rejects.toMatchObject({ code: 'CONNECTOR_NOT_READY' });
  });

  it.each<[string, Partial<Question>, object, object]>([
    ['the query alone', {}, {}, {}],
    ['filters and params', { filters: FILTER, params: { a: 1 } }, {}, { filters: FILTER, params: { a: 1 } }],
    ['files of a search', { fileIds: ['a', 'b'] }, {}, { files: ['a', 'b'] }],
    ['a file', { file: FILE }, {}, { files: ['f'], filters: { field: 'meta.file_id', operator: '==', value: 'f' } }],
    [
      'a file by its name',
      { file: FILE, filters: FILTER },
      { file_scope: 'name' },
      {
        filters: {
          operator: 'AND',
          conditions: [FILTER, { field: 'meta.file_name', operator: '==', value: 'a.txt' }],
        },
      },
    ],
  ])('sends %s', async (_, changes, more, sent) => {
    routes = { [`POST ${PATH}/search`]: { results: [{ answers: [], documents: [] }] } };
    expect(await ask(changes, more)).toEqual({ answers: [], documents: [], usage: null });
    expect(asked).toEqual([{ route: `POST ${PATH}/search`, key: 'Bearer k', body: { ...BODY, ...sent } }]);
  });

  it('keeps answers and documents', async () => {
    const meta = { usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } };
    const answers = [{ answer: 'yes', type: 'extractive', meta }];
    routes = { [`POST ${PATH}/search`]: { results: [{ answers, documents: [{ id: 'd', content: 'x' }] }] } };
    expect(await ask({})).toMatchObject({
      answers,
      documents: [{ id: 'd', content: 'x' }],
      usage: { total_tokens: 3 },
    });
  });

  it.each([[{}], [{ results: [] }], [{ results: [{}] }], [[]]])('finds nothing in %j', async (answer) => {
    routes = { [`POST ${PATH}/search`]: answer };
    await expect(ask({})).rejects.toMatchObject({ type: 'invalid_response', statusCode: 200 });
  });
});

describe('hayhooks', () => {
  const connector = new HayhooksConnector(upstream);
  const config = () => ({
    connector: 'hayhooks',
    url: `${server.origin}/base`,
    pipeline: 'p',
    headers: { Authorization: 'k' },
  });
  const ready = (properties: object, required: string[] = []) => ({
    'GET /base/status/p': { status: 'Up!' },
    'GET /base/openapi.json': {
      paths: {
        '/p/run': { post: { requestBody: { content: { 'application/json': { schema: { properties, required } } } } } },
      },
    },
  });

  it.each<[string, object, boolean]>([
    ['the query alone', { question: {}, top_k: {} }, false],
    ['filters', { query: {}, filters: {} }, true],
    ['files', { query: {}, files: {} }, true],
  ])('learns the inputs of a pipeline with %s', async (_, properties, supportsPerFile) => {
    routes = ready(properties, ['query']);
    expect(await connector.makeReady(config(), SIGNAL)).toEqual({
      inputs: Object.keys(properties),
      supportsPerFile,
      learned: { required_inputs: ['query'] },
    });
    expect(asked.map(({ route, key }) => [route, key])).toEqual(Object.keys(routes).map((route) => [route, 'k']));
  });

  it('is not ready without the pipeline or its query', async () => {
    await expect(connector.makeReady(config(), SIGNAL)).rejects.toMatchObject({ code: 'CONNECTOR_NOT_READY' });
    routes = ready({ x: {} });
    await expect(connector.makeReady(config(), SIGNAL)).rejects.toMatchObject({ code: 'NO_QUERY_INPUT' });
  });

  it('runs the pipeline', async () => {
    routes = { 'POST /base/p/run': { result: 'yes' } };
    const learned = { ...config(), required_inputs: ['query', 'x'] };
    const found = await connector.ask(learned, ['query', 'x', 'y'], QUESTION, SIGNAL);
    expect(found.answers.map(({ answer }) => answer)).toEqual(['yes']);
    expect(asked).toEqual([{ route: 'POST /base/p/run', key: 'k', body: { query: 'who?', x: null } }]);
    const undeclared = { ...QUESTION, params: { z: 1 } };
    await expect(connector.ask(learned, ['query'], undeclared, SIGNAL)).rejects.toMatchObject({
      type: 'invalid_params',
    });
    expect(asked).toHaveLength(1);
  });
});

describe('openai-compatible', () => {
  const passage = (id: string, name: string): Document => ({
    id,
    content: `text of ${id}`,
    content_type: 'text',
    meta: {},
    score: 0.5,
    file: { id: name, name },
    embedding: null,
    result_id: id,
  });
  const passages = [passage('d1', 'a'), passage('d2', 'b'), passage('d3', 'b')];
  const find = jest.fn().mockResolvedValue(passages);
  const connector = new OpenAiCompatibleConnector(upstream, { find });
  const config = () => ({
    connector: 'openai-compatible',
    url: `${server.origin}/v1`,
    model: 'm',
    api_key: 'k',
    top_k: 3,
  });
  const completion = (content: string) => ({
    choices: [{ message: { role: 'assistant', content } }],
    usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 },
  });

  it('is ready once it lists its models', async () => {
    routes = { 'GET /v1/models': { data: [] } };
    expect(await connector.makeReady(config(), SIGNAL)).toEqual({ inputs: null, supportsPerFile: true });
    expect(asked[0].key).toBe('Bearer k');
  });

  it('answers from numbered passages and tells which and what it cost', async () => {
    routes = { 'POST /v1/chat/completions': completion('It is so [2, 3].') };
    const found = await connector.ask({ ...config(), input_price: 2, output_price: 10 }, null, QUESTION, SIGNAL);
    expect(find).toHaveBeenLastCalledWith(QUESTION, 3, expect.any(AbortSignal));
    const { model, messages } = asked[0].body as { model: string; messages: { role: string; content: string }[] };
    expect([model, messages.map(({ role }) => role)]).toEqual(['m', ['system', 'user']]);
    expect(messages[1].content).toContain('[1] a\ntext of d1\n\n[2] b\ntext of d2\n\n[3] b\ntext of d3');
    expect(messages[1].content).toContain('who?');
    expect(found).toEqual({
      answers: [
        expect.objectContaining({
          answer: 'It is so [2, 3].',
          type: 'generative',
          document_ids: ['d2', 'd3'],
          file: { id: 'b', name: 'b' },
        }),
      ],
      documents: passages,
      usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100, cost: 0.003 },
    });
  });

  it('cites all when it cites none, has a prompt of its own, and no cost without prices', async () => {
    routes = { 'POST /v1/chat/completions': completion('yes') };
    const found = await connector.ask({ ...config(), system_prompt: 'Be brief.' }, null, QUESTION, SIGNAL);
    expect(found.answers[0]).toMatchObject({
      document_ids: ['d1', 'd2', 'd3'],
      file: null,
      files: [{ id: 'a' }, { id: 'b' }],
    });
    expect(found.usage?.cost).toBeNull();
    expect((asked[0].body as { messages: unknown[] }).messages[0]).toEqual({ role: 'system', content: 'Be brief.' });
  });

  it('refuses params and answers without a text', async () => {
    const params = { ...QUESTION, params: { a: 1 } };
    await expect(connector.ask(config(), null, params, SIGNAL)).rejects.toMatchObject({ type: 'invalid_params' });
    routes = { 'POST /v1/chat/completions': { choices: [] } };
    await expect(connector.ask(config(), null, QUESTION, SIGNAL)).rejects.toMatchObject({ type: 'invalid_response' });
  });
});
