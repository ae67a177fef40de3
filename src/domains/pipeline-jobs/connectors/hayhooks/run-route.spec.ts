import { readRunRoute } from './run-route';

const SCHEMA = { properties: { query: {}, top_k: {} }, required: ['query'] };
const ROUTE = { inputs: ['query', 'top_k'], required: ['query'] };

const document = (schema: unknown, type = 'application/json') => ({
  paths: { '/p/run': { post: { requestBody: { content: { [type]: { schema } } } } } },
  components: { schemas: { Run: SCHEMA, 'a/b': { $ref: '#/components/schemas/Run' }, Ring: { $ref: '#/components/schemas/Ring' } } },
});

describe('readRunRoute', () => {
  it.each<[string, unknown]>([
    ['as it is', SCHEMA],
    ['by reference', { $ref: '#/components/schemas/Run' }],
    ['by references', { allOf: [{ $ref: '#/components/schemas/a~1b' }] }],
  ])('reads a schema %s', (_, schema) => expect(readRunRoute(document(schema), 'p')).toEqual(ROUTE));

  it.each<[string, unknown]>([
    ['a ring', { $ref: '#/components/schemas/Ring' }],
    ['a foreign reference', { $ref: 'other.json' }],
    ['nothing', undefined],
  ])('finds no inputs in %s', (_, schema) => {
    expect(readRunRoute(document(schema), 'p')).toEqual({ inputs: [], required: [] });
  });

  it.each<[string, unknown, string]>([
    ['no such route', document(SCHEMA), 'other'],
    ['no document', null, 'p'],
    ['a prototype key', document(SCHEMA), '__proto__'],
  ])('refuses %s', (_, given, pipeline) => {
    expect(() => readRunRoute(given, pipeline)).toThrow(expect.objectContaining({ code: 'CONNECTOR_NOT_READY' }));
  });

  it('refuses files', () => {
    const given = document(SCHEMA, 'multipart/form-data');
    expect(() => readRunRoute(given, 'p')).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_INPUT' }));
  });
});
