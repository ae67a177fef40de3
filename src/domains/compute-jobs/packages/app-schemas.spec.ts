import { AppSchemas } from './app-schemas';

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
});
