import { misfits, pipelineTenant } from '../support/pipeline';
import type { PipelineTenant } from '../support/pipeline';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

const MISSING = 'Field required';
const NO_STRING = 'Input should be a valid string';
const NO_UNICODE = 'Input should be a valid string, unable to parse raw data as a unicode string';
const NULL_CHARACTER = 'Value error, null characters are not allowed';
const NO_INTEGER = 'Input should be a valid integer';
const FRACTION = 'Input should be a valid integer, got a number with a fractional part';
const NO_INTEGER_TEXT = 'Input should be a valid integer, unable to parse string as an integer';
const TOO_LARGE = 'Unable to parse input string as an integer, exceeded maximum size';
const NO_BOOLEAN = 'Input should be a valid boolean, unable to interpret input';
const NO_MODE = "Input should be 'PER_FILE' or 'ACROSS_FILES'";
const NO_UUID = 'UUID input should be a string, bytes or UUID object';
const NO_OBJECT = 'Input should be a valid dictionary or object to extract fields from';
const NO_DICTIONARY = 'Input should be a valid dictionary';
const TOO_DEEP = 'Value error, nested deeper than 32 levels';
const ID = '0198c2a0-0000-7000-8000-0000000000aB';

const uuidReason = (reason: string) => `Input should be a valid UUID, ${reason}`;
const nested = (levels: number): object => (levels === 1 ? {} : { a: nested(levels - 1) });

