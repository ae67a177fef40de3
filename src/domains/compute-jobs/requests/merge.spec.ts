import { merge } from './merge';

describe('merge', () => {
  it('merges objects key by key at every depth and replaces all else', () => {
    const below = { a: { b: { c: 1, d: 2 }, list: [1, 2, 3], gone: { x: 1 } }, kept: true };
    const above = { a: { b: { d: 3, e: null }, list: [4], gone: 'text' } };
    expect(merge<object>(below, above)).toEqual({
      a: { b: { c: 1, d: 3, e: null }, list: [4], gone: 'text' },
      kept: true,
    });
    expect(below.a.b).toEqual({ c: 1, d: 2 });
  });

  it('lets undefined stand for what is below', () => {
    expect(merge<object>({ a: 1 }, { a: undefined, b: undefined })).toEqual({ a: 1 });
  });

  it('puts no object in the place of a list', () => {
    expect(merge<object>({ a: [1] }, { a: { 0: 2 } })).toEqual({ a: { 0: 2 } });
  });

  it('changes no prototype', () => {
    const hostile = JSON.parse(
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    ) as object;
    const merged = merge<object>({ safe: 1 }, hostile);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect((merged as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect(Object.keys(merged)).toEqual(['safe', '__proto__', 'constructor']);
  });

  it('manages the depth that a request may have', () => {
    const nest = (leaf: unknown) => Array.from({ length: 200 }).reduce<object>((inner) => ({ a: inner }), { leaf });
    expect(merge(nest(1), nest(2))).toEqual(nest(2));
  });
});
