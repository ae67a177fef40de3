import { checkedMeta, mergedMeta, readMeta } from './file-meta';

const INVALID = 'meta is not valid';

describe('readMeta', () => {
  it.each<[string | undefined, object]>([
    [undefined, {}],
    ['null', {}],
    [' {"a": 1} ', { a: 1 }],
  ])('%j is %j', (json, meta) => expect(readMeta(json)).toEqual(meta));

  it.each(['', '[]', '5', '"x"', '{', '{"a":NaN}', '['.repeat(1000)])('%j is no object', (json) =>
    expect(() => readMeta(json)).toThrow('meta must be a JSON object'),
  );

  it('takes __proto__ as a key like any other', () => {
    const meta = readMeta('{"__proto__": {"a": 1}}');
    expect(JSON.stringify(meta)).toBe('{"__proto__":{"a":1}}');
    expect(JSON.stringify(mergedMeta(meta, readMeta('{"__proto__": 2}')))).toBe('{"__proto__":2}');
  });
});

describe('checkedMeta', () => {
  it.each([
    {},
    { a: null, b: true, c: 1.5, d: 'x', e: [], f: [1, null, 'x'] },
    { a: { b: 1, c: ['x'], d: null } },
    { a: 'x'.repeat(32_764) },
  ])('lets %j through', (meta) => expect(checkedMeta(meta)).toBe(meta));

  it.each([
    { a: [[1]] },
    { a: [{}] },
    { a: { b: {} } },
    { a: { b: [[]] } },
    { a: 'x'.repeat(32_765) },
    { a: Infinity },
    { a: '\u0000' },
    { 'a\u0000': 1 },
    { a: '\ud800' },
    { a: ['\ud800'] },
    { a: { '\u0000': 1 } },
    Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`k${index}`, 'x'.repeat(32_000)])),
  ])('refuses the meta of row %#', (meta) => expect(() => checkedMeta(meta)).toThrow(INVALID));
});

it('mergedMeta replaces, adds and removes', () => {
  expect(mergedMeta({ a: 1, b: { c: 1 }, d: 2 }, { a: null, b: { e: 1 }, f: 3, g: null })).toEqual({
    b: { e: 1 },
    d: 2,
    f: 3,
  });
});
