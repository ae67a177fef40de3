import fc from 'fast-check';
import { isDryRun, validateCreateJob } from './create-job.model';
import type { ValidationError } from './findings';
import { parseJson } from './json-body';

const WORKSPACE = '0198c2a0-0000-7000-8000-000000000001';
const PIPELINE = '0198c2a0-0000-7000-8000-000000000002';
const BODY = { name: 'Leases', pipeline_id: PIPELINE, execution_mode: 'PER_FILE' };
const NO_OBJECT = 'Input should be a valid dictionary or object to extract fields from';

function validate(body: unknown, query: object = {}, workspace_id = WORKSPACE) {
  return validateCreateJob({ path: { workspace_id }, query, body });
}

function detail(body: unknown, query?: object, workspace?: string): [string, ValidationError['loc'], string][] {
  return validate(body, query, workspace).errors.map(({ type, loc, msg }) => [type, loc, msg]);
}

describe('validateCreateJob', () => {
  it('fills the defaults', () => {
    expect(validate(BODY)).toEqual({
      value: {
        path: { workspace_id: WORKSPACE },
        query: { dry_run: false, start: false },
        body: { ...BODY, description: null, concurrency: 3, query_set_id: null, queries: null },
      },
      errors: [],
    });
  });

  it('coerces as pydantic does and drops unknown fields at every level', () => {
    const body = {
      ...BODY,
      pipeline_id: `{${PIPELINE.toUpperCase()}}`,
      concurrency: ' 7.0 ',
      description: '',
      queries: [{ query: '', filters: { a: [] }, query_index: true, absolute_query_index: '1_0', x: '\0' }],
      extra: '\ud800',
    };
    const { value } = validate(body, { dry_run: 'ON', start: ['yes', '0'], extra: 'x' }, WORKSPACE.toUpperCase());
    expect(value).toEqual({
      path: { workspace_id: WORKSPACE },
      query: { dry_run: true, start: false },
      body: {
        ...BODY,
        description: '',
        concurrency: 7,
        query_set_id: null,
        queries: [
          {
            query: '',
            filters: { a: [] },
            params: null,
            group_name: null,
            query_label: null,
            query_index: 1,
            absolute_query_index: 10,
          },
        ],
      },
    });
  });

  it('takes null wherever the contract does', () => {
    const nulls = { filters: null, params: null, group_name: null, query_label: null };
    const queries = [{ query: 'q', ...nulls, query_index: null, absolute_query_index: null }];
    expect(
      validate({ ...BODY, description: null, concurrency: null, query_set_id: null, queries }).value?.body,
    ).toEqual({ ...BODY, description: null, concurrency: 3, query_set_id: null, queries });
    expect(detail({ ...BODY, queries: null })).toEqual([]);
  });

  it.each<[string, unknown, [string, ValidationError['loc'], string][]]>([
    [
      '{}',
      {},
      [
        ['missing', ['body', 'name'], 'Field required'],
        ['missing', ['body', 'pipeline_id'], 'Field required'],
        ['missing', ['body', 'execution_mode'], 'Field required'],
      ],
    ],
    ['no body', undefined, [['missing', ['body'], 'Field required']]],
    ['null', null, [['missing', ['body'], 'Field required']]],
    ['[]', [], [['model_attributes_type', ['body'], NO_OBJECT]]],
    ['"x"', 'x', [['model_attributes_type', ['body'], NO_OBJECT]]],
    ['5', 5, [['model_attributes_type', ['body'], NO_OBJECT]]],
    ['true', true, [['model_attributes_type', ['body'], NO_OBJECT]]],
  ])('refuses the body %s', (_, body, expected) => expect(detail(body)).toEqual(expected));

  it.each<[string, unknown, string, string]>([
    ['name', 5, 'string_type', 'Input should be a valid string'],
    ['name', null, 'string_type', 'Input should be a valid string'],
    ['name', 'a\0', 'value_error', 'Value error, null characters are not allowed'],
    ['pipeline_id', 'xyz', 'uuid_parsing', 'Input should be a valid UUID, invalid character: found `x` at 1'],
    ['pipeline_id', null, 'uuid_type', 'UUID input should be a string, bytes or UUID object'],
    ['execution_mode', null, 'enum', "Input should be 'PER_FILE' or 'ACROSS_FILES'"],
    ['description', {}, 'string_type', 'Input should be a valid string'],
    ['concurrency', 0, 'greater_than_equal', 'Input should be greater than or equal to 1'],
    ['concurrency', 21, 'less_than_equal', 'Input should be less than or equal to 20'],
    ['concurrency', [], 'int_type', 'Input should be a valid integer'],
    ['query_set_id', 5, 'uuid_type', 'UUID input should be a string, bytes or UUID object'],
    ['queries', {}, 'list_type', 'Input should be a valid list'],
    ['queries', Array(10_001).fill(1), 'too_long', 'List should have at most 10000 items after validation, not 10001'],
  ])('refuses %s = %j', (field, value, type, msg) =>
    expect(detail({ ...BODY, [field]: value })).toEqual([[type, ['body', field], msg]]),
  );

  it('refuses items at their positions', () => {
    expect(detail({ ...BODY, queries: ['a'] })).toEqual([['model_attributes_type', ['body', 'queries', 0], NO_OBJECT]]);
    expect(detail({ ...BODY, queries: [{ query: 'q' }, {}] })).toEqual([
      ['missing', ['body', 'queries', 1, 'query'], 'Field required'],
    ]);
  });

  it('lists everything in one go: path, query, body, fields in order, items by index', () => {
    const query = {
      absolute_query_index: 1.5,
      query_index: {},
      query_label: 1,
      group_name: 1,
      params: 1,
      filters: [],
      query: 1,
    };
    const body = {
      queries: [query, null],
      query_set_id: 'x',
      concurrency: 'x',
      description: 1,
      execution_mode: 'x',
      pipeline_id: 'x',
      name: 1,
    };
    expect(detail(body, { start: '', dry_run: '2' }, 'x').map(([type, loc]) => [type, ...loc])).toEqual([
      ['uuid_parsing', 'path', 'workspace_id'],
      ['bool_parsing', 'query', 'dry_run'],
      ['bool_parsing', 'query', 'start'],
      ['string_type', 'body', 'name'],
      ['uuid_parsing', 'body', 'pipeline_id'],
      ['enum', 'body', 'execution_mode'],
      ['string_type', 'body', 'description'],
      ['int_parsing', 'body', 'concurrency'],
      ['uuid_parsing', 'body', 'query_set_id'],
      ['string_type', 'body', 'queries', 0, 'query'],
      ['dict_type', 'body', 'queries', 0, 'filters'],
      ['dict_type', 'body', 'queries', 0, 'params'],
      ['string_type', 'body', 'queries', 0, 'group_name'],
      ['string_type', 'body', 'queries', 0, 'query_label'],
      ['int_type', 'body', 'queries', 0, 'query_index'],
      ['int_from_float', 'body', 'queries', 0, 'absolute_query_index'],
      ['model_attributes_type', 'body', 'queries', 1],
    ]);
  });

  it('refuses queries together with a query set, once the fields are fine', () => {
    const together = [['value_error', ['body'], 'Value error, queries and query_set_id cannot be used together']];
    const body = { ...BODY, query_set_id: PIPELINE, queries: [] };
    expect(detail(body)).toEqual(together);
    expect(detail({ ...body, queries: [{ query: 'q' }] })).toEqual(together);
    expect(detail({ ...body, name: 5 }).map(([type]) => type)).toEqual(['string_type']);
    expect(detail(body, { dry_run: 'x' }).map(([type]) => type)).toEqual(['bool_parsing', 'value_error']);
    expect(detail({ ...body, queries: null })).toEqual([]);
    expect(detail({ ...body, query_set_id: null })).toEqual([]);
  });

  it('survives 200,000 levels anywhere', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const head = `{"name":"x","pipeline_id":"${PIPELINE}","execution_mode":"PER_FILE"`;
    const parse = (text: string) => (parseJson(text, Infinity) as { value: unknown }).value;
    expect(detail(parse(`${head},"queries":[{"query":"q","filters":{"a":${deep}}}]}`))).toEqual([
      ['value_error', ['body', 'queries', 0, 'filters'], 'Value error, nested deeper than 32 levels'],
    ]);
    expect(detail(parse(`${head},"unknown":${deep}}`))).toEqual([]);
    expect(detail(parse(`${head},"description":${deep}}`)).map(([type]) => type)).toEqual(['string_type']);
    expect(detail(parse(deep)).map(([type]) => type)).toEqual(['model_attributes_type']);
  });

  it('never throws and is either valid or wrong', () => {
    const fields = ['name', 'pipeline_id', 'execution_mode', 'description', 'concurrency', 'query_set_id', 'queries'];
    const items = ['query', 'filters', 'params', 'group_name', 'query_label', 'query_index', 'absolute_query_index'];
    const scalar = fc.oneof(
      fc.constantFrom('q', PIPELINE, 'PER_FILE', ' 3 '),
      fc.string({ unit: 'binary' }),
      fc.jsonValue(),
    );
    const recordOf = (names: string[], value: fc.Arbitrary<unknown>) =>
      fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] });
    const queries = fc.array(fc.oneof(recordOf(items, scalar), scalar), { maxLength: 4 });
    const text = fc.oneof(fc.string(), fc.array(fc.string()));
    fc.assert(
      fc.property(
        fc.oneof(recordOf(fields, fc.oneof(scalar, queries)), fc.jsonValue(), fc.anything()),
        recordOf(['dry_run', 'start', '__proto__'], text),
        fc.string(),
        (body, query, workspace) => {
          const { value, errors } = validate(body, query, workspace);
          expect(value === undefined).toBe(errors.length > 0);
          for (const { loc, msg } of errors) {
            expect(['path', 'query', 'body']).toContain(loc[0]);
            expect(msg).not.toBe('');
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('isDryRun', () => {
  it('reads the parameter as validation does', () => {
    for (const dry_run of ['true', 'ON', ['0', '1']]) expect(isDryRun({ dry_run })).toBe(true);
    for (const dry_run of ['false', 'x', '', ['1', '0']]) expect(isDryRun({ dry_run })).toBe(false);
    expect(isDryRun({})).toBe(false);
  });
});
