import { Failure } from '../errors/failure';
import { isDeeperThan, isJsonObject, parseJson } from './json';
import type { JsonRules } from './json';

const LEVELS = 200_000;
const nestedLists = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const nestedObjects = (levels: number) => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);
const parse = (text: string | Buffer, rules: JsonRules = {}) => parseJson(Buffer.from(text as string), rules);

function refusal(text: string | Buffer, rules?: JsonRules): unknown {
  try {
    return { parsed: parse(text, rules) };
  } catch (error) {
    return error instanceof Failure ? error.kind : error;
  }
}

describe('parseJson', () => {
  it.each(['', ' ', '{', '{"a":1,}', "{'a':1}", 'undefined', 'NaN', '01', '"\n"', '{"a":1}x', '\u00a01', '[1 2]'])(
    'refuses %j',
    (text) => expect(refusal(text)).toBe('malformed-json'),
  );

  it('reads every kind of value', () => {
    expect(parse(' {"a":[1,-0.5e3,true,null,"x\\u00e9"]} ')).toEqual({ a: [1, -500, true, null, 'xé'] });
    expect([parse('null'), parse('5'), parse('"x"')]).toEqual([null, 5, 'x']);
  });

  it('lets one byte order mark through, at the start', () => {
    expect(parse('\ufeff{"a":1}')).toEqual({ a: 1 });
    expect(refusal('\ufeff\ufeff{"a":1}')).toBe('malformed-json');
    expect(refusal('{"a":\ufeff1}')).toBe('malformed-json');
  });

  it('takes the last of duplicate keys', () => {
    expect(parse('{"a":1,"b":2,"a":{"c":1,"c":3}}')).toEqual({ a: { c: 3 }, b: 2 });
  });

  it('keeps U+0000 and halves of surrogate pairs as they were sent', () => {
    expect(parse('{"a\\u0000":"\\u0000\\ud800"}')).toEqual({ 'a\u0000': '\u0000\ud800' });
  });

  it('reads bytes that are no UTF-8 as U+FFFD', () => {
    expect(parse(Buffer.from([0x22, 0xff, 0x22]))).toBe('\ufffd');
  });

  describe('prototype keys', () => {
    const hostile = [
      '{"__proto__":{"admin":true}}',
      '{"__proto__":null}',
      '{"\\u005f_proto__":1}',
      '{"__proto\\u005f_":1}',
      '{"a":[{"b":{"__proto__":[]}}]}',
      '{"constructor":{"prototype":{"admin":true}}}',
      '[[{"constructor":{"prototype":1}}]]',
    ];

    it.each(hostile)('refuses %s where the rules say so', (text) => {
      expect(refusal(text, { refuse: ['__proto__', 'constructor'] })).toBe('malformed-json');
    });

    it.each(hostile)('passes %s on as plain data otherwise', (text) => {
      expect(JSON.stringify(parse(text))).toBe(text.replaceAll('\\u005f', '_'));
      expect(({} as { admin?: boolean }).admin).toBeUndefined();
    });

    it('gives the parsed object no other prototype', () => {
      const value = parse('{"__proto__":{"admin":true}}') as { admin?: boolean };
      expect(value.admin).toBeUndefined();
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    });

    it.each(['{"constructor":"x"}', '{"constructor":{"name":1}}', '{"prototype":{}}', '{"a":"__proto__"}'])(
      'lets the harmless %s through',
      (text) => expect(parse(text, { refuse: ['__proto__', 'constructor'] })).toEqual(JSON.parse(text)),
    );
  });

  describe('depth', () => {
    it('counts lists and objects alike, to the level', () => {
      const rules = { maxDepth: 200 };
      for (const nested of [nestedLists, nestedObjects]) {
        expect(refusal(nested(200), rules)).toHaveProperty('parsed');
        expect(refusal(nested(201), rules)).toBe('malformed-json');
      }
      expect(refusal('5', { maxDepth: 0 })).toEqual({ parsed: 5 });
      expect(refusal('[]', { maxDepth: 0 })).toBe('malformed-json');
    });

    it.each<JsonRules>([{ maxDepth: 200 }, { maxDepth: 200, refuse: ['__proto__', 'constructor'] }])(
      'refuses 200,000 levels by %j',
      (rules) => {
        expect(refusal(nestedLists(LEVELS), rules)).toBe('malformed-json');
        expect(refusal(nestedObjects(LEVELS), rules)).toBe('malformed-json');
      },
    );

    it('lets 200,000 levels through where nothing limits them', () => {
      expect(refusal(nestedLists(LEVELS))).toHaveProperty('parsed');
      expect(refusal(nestedLists(LEVELS), { refuse: ['__proto__', 'constructor'] })).toHaveProperty('parsed');
    });
  });
});

describe('isDeeperThan', () => {
  it('counts 200,000 levels without recursion', () => {
    const value = JSON.parse(nestedLists(LEVELS)) as unknown;
    expect(isDeeperThan(value, LEVELS - 1)).toBe(true);
    expect(isDeeperThan(value, LEVELS)).toBe(false);
  });

  it('looks at every branch', () => {
    const value = { a: 1, b: [[], { c: {} }], d: null };
    expect(isDeeperThan(value, 3)).toBe(true);
    expect(isDeeperThan(value, 4)).toBe(false);
  });

  it('is not stopped by many values side by side', () => {
    expect(isDeeperThan(JSON.parse(`[${Array(LEVELS).fill('[]').join()}]`), 1)).toBe(true);
  });
});

describe('isJsonObject', () => {
  it.each([
    [{}, true],
    [{ a: 1 }, true],
    [[], false],
    [null, false],
    ['x', false],
    [5, false],
    [undefined, false],
  ])('%j: %s', (value, expected) => expect(isJsonObject(value)).toBe(expected));
});
