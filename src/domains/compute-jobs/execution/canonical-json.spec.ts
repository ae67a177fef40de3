import { canonicalJson } from './canonical-json';

describe('canonicalJson', () => {
  it('is the same whatever the order of keys, at every depth', () => {
    const one = { b: [{ y: 1, x: 2 }, 3], a: { d: null, c: 'é' } };
    const other = { a: { c: 'é', d: null }, b: [{ x: 2, y: 1 }, 3] };
    expect(canonicalJson(one)).toBe(canonicalJson(other));
    expect(canonicalJson(one)).toBe('{"a":{"c":"é","d":null},"b":[{"x":2,"y":1},3]}');
  });

  it.each([
    [{ a: 1 }, { a: '1' }],
    [{ a: [1, 2] }, { a: [2, 1] }],
    [{ a: {} }, { a: [] }],
    [{ a: null }, {}],
  ])('tells %p from %p', (one, other) => {
    expect(canonicalJson(one)).not.toBe(canonicalJson(other));
  });
});
