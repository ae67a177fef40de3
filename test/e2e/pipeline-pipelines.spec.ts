import { openHayhooks } from '../support/hayhooks-stub';
import { pipelineTenant } from '../support/pipeline';
import type { PipelineTenant } from '../support/pipeline';
import { indexFiles } from '../support/pipeline-index';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const UUID = /^[0-9a-f-]{36}$/;
const SECRET = 'sk-never-shown';
const PATH = '/api/v1/workspaces/default/pipelines';

describe('pipelines', () => {
  let server: Server;
  let own: PipelineTenant;
  let hayhooks: Target;

  beforeAll(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1' } });
    own = await pipelineTenant(server);
    hayhooks = await openHayhooks({
      rag: { inputs: { question: {}, filters: {}, top_k: {} }, required: ['question'] },
      plain: { inputs: { query: {} } },
      silent: { inputs: { x: {} } },
      upload: { inputs: { query: {}, files: {} }, type: 'multipart/form-data' },
    });
  });
  afterAll(async () => {
    hayhooks?.close();
    await server?.stop();
  });

  let count = 0;
  const newName = () => `p-${++count}`;
  const create = (query_yaml: string, name = newName()) => own.api.post(PATH, { name, query_yaml });
  const events = async (name: string): Promise<string[]> => {
    const { body } = await own.api.get('/platform/v1/events?type=quintet.pipeline.pipeline.*&limit=1000');
    const all = body.data as { type: string; data: { name: string } }[];
    return all.filter(({ data }) => data.name === name).map(({ type }) => type.split('.').at(-1)!);
  };

  describe('are made', () => {
    it('of YAML, and shown', async () => {
      const { status, body } = await create('connector: builtin # mine\ntop_k: 5\n', 'made');
      expect([status, body]).toEqual([
        201,
        {
          pipeline_id: expect.stringMatching(UUID),
          name: 'made',
          status: 'UNDEPLOYED',
          service_level: 'DEVELOPMENT',
          connector: 'builtin',
          inputs: null,
          supports_per_file: true,
          created_at: expect.stringMatching(TIME),
          created_by: { user_id: expect.stringMatching(UUID), given_name: 'test', family_name: null },
          last_edited_at: null,
          last_edited_by: null,
          deployed_version_id: null,
          running_version_id: null,
          draft_version_id: null,
        },
      ]);
      expect((await own.api.get(`${PATH}/made`)).body).toEqual(body);
      expect((await own.api.get(`${PATH}/made/yaml`)).body).toEqual({ query_yaml: 'connector: builtin # mine\ntop_k: 5\n' });
      expect(await events('made')).toEqual(['created']);
      expect((await create('connector: builtin', 'made')).body).toEqual({
        errors: ["A pipeline named 'made' already exists"],
      });
    });

    it.each<[string, object, number, unknown]>([
      ['no name', { query_yaml: '' }, 422, { detail: [expect.objectContaining({ type: 'missing', loc: ['body', 'name'] })] }],
      ['a name with a slash', { name: 'a/b', query_yaml: '' }, 400, { errors: ['Pipeline name is not valid'] }],
      ['an empty name', { name: '', query_yaml: '' }, 400, { errors: ['Pipeline name is not valid'] }],
      ['a long name', { name: 'x'.repeat(101), query_yaml: '' }, 400, { errors: ['Pipeline name is not valid'] }],
      ['no YAML', { name: 'x', query_yaml: 'a: [' }, 422, details('YAML_ERROR', '')],
      ['no connector', { name: 'x', query_yaml: '{}' }, 400, details('MISSING_FIELD', '/connector')],
      ['another connector', { name: 'x', query_yaml: 'connector: y' }, 400, details('UNKNOWN_CONNECTOR', '/connector')],
      ['components', { name: 'x', query_yaml: 'components: {}' }, 400, details('UNSUPPORTED_PIPELINE', '/components')],
      ['no URL', { name: 'x', query_yaml: 'connector: hayhooks\npipeline: p' }, 400, details('MISSING_FIELD', '/url')],
      [
        'a hidden secret that is not there',
        { name: 'x', query_yaml: 'connector: openai-compatible\nurl: http://h\nmodel: m\napi_key: "***"' },
        400,
        details('INVALID_VALUE', '/api_key'),
      ],
    ])('but not of %s', async (_, body, status, expected) => {
      const answer = await own.api.post(PATH, body);
      expect([answer.status, answer.body]).toEqual([status, expected]);
    });

    it('once by ten requests with one Idempotency-Key', async () => {
      const body = { name: 'once', query_yaml: 'connector: builtin' };
      const headers = { 'idempotency-key': 'once' };
      const answers = await Promise.all(Array.from({ length: 10 }, () => own.api.post(PATH, body, headers)));
      expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
      expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
      expect(await events('once')).toEqual(['created']);
    });
  });

  it('are judged without being made', async () => {
    const validate = async (query_yaml: string) => {
      const { status, body } = await own.api.post('/api/v1/workspaces/default/pipeline_validations', { query_yaml });
      return [status, body];
    };
    expect(await validate('connector: builtin\nother: 1')).toEqual([204, '']);
    expect(await validate('connector: hayhooks\nurl: http://h\npipeline: p\nheaders: {A: "***"}')).toEqual([204, '']);
    expect(await validate(': :\n- x')).toEqual([422, details('YAML_ERROR', '')]);
    const [status, body] = await validate('connector: builtin\ntop_k: 0\nanswers: x\nother: 1');
    expect(status).toBe(400);
    expect(body.details.map((one: Record<string, string>) => [one.code, one.category, one.json_pointer])).toEqual([
      ['INVALID_VALUE', 'ERROR', '/top_k'],
      ['INVALID_VALUE', 'ERROR', '/answers'],
      ['UNKNOWN_FIELD', 'WARNING', '/other'],
    ]);
  });

  it('keep their secrets to themselves', async () => {
    const name = newName();
    const seen: (string | undefined)[] = [];
    const peer = await Target.open((response, { headers }) => {
      seen.push(headers.authorization);
      response.writeHead(headers.authorization === `Bearer ${SECRET}` ? 200 : 401).end(JSON.stringify({ errors: [headers.authorization] }));
    });
    const yaml = (key: string, model = 'm') =>
      `connector: deepset-search # mine\nurl: ${peer.url}\nworkspace: w\npipeline: ${model}\napi_key: ${key}\n`;
    const made = await create(yaml(SECRET), name);
    const shown = await own.api.get(`${PATH}/${name}/yaml`);
    expect(shown.body.query_yaml).toBe(yaml('"***"'));
    // What is shown can be given back: the secret is kept, and still used.
    const changed = await own.api.put(`${PATH}/${name}/yaml`, { query_yaml: yaml('"***"', 'n') });
    expect([changed.status, changed.body.last_edited_at]).toEqual([200, expect.stringMatching(TIME)]);
    const deployed = await own.api.post(`${PATH}/${name}/deploy`);
    expect([deployed.status, deployed.body]).toEqual([422, details('CONNECTOR_NOT_READY', '/url')]);
    const wrong = await own.api.put(`${PATH}/${name}/yaml`, { query_yaml: yaml(`wrong-${SECRET}`) });
    const refused = await own.api.post(`${PATH}/${name}/deploy`);
    expect(refused.body.details[0].message).toContain('answered 401: Bearer ***');
    expect(seen).toEqual([`Bearer ${SECRET}`, `Bearer wrong-${SECRET}`]);
    const [stored] = await server.query<{ row: string }>(
      'SELECT p::text AS row FROM pipeline.pipelines p WHERE name = $1',
      [name],
    );
    const told = await own.api.get('/platform/v1/events?limit=1000');
    for (const { text } of [made, shown, changed, deployed, wrong, refused, told]) expect(text).not.toContain(SECRET);
    expect(stored.row).not.toContain(SECRET);
    expect(server.output).not.toContain(SECRET);
    peer.close();
  });

  describe('are deployed', () => {
    const onHayhooks = (pipeline: string, more = '') => `connector: hayhooks\nurl: ${hayhooks.url}\npipeline: ${pipeline}\n${more}`;
    const deploy = async (yaml: string) => {
      const name = newName();
      await create(yaml, name);
      const { status, body } = await own.api.post(`${PATH}/${name}/deploy`);
      return { name, status, body, shown: (await own.api.get(`${PATH}/${name}`)).body };
    };

    it('with what their connector tells', async () => {
      const { name, status, body, shown } = await deploy(onHayhooks('rag'));
      const expected = { status: 'DEPLOYED', inputs: ['question', 'filters', 'top_k'], supports_per_file: true };
      expect([status, body]).toEqual([200, expect.objectContaining(expected)]);
      expect(shown).toEqual(body);
      expect(await events(name)).toEqual(['created', 'deployed']);
      const undeployed = await own.api.post(`${PATH}/${name}/undeploy`);
      expect([undeployed.status, undeployed.body.status]).toEqual([200, 'UNDEPLOYED']);
      expect((await own.api.post(`${PATH}/${name}/undeploy`)).status).toBe(200);
      expect(await events(name)).toEqual(['created', 'deployed', 'undeployed']);
      expect((await own.api.post(`${PATH}/${name}/deploy`, {})).body.status).toBe('DEPLOYED');
    });

    it('though a query cannot be limited to a file, which jobs then may not want', async () => {
      const { body } = await deploy(onHayhooks('plain'));
      expect(body).toMatchObject({ status: 'DEPLOYED', inputs: ['query'], supports_per_file: false });
      const changes = { pipeline_id: body.pipeline_id, execution_mode: 'PER_FILE', queries: [{ query: 'q' }] };
      const refused = await own.create(changes, '?dry_run=true&start=true');
      expect([refused.status, refused.body]).toEqual([409, { errors: ['Pipeline cannot be limited to one file'] }]);
    });

    it.each<[string, () => string, string, string]>([
      ['a pipeline that is not there', () => onHayhooks('nope'), 'CONNECTOR_NOT_READY', '/url'],
      ['no input for the query', () => onHayhooks('silent'), 'NO_QUERY_INPUT', '/inputs/query'],
      ['no such input', () => onHayhooks('rag', 'inputs: {query: nope}'), 'NO_QUERY_INPUT', '/inputs/query'],
      ['files to upload', () => onHayhooks('upload'), 'UNSUPPORTED_INPUT', '/pipeline'],
      ['nobody there', () => 'connector: hayhooks\nurl: http://127.0.0.1:1\npipeline: p', 'CONNECTOR_UNREACHABLE', '/url'],
      ['a metadata service', () => 'connector: hayhooks\nurl: http://169.254.169.254\npipeline: p', 'CONNECTOR_BLOCKED', '/url'],
      ['the loopback', () => 'connector: hayhooks\nurl: http://localhost\npipeline: p', 'CONNECTOR_BLOCKED', '/url'],
    ])('but not with %s', async (_, yaml, code, pointer) => {
      const { name, status, body, shown } = await deploy(yaml());
      expect([status, body]).toEqual([422, details(code, pointer)]);
      expect(shown.status).toBe('FAILED_TO_DEPLOY');
      expect(await events(name)).toEqual(['created', 'deploy_failed']);
    });

    it('in another config only when asked again', async () => {
      const { name } = await deploy(onHayhooks('rag'));
      const put = await own.api.put(`${PATH}/${name}/yaml`, { query_yaml: 'connector: builtin' });
      const expected = { status: 'UNDEPLOYED', connector: 'builtin', inputs: null, supports_per_file: true };
      expect(put.body).toMatchObject({ ...expected, last_edited_by: { given_name: 'test' } });
      expect(await events(name)).toEqual(['created', 'deployed', 'updated']);
    });

    it('not when they were changed meanwhile', async () => {
      const name = newName();
      let go = () => {};
      const slow = await Target.open((response) => {
        go = () => response.end(JSON.stringify({ status: 'DEPLOYED' }));
      });
      const yaml = `connector: deepset-search\nurl: ${slow.url}\nworkspace: w\npipeline: p\n`;
      await create(yaml, name);
      const deployment = own.api.post(`${PATH}/${name}/deploy`, undefined, { 'idempotency-key': 'slow' });
      await waitFor(() => slow.received.length === 1);
      expect((await own.api.get(`${PATH}/${name}`)).body.status).toBe('DEPLOYING');
      await own.api.put(`${PATH}/${name}/yaml`, { query_yaml: yaml });
      go();
      const { status, body } = await deployment;
      expect([status, body]).toEqual([409, { errors: ['Pipeline was changed while it was deployed'] }]);
      expect((await own.api.get(`${PATH}/${name}`)).body.status).toBe('UNDEPLOYED');
      slow.close();
    });
  });

  describe('answer', () => {
    const FILTER = { field: 'meta.kind', operator: '==', value: 'contract' };
    const deployed = async (yaml: string): Promise<string> => {
      const name = newName();
      await create(yaml, name);
      const { status, text } = await own.api.post(`${PATH}/${name}/deploy`);
      if (status !== 200) throw new Error(text);
      return name;
    };
    const search = (name: string, more: object = {}) => own.api.post(`${PATH}/${name}/search`, { queries: ['Who is the tenant?'], ...more });

    it('as another server does, which may be this one', async () => {
      await indexFiles(server, own, [
        { name: 'lease.txt', parts: ['This is a lease. The tenant is Adler Timber Works.'], meta: { kind: 'contract' } },
        { name: 'other.txt', parts: ['The tenant is somebody else.'] },
      ]);
      const peer = `connector: deepset-search\nurl: ${server.url}\nworkspace: default\npipeline: builtin\napi_key: ${own.key}`;
      const name = await deployed(peer);
      for (const more of [{}, { filters: FILTER }, { params: { answers: { top_k: 1 } } }]) {
        const [near, far] = [await search('builtin', more), await search(name, more)];
        const known = ({ body }: typeof near) => {
          const [{ answers, documents }] = body.results;
          const withoutIds = ({ result_id: _, ...rest }: Record<string, unknown>) => rest;
          return [answers.map(withoutIds), documents.map(withoutIds)];
        };
        expect([far.status, known(far)]).toEqual([200, known(near)]);
        expect(far.body.results[0].answers.length).toBeGreaterThan(0);
      }
    });

    it('by Hayhooks, which is sent nothing that it has not declared', async () => {
      const onHayhooks = (pipeline: string) => deployed(`connector: hayhooks\nurl: ${hayhooks.url}\npipeline: ${pipeline}`);
      const name = await onHayhooks('rag');
      const { status, body } = await search(name, { filters: FILTER, params: { top_k: 2 } });
      const sent = { question: 'Who is the tenant?', filters: FILTER, top_k: 2 };
      expect([status, JSON.parse(body.results[0].answers[0].answer)]).toEqual([200, sent]);
      const before = hayhooks.received.length;
      const plain = await onHayhooks('plain');
      const refusals: [string, object, string][] = [
        [name, { params: { nope: 1 } }, 'params'],
        [name, { params: { question: 'x' } }, 'params'],
        [plain, { filters: FILTER }, 'params'],
        [plain, { files: [own.workspace] }, 'params'],
      ];
      for (const [pipeline, more, field] of refusals) {
        const refused = await search(pipeline, more);
        expect([refused.status, refused.body.detail?.[0].loc]).toEqual([422, ['body', field]]);
      }
      expect(hayhooks.received.slice(before).filter(({ method }) => method === 'POST')).toEqual([]);
    });

    it('by a language model, from passages that are found here', async () => {
      const model = await Target.open((response, { url }) => {
        const message = { role: 'assistant', content: 'Adler Timber Works [1].' };
        response.end(JSON.stringify(url === '/v1/models' ? { data: [] } : { choices: [{ message }] }));
      });
      const name = await deployed(`connector: openai-compatible\nurl: ${model.url}/v1\nmodel: m\napi_key: ${SECRET}`);
      const [{ answers, documents }] = (await search(name)).body.results;
      expect(answers).toEqual([
        expect.objectContaining({ answer: 'Adler Timber Works [1].', type: 'generative', document_ids: [documents[0].id] }),
      ]);
      const [{ body, headers }] = model.at('/v1/chat/completions');
      expect(headers.authorization).toBe(`Bearer ${SECRET}`);
      expect(JSON.parse(body.toString()).messages[1].content).toContain('[1] lease.txt\nThis is a lease.');
      model.close();
    });

    it('with 591 when what is behind them fails', async () => {
      const yaml = `connector: deepset-search\nurl: ${server.url}\nworkspace: default\npipeline: builtin\napi_key: ${own.key}`;
      const name = await deployed(yaml);
      await own.api.post(`${PATH}/builtin/undeploy`);
      const { status, body } = await search(name);
      expect([status, body]).toEqual([591, { errors: ['Pipeline is not deployed'] }]);
      await own.api.post(`${PATH}/builtin/deploy`);
    });
  });

  it('stay as they are while a job of theirs is started', async () => {
    const name = newName();
    const { pipeline_id } = (await create('connector: builtin', name)).body;
    const { job_id } = (await own.create({ pipeline_id, queries: [{ query: 'q' }] })).body;
    await server.query("UPDATE pipeline.jobs SET status = 'STARTED' WHERE id = $1", [job_id]);
    const used = [409, { errors: ['Pipeline is used by a started job'] }];
    const put = await own.api.put(`${PATH}/${name}/yaml`, { query_yaml: 'connector: builtin' });
    expect([put.status, put.body]).toEqual(used);
    const gone = await own.api.delete(`${PATH}/${name}`);
    expect([gone.status, gone.body]).toEqual(used);
    await server.query("UPDATE pipeline.jobs SET status = 'ENDED' WHERE id = $1", [job_id]);
    expect((await own.api.delete(`${PATH}/${name}`)).status).toBe(204);
    expect((await own.api.get(`${own.jobs}/${job_id}`)).body.pipeline_name).toBe(name);
    expect((await own.api.delete(`${PATH}/${name}`)).body).toEqual({ errors: ['Pipeline not found'] });
    expect((await own.create({ pipeline_id })).status).toBe(422);
    expect((await create('connector: builtin', name)).status).toBe(201);
    expect(await events(name)).toEqual(['created', 'deleted', 'created']);
  });

  it('hide another tenant exactly as what is missing', async () => {
    const stranger = await pipelineTenant(server);
    await own.api.post('/api/v1/workspaces', { name: 'mine' });
    await own.api.post('/api/v1/workspaces/mine/pipelines', { name: 'p', query_yaml: 'connector: builtin' });
    const yaml = { query_yaml: 'connector: builtin' };
    const routes: ['get' | 'post' | 'put' | 'delete', string, object?][] = [
      ['post', 'mine/pipelines', { name: 'q', ...yaml }],
      ['post', 'mine/pipeline_validations', yaml],
      ['get', 'mine/pipelines/p/yaml'],
      ['put', 'mine/pipelines/p/yaml', yaml],
      ['post', 'mine/pipelines/p/deploy'],
      ['post', 'mine/pipelines/p/undeploy'],
      ['delete', 'mine/pipelines/p'],
      ['get', 'default/pipelines/made/yaml'],
      ['delete', 'default/pipelines/%00'],
    ];
    for (const [method, path, body] of routes) {
      const foreign = await stranger.api[method](`/api/v1/workspaces/${path}`, body as never);
      const absent = path.replace('mine', 'missing').replace('made', 'missing');
      const missing = await stranger.api[method](`/api/v1/workspaces/${absent}`, body as never);
      expect([path, foreign.status, foreign.body]).toEqual([path, 404, missing.body]);
    }
    const { key } = await server.tenant(own.tenant, ['pipeline:read']);
    expect((await server.client(key).get('/api/v1/workspaces/mine/pipelines/p/yaml')).status).toBe(200);
    expect((await server.client(key).post('/api/v1/workspaces/mine/pipelines/p/deploy')).status).toBe(403);
    expect((await own.api.get('/api/v1/workspaces/mine/pipelines/p')).status).toBe(200);
  });
});

function details(code: string, pointer: string): unknown {
  return { details: [{ code, message: expect.any(String), category: 'ERROR', json_pointer: pointer }] };
}