describe('validation of POST /api/v2/workspaces/{workspace_id}/jobs', () => {
  let server: Server;
  let tenant: PipelineTenant;

  beforeAll(async () => {
    server = await sharedServer();
    tenant = await pipelineTenant(server);
  });

  afterAll(() => server?.stop());

  type Expected = [type: string, loc: (string | number)[], msg: string][];

  async function expectRefused(request: Promise<{ status: number; body: unknown }>, expected: Expected): Promise<void> {
    const { status, body } = await request;
    expect(body).toEqual({ detail: expected.map(([type, loc, msg]) => ({ type, loc, msg })) });
    expect(status).toBe(422);
    expect(misfits(422, body)).toEqual([]);
  }

  const raw = (body: string | Buffer, headers?: Record<string, string>) =>
    tenant.api.raw('POST', tenant.jobs, { body, headers });

  describe('of one field', () => {
    it.each<[string, unknown, string, string]>([
      ['name', undefined, 'missing', MISSING],
      ['name', 5, 'string_type', NO_STRING],
      ['name', null, 'string_type', NO_STRING],
      ['name', true, 'string_type', NO_STRING],
      ['name', ['x'], 'string_type', NO_STRING],
      ['name', {}, 'string_type', NO_STRING],
      ['name', 'a\ud800', 'string_unicode', NO_UNICODE],
      ['name', '\udc00\ud800', 'string_unicode', NO_UNICODE],
      ['name', 'a\0b', 'value_error', NULL_CHARACTER],
      ['pipeline_id', undefined, 'missing', MISSING],
      ['pipeline_id', null, 'uuid_type', NO_UUID],
      ['pipeline_id', 5, 'uuid_type', NO_UUID],
      ['pipeline_id', [], 'uuid_type', NO_UUID],
      ['pipeline_id', 'xyz', 'uuid_parsing', uuidReason('invalid character: found `x` at 1')],
      ['pipeline_id', '{xyz}', 'uuid_parsing', uuidReason('invalid character: found `x` at 2')],
      ['pipeline_id', 'urn:uuid:xyz', 'uuid_parsing', uuidReason('invalid character: found `x` at 10')],
      ['pipeline_id', `URN:UUID:${ID}`, 'uuid_parsing', uuidReason('invalid character: found `U` at 1')],
      ['pipeline_id', ` ${ID}`, 'uuid_parsing', uuidReason('invalid character: found ` ` at 1')],
      ['pipeline_id', '0é', 'uuid_parsing', uuidReason('invalid character: found `é` at 2')],
      ['pipeline_id', '', 'uuid_parsing', uuidReason('invalid length: expected length 32 for simple format, found 0')],
      [
        'pipeline_id',
        'a'.repeat(31),
        'uuid_parsing',
        uuidReason('invalid length: expected length 32 for simple format, found 31'),
      ],
      ['pipeline_id', '{}', 'uuid_parsing', uuidReason('invalid group count: expected 5, found 1')],
      ['pipeline_id', `{${'a'.repeat(32)}}`, 'uuid_parsing', uuidReason('invalid group count: expected 5, found 1')],
      ['pipeline_id', 'a-b', 'uuid_parsing', uuidReason('invalid group count: expected 5, found 2')],
      ['pipeline_id', `${ID}-a`, 'uuid_parsing', uuidReason('invalid group count: expected 5, found 6')],
      ['pipeline_id', `a${ID}`, 'uuid_parsing', uuidReason('invalid group length in group 0: expected 8, found 9')],
      [
        'pipeline_id',
        ID.replace('7000', '700'),
        'uuid_parsing',
        uuidReason('invalid group length in group 2: expected 4, found 3'),
      ],
      ['pipeline_id', `${ID}a`, 'uuid_parsing', uuidReason('invalid group length in group 4: expected 12, found 13')],
      ['pipeline_id', `{${ID}a}`, 'uuid_parsing', uuidReason('invalid group length in group 4: expected 12, found 15')],
      ['execution_mode', undefined, 'missing', MISSING],
      ['execution_mode', null, 'enum', NO_MODE],
      ['execution_mode', 'per_file', 'enum', NO_MODE],
      ['execution_mode', ' PER_FILE', 'enum', NO_MODE],
      ['execution_mode', 5, 'enum', NO_MODE],
      ['execution_mode', {}, 'enum', NO_MODE],
      ['description', 5, 'string_type', NO_STRING],
      ['description', '\0', 'value_error', NULL_CHARACTER],
      ['concurrency', 21, 'less_than_equal', 'Input should be less than or equal to 20'],
      ['concurrency', 0, 'greater_than_equal', 'Input should be greater than or equal to 1'],
      ['concurrency', false, 'greater_than_equal', 'Input should be greater than or equal to 1'],
      ['concurrency', '-1', 'greater_than_equal', 'Input should be greater than or equal to 1'],
      ['concurrency', 3.5, 'int_from_float', FRACTION],
      ['concurrency', [], 'int_type', NO_INTEGER],
      ['concurrency', {}, 'int_type', NO_INTEGER],
      ...['3.5', 'x', '', '1e1', '0x3', '3.', '3_', '1__0', '++3', '٣'].map(
        (text) => ['concurrency', text, 'int_parsing', NO_INTEGER_TEXT] as [string, unknown, string, string],
      ),
      ['concurrency', '9007199254740992', 'int_parsing_size', TOO_LARGE],
      ['concurrency', 1e300, 'int_parsing_size', TOO_LARGE],
      ['query_set_id', 5, 'uuid_type', NO_UUID],
      ['query_set_id', 'x', 'uuid_parsing', uuidReason('invalid character: found `x` at 1')],
      ['queries', {}, 'list_type', 'Input should be a valid list'],
      ['queries', 'x', 'list_type', 'Input should be a valid list'],
      [
        'queries',
        Array(10_001).fill({}),
        'too_long',
        'List should have at most 10000 items after validation, not 10001',
      ],
    ])('%s = %j', async (field, value, type, msg) => {
      await expectRefused(tenant.create({ [field]: value }), [[type, ['body', field], msg]]);
    });
  });

  describe('of a query', () => {
    it.each<[unknown, (string | number)[], string, string]>([
      ['a', [], 'model_attributes_type', NO_OBJECT],
      [null, [], 'model_attributes_type', NO_OBJECT],
      [[], [], 'model_attributes_type', NO_OBJECT],
      [{}, ['query'], 'missing', MISSING],
      [{ query: null }, ['query'], 'string_type', NO_STRING],
      [{ query: 'q', filters: [] }, ['filters'], 'dict_type', NO_DICTIONARY],
      [{ query: 'q', filters: 'x' }, ['filters'], 'dict_type', NO_DICTIONARY],
      [{ query: 'q', params: 5 }, ['params'], 'dict_type', NO_DICTIONARY],
      [{ query: 'q', filters: nested(33) }, ['filters'], 'value_error', TOO_DEEP],
      [{ query: 'q', params: { a: nested(32) } }, ['params'], 'value_error', TOO_DEEP],
      [{ query: 'q', filters: { a: ['x\0'] } }, ['filters'], 'value_error', NULL_CHARACTER],
      [{ query: 'q', params: { 'x\0': 1 } }, ['params'], 'value_error', NULL_CHARACTER],
      [{ query: 'q', group_name: 5 }, ['group_name'], 'string_type', NO_STRING],
      [{ query: 'q', query_label: {} }, ['query_label'], 'string_type', NO_STRING],
      [{ query: 'q', query_index: 1.5 }, ['query_index'], 'int_from_float', FRACTION],
      [{ query: 'q', query_index: 'x' }, ['query_index'], 'int_parsing', NO_INTEGER_TEXT],
      [{ query: 'q', absolute_query_index: [] }, ['absolute_query_index'], 'int_type', NO_INTEGER],
      [{ query: 'q', absolute_query_index: '9'.repeat(30) }, ['absolute_query_index'], 'int_parsing_size', TOO_LARGE],
    ])('%j', async (query, at, type, msg) => {
      await expectRefused(tenant.create({ queries: [query] }), [[type, ['body', 'queries', 0, ...at], msg]]);
      const second = tenant.create({ queries: [{ query: 'fine' }, query] });
      await expectRefused(second, [[type, ['body', 'queries', 1, ...at], msg]]);
    });
  });

  describe('of the query string', () => {
    it.each(['true', 'false', '1', '0', 't', 'f', 'y', 'n', 'yes', 'no', 'on', 'off', 'TRUE', 'Off', 'x&dry_run=1'])(
      'accepts dry_run=%s',
      async (text) => expect((await tenant.create({}, `?dry_run=${text}`)).status).toBe(201),
    );

    it.each(['', 'null', '2', '1.0', '%20true', 'truee', '1&dry_run=x', '%00'])('refuses dry_run=%s', async (text) => {
      await expectRefused(tenant.create({}, `?dry_run=${text}`), [['bool_parsing', ['query', 'dry_run'], NO_BOOLEAN]]);
    });

    it('refuses start likewise', async () => {
      await expectRefused(tenant.create({}, '?start=x'), [['bool_parsing', ['query', 'start'], NO_BOOLEAN]]);
      await expectRefused(tenant.create({}, '?start'), [['bool_parsing', ['query', 'start'], NO_BOOLEAN]]);
    });
  });

  describe('of the body as a whole', () => {
    const missing: Expected = ['name', 'pipeline_id', 'execution_mode'].map((field) => [
      'missing',
      ['body', field],
      MISSING,
    ]);

    it('{} lacks the three required fields', () => expectRefused(raw('{}'), missing));

    it.each([
      ['no body', undefined, undefined],
      ['an empty body', '', undefined],
      ['an empty body of another type', '', 'text/plain'],
      ['null', 'null', undefined],
      ['null with spaces around it', ' null\n', 'application/json'],
    ])('%s is missing', async (_, body, type) => {
      const headers: Record<string, string> = type ? { 'content-type': type } : {};
      const request = tenant.api.raw('POST', tenant.jobs, { body, headers });
      await expectRefused(request, [['missing', ['body'], MISSING]]);
    });

    it.each(['[]', '"x"', '5', 'true', '[{}]', '""', '0'])('%s is no object', (body) =>
      expectRefused(raw(body), [['model_attributes_type', ['body'], NO_OBJECT]]),
    );

    it.each([
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/jsonx',
      'json',
      'multipart/form-data; boundary=x',
    ])('a valid job sent as %s is no object', (type) =>
      expectRefused(raw(JSON.stringify(tenant.job()), { 'content-type': type }), [
        ['model_attributes_type', ['body'], NO_OBJECT],
      ]),
    );

    it.each([
      'application/json',
      'Application/JSON',
      'application/json; charset=latin1; x="a;b"',
      'application/vnd.x+json',
      'text/x+JSON;a=b',
    ])('%s is read as JSON', async (type) => {
      expect((await raw(JSON.stringify(tenant.job()), { 'content-type': type })).status).toBe(201);
    });

    it('is read as JSON without a type, and behind a byte order mark', async () => {
      const text = JSON.stringify(tenant.job());
      expect((await raw(text)).status).toBe(201);
      expect((await raw(`\ufeff${text}`)).status).toBe(201);
    });

    it.each<[string | Buffer, number]>([
      ['{', 1],
      ['{"name":', 8],
      ['{} x', 3],
      ['hello', 0],
      ['   ', 3],
      ['NaN', 0],
      ['{"name":NaN}', 8],
      ['{"name":-Infinity}', 8],
      ['{"name":"😀",}', 12],
      ['{"name":"a\nb"}', 10],
      ["{'name':1}", 1],
      ['[1,]', 3],
      ['\ufeff{', 1],
      [Buffer.from([0x7b, 0x22, 0xff]), 2],
      [Buffer.from('{"name":"\u00e9\u00e9"}', 'latin1'), 9],
      ['{"queries":['.repeat(50_000), 600_000],
    ])('%j is not JSON', async (body, position) => {
      await expectRefused(raw(body), [['json_invalid', ['body', position], 'JSON decode error']]);
    });

    it('lists everything: path, query, body, in the order of the contract', async () => {
      const query = Object.fromEntries(
        ['absolute_query_index', 'query_index', 'query_label', 'group_name', 'params', 'filters', 'query'].map(
          (name) => [name, name.endsWith('index') ? 'x' : 1],
        ),
      );
      const body = {
        queries: [query, 5, {}],
        query_set_id: 'x',
        concurrency: 'x',
        description: 5,
        execution_mode: 'x',
        pipeline_id: 'x',
        name: 5,
      };
      const bad = uuidReason('invalid character: found `x` at 1');
      const at = (...loc: (string | number)[]) => ['body', 'queries', ...loc];
      await expectRefused(tenant.api.post('/api/v2/workspaces/x/jobs?start=maybe&dry_run=maybe', body), [
        ['uuid_parsing', ['path', 'workspace_id'], bad],
        ['bool_parsing', ['query', 'dry_run'], NO_BOOLEAN],
        ['bool_parsing', ['query', 'start'], NO_BOOLEAN],
        ['string_type', ['body', 'name'], NO_STRING],
        ['uuid_parsing', ['body', 'pipeline_id'], bad],
        ['enum', ['body', 'execution_mode'], NO_MODE],
        ['string_type', ['body', 'description'], NO_STRING],
        ['int_parsing', ['body', 'concurrency'], NO_INTEGER_TEXT],
        ['uuid_parsing', ['body', 'query_set_id'], bad],
        ['string_type', at(0, 'query'), NO_STRING],
        ['dict_type', at(0, 'filters'), NO_DICTIONARY],
        ['dict_type', at(0, 'params'), NO_DICTIONARY],
        ['string_type', at(0, 'group_name'), NO_STRING],
        ['string_type', at(0, 'query_label'), NO_STRING],
        ['int_parsing', at(0, 'query_index'), NO_INTEGER_TEXT],
        ['int_parsing', at(0, 'absolute_query_index'), NO_INTEGER_TEXT],
        ['model_attributes_type', at(1), NO_OBJECT],
        ['missing', at(2, 'query'), MISSING],
      ]);
    });

    it('refuses queries together with a query set, only when no field has an error of its own', async () => {
      const together = 'Value error, queries and query_set_id cannot be used together';
      const both = { query_set_id: ID, queries: [] };
      await expectRefused(tenant.create(both), [['value_error', ['body'], together]]);
      await expectRefused(tenant.create({ ...both, name: 5 }), [['string_type', ['body', 'name'], NO_STRING]]);
      expect((await tenant.create({ query_set_id: null, queries: [] })).status).toBe(201);
    });
  });

  describe('of references', () => {
    const noPipeline: Expected[number] = ['value_error', ['body', 'pipeline_id'], 'Value error, pipeline not found'];
    const noSet: Expected[number] = ['value_error', ['body', 'query_set_id'], 'Value error, query set not found'];

    it('refuses what is unknown, both at once', async () => {
      await expectRefused(tenant.create({ pipeline_id: ID }), [noPipeline]);
      await expectRefused(tenant.create({ query_set_id: ID }), [noSet]);
      await expectRefused(tenant.create({ pipeline_id: ID, query_set_id: ID }), [noPipeline, noSet]);
      await expectRefused(tenant.create({ pipeline_id: ID, query_set_id: ID }, '?dry_run=1'), [noPipeline, noSet]);
    });

    it('refuses what is in another workspace, and a pipeline that was deleted', async () => {
      const { body: other } = await tenant.api.post('/api/v1/workspaces', { name: 'other' });
      const path = `/api/v2/workspaces/${other.workspace_id}`;
      const { body: set } = await tenant.api.post(`${path}/query_sets`, { name: 'set', queries: [] });
      await expectRefused(tenant.api.post(`${path}/jobs`, tenant.job()), [noPipeline]);
      await expectRefused(tenant.create({ query_set_id: set.query_set_id }), [noSet]);
      const own = await pipelineTenant(server);
      await server.query('UPDATE pipeline.pipelines SET deleted_at = now() WHERE id = $1', [own.pipeline]);
      await expectRefused(own.create(), [noPipeline]);
    });

    it('looks at the body before the workspace, and at the workspace before references', async () => {
      const unknown = `/api/v2/workspaces/${ID}/jobs`;
      await expectRefused(tenant.api.post(unknown, { ...tenant.job(), name: 5 }), [
        ['string_type', ['body', 'name'], NO_STRING],
      ]);
      const answer = await tenant.api.post(unknown, tenant.job({ pipeline_id: ID }));
      expect([answer.status, answer.body]).toEqual([404, { errors: ['Workspace not found'] }]);
    });
  });

  it('accepts every form of a uuid and answers it in lower case with dashes', async () => {
    const id = tenant.pipeline;
    for (const form of [id.toUpperCase(), id.replaceAll('-', ''), `{${id}}`, `urn:uuid:${id}`]) {
      const { status, body } = await tenant.create({ pipeline_id: form });
      expect([status, body.pipeline_id]).toEqual([201, id]);
    }
    const path = `/api/v2/workspaces/urn:uuid:${tenant.workspace.toUpperCase()}/jobs`;
    expect((await tenant.api.post(path, tenant.job())).status).toBe(201);
  });

  it.each<[unknown, number]>([
    [3, 3],
    [3.0, 3],
    [true, 1],
    [' 3 ', 3],
    ['\u00a03\u3000', 3],
    ['+3', 3],
    ['03', 3],
    ['1_0', 10],
    ['3.0', 3],
    ['3.000', 3],
    [null, 3],
  ])('accepts concurrency %j as %j', async (given, stored) => {
    expect((await tenant.create({ concurrency: given })).body.concurrency).toBe(stored);
  });

  it('ignores unknown fields, lets the last of duplicate keys win and keeps __proto__ as data', async () => {
    const filters = '{"__proto__":{"a":1},"constructor":{"prototype":2},"b":1,"b":2}';
    const text = `{"x":"\\ud800","__proto__":{"name":"no"},"name":5,"name":"yes","pipeline_id":"${tenant.pipeline}",
      "execution_mode":"ACROSS_FILES","queries":[{"query":"q","y":${'['.repeat(100_000)}${']'.repeat(100_000)},"filters":${filters}}]}`;
    const { status, body, text: answer } = await raw(text);
    expect([status, body.name]).toEqual([201, 'yes']);
    const kept = '"filters":{"__proto__":{"a":1},"constructor":{"prototype":2},"b":2}';
    expect(answer).toContain(kept);
    expect((await tenant.api.get(`${tenant.jobs}/${body.job_id}`)).text).toContain(kept);
  });
});
