import { Findings } from './findings';
import { freeObject } from './lax-free-object';

function read(input: unknown) {
  const findings = new Findings();
  return freeObject(32)(input, findings) ?? findings.errors[0];
}

function nested(levels: number, open: string, close: string) {
  return JSON.parse(`${open.repeat(levels)}1${close.repeat(levels)}`) as unknown;
}

describe('freeObject', () => {
  it('hands content on untouched, prototype keys included', () => {
    const content = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":2},"a":[null,true,-1.5,"x"]}');
    expect(read(content)).toBe(content);
    expect(Object.keys(content)).toEqual(['__proto__', 'constructor', 'a']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it.each([[null], [[]], ['{}'], [5], [true]])('refuses %j', (input) =>
    expect(read(input)).toEqual({ type: 'dict_type', loc: [], msg: 'Input should be a valid dictionary' }),
  );

  it('takes 32 levels of objects and lists and no more', () => {
    const fine = nested(32, '{"a":', '}');
    expect(read(fine)).toBe(fine);
    const mixed = { a: nested(31, '[', ']') };
    expect(read(mixed)).toBe(mixed);
    const tooDeep = { type: 'value_error', loc: [], msg: 'Value error, nested deeper than 32 levels' };
    expect(read(nested(33, '{"a":', '}'))).toEqual(tooDeep);
    expect(read({ a: nested(32, '[', ']') })).toEqual(tooDeep);
  });

  it('does not overflow on 200,000 levels', () => {
    expect(read(nested(200_000, '{"a":', '}'))).toMatchObject({ type: 'value_error' });
    expect(read({ a: nested(200_000, '[', ']') })).toMatchObject({ type: 'value_error' });
  });

  it.each([[{ a: '\0' }], [{ '\0': 1 }], [{ a: [{ b: ['x', 'y\0'] }] }], [{ a: [{ '\0': 1 }] }]])(
    'refuses the null character in %j',
    (input) =>
      expect(read(input)).toEqual({
        type: 'value_error',
        loc: [],
        msg: 'Value error, null characters are not allowed',
      }),
  );

  it.each([[{ a: '\ud800' }], [{ '\udfff': 1 }], [{ a: [['\ud800x']] }]])('refuses the lone surrogate in %j', (input) =>
    expect(read(input)).toMatchObject({ type: 'string_unicode', loc: [] }),
  );
});
