import fc from 'fast-check';
import { compact, membersOf, partsOf, replaceStrings } from './json-text';

const spaced = (value: unknown) => JSON.stringify(value, null, 3);

it.each([
  ['{}', []],
  ['[ ]', []],
  ['[1 , "a,]" ,[2,3], {"b" : "}"}]', ['1', '"a,]"', '[2,3]', '{"b" : "}"}']],
  ['{"a" : [1,{"b":2}] , "c\\"":"\\\\"}', ['"a" : [1,{"b":2}]', '"c\\"":"\\\\"']],
])('partsOf %s', (text, parts) => expect(partsOf(text)).toEqual(parts));

it('membersOf: of equal names the last, however it is written', () => {
  expect([...membersOf('{"a":1,"b" : [ 2 ],"\\u0061":3.0}')]).toEqual([
    ['a', '3.0'],
    ['b', '[ 2 ]'],
  ]);
});

it('membersOf and partsOf find the values of any JSON', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.array(fc.jsonValue()),
      fc.boolean(),
      (object, list, wide) => {
        const write = wide ? spaced : JSON.stringify;
        const members = [...membersOf(write(object))].map(([name, value]) => [name, JSON.parse(value) as unknown]);
        expect(JSON.stringify(Object.fromEntries(members))).toBe(JSON.stringify(object));
        expect(JSON.stringify(partsOf(write(list)).map((part) => JSON.parse(part) as unknown))).toBe(
          JSON.stringify(list),
        );
      },
    ),
  );
});

it('replaceStrings changes values and no keys', () => {
  const quote = (text: string) => `<${text}>`;
  expect(replaceStrings('{"a" :"a","b":["c", {"d":"\\""}]}', quote)).toBe('{"a" :<"a">,"b":[<"c">, {"d":<"\\"">}]}');
  expect(replaceStrings('"a"', quote)).toBe('<"a">');
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(replaceStrings(spaced(value), () => undefined)).toBe(spaced(value));
    }),
  );
});

it('compact leaves what JSON.stringify writes', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => expect(compact(spaced(value))).toBe(JSON.stringify(value))));
});

it('takes long texts', () => {
  const long = JSON.stringify({ a: '\\"'.repeat(200_000), b: Array.from({ length: 200_000 }, () => '$') });
  expect(membersOf(long).get('b')).toHaveLength(800_001);
  expect(compact(long)).toBe(long);
  expect(replaceStrings(long, () => undefined)).toBe(long);
});
