import { AppSchemas, faultOf } from './app-schemas';

const schemas = new AppSchemas();
const judge = (schema: object, params: object) => schemas.violations(JSON.stringify(schema), params, 'params.app');

describe('AppSchemas', () => {
  it('names every place by its path', () => {
    const schema = {
      type: 'object',
      required: ['size'],
      properties: { 'a/b': { type: 'object', properties: { '~c': { type: 'array', items: { type: 'integer' } } } } },
    };
    expect(judge(schema, { 'a/b': { '~c': [1, 'x'] } })).toEqual([
      { field: 'params.app', description: "must have required property 'size'" },
      { field: 'params.app.a/b.~c.1', description: 'must be integer' },
    ]);
    expect(judge(schema, { size: 1, 'a/b': { '~c': [] } })).toEqual([]);
  });

  it('knows formats, and bears keywords that it does not know', () => {
    const schema = { properties: { at: { type: 'string', format: 'date' } }, 'x-widget': 'form' };
    expect(judge(schema, { at: 'x' })).toEqual([{ field: 'params.app.at', description: 'must match format "date"' }]);
  });

  it('changes nothing in the params, and keeps schemas of the same id apart', () => {
    const one = { $id: 'https://example.com/s', properties: { a: { default: 1, type: 'integer' } } };
    const two = { $id: 'https://example.com/s', properties: { a: { type: 'string' } } };
    const params = {};
    expect([judge(one, params), judge(two, params), params]).toEqual([[], [], {}]);
    expect(judge(two, { a: 1 })).toHaveLength(1);
  });

  it.each([
    ['http://json-schema.org/draft-04/schema#', { items: [{ type: 'integer' }] }],
    ['http://json-schema.org/draft-06/schema#', { items: [{ type: 'integer' }] }],
    ['http://json-schema.org/draft-07/schema#', { items: [{ type: 'integer' }], definitions: {} }],
    ['https://json-schema.org/draft/2019-09/schema', { items: [{ type: 'integer' }], $recursiveAnchor: true }],
    ['https://json-schema.org/draft/2020-12/schema', { prefixItems: [{ type: 'integer' }] }],
    [undefined, { prefixItems: [{ type: 'integer' }] }],
  ])('reads the draft %s', ($schema, list) => {
    const schema = { $schema, properties: { list } };
    expect(faultOf(schema)).toBeUndefined();
    expect(judge(schema, { list: ['x'] })).toEqual([{ field: 'params.app.list.0', description: 'must be integer' }]);
  });

  it.each([
    [[], 'must be a JSON object'],
    [null, 'must be a JSON object'],
    [{ type: 'odd' }, expect.stringContaining('schema is invalid')],
    [{ $ref: '#/nowhere' }, expect.stringContaining("can't resolve reference")],
    [{ $ref: 'https://example.com/x.json' }, expect.stringContaining("can't resolve reference")],
    [{ properties: { a: { pattern: '(' } } }, expect.stringContaining('Invalid regular expression')],
    [{ $async: true }, '$async is not supported'],
    [{ properties: { a: { $async: true, type: 'string' } } }, expect.stringContaining('async schema')],
  ])('tells what is wrong with %j', (schema, fault) => {
    expect(faultOf(schema)).toEqual(fault);
  });
});
