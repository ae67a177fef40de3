import { computeSurface } from './compute.surface';

describe('the compute surface', () => {
  it.each([undefined, 'application/json', 'application/vnd.api+json'])('reads bodies of type %s', (type) => {
    expect(computeSurface.body.accepts(type)).toBe(true);
  });

  it.each(['text/plain', 'application/jsonp', 'text/json', 'application/x-protobuf', 'application/json x'])(
    'does not read bodies of type %s',
    (type) => {
      expect(computeSurface.body.accepts(type)).toBe(false);
    },
  );

  it.each([
    'application/x-protobuf',
    'Application/X-Protobuf; q=0.5',
    'application/x-protobuf, */*;q=0',
    'application/x-protobuf, application/x-protobuf;v=2',
  ])('cannot answer %s', (accept) => {
    expect(() => computeSurface.negotiate!(accept)).toThrow(expect.objectContaining({ kind: 'not-acceptable' }));
  });

  it.each([
    undefined,
    '',
    '*/*',
    'text/html',
    'application/x-protobuf, application/json',
    'application/x-protobuf;q=0',
  ])('answers %s', (accept) => {
    expect(() => computeSurface.negotiate!(accept)).not.toThrow();
  });

  it.each([
    '{"__proto__":1}',
    '{"params":{"app":{"\\u005f_proto__":{}}}}',
    `${'['.repeat(201)}${']'.repeat(201)}`,
    '['.repeat(200_000),
    '{',
    '\u0001',
    ' ',
  ])('calls %.40s malformed', (text) => {
    expect(() => computeSurface.body.parse(Buffer.from(text), undefined)).toThrow(
      expect.objectContaining({ kind: 'malformed-json' }),
    );
  });

  it('lets the last of double keys win, and keys named constructor pass', () => {
    const text = '{"a":1,"a":{"constructor":{"prototype":2}}}';
    expect(computeSurface.body.parse(Buffer.from(text), undefined)).toEqual({ a: { constructor: { prototype: 2 } } });
    const deep = `${'['.repeat(200)}${']'.repeat(200)}`;
    expect(computeSurface.body.parse(Buffer.from(deep), undefined)).toHaveLength(1);
  });
});
