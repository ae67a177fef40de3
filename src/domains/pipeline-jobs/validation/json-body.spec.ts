import fc from 'fast-check';
import { parseJson } from './json-body';
import pythonJsonErrors from './python-json-errors.json';

describe('parseJson', () => {
  // Recorded from CPython 3.11.7: JSONDecodeError.pos of json.loads(text).
  it.each(pythonJsonErrors as [string, number][])('%j stops where Python does', (text, position) => {
    expect(parseJson(text)).toEqual({ position });
    expect(parseJson(Buffer.from(text))).toEqual({ position });
  });

  it.each([
    ['NaN', 0],
    ['Infinity', 0],
    ['-Infinity', 0],
    ['{"a":NaN}', 5],
    ['[1, -Infinity]', 4],
    ['["😀", NaN, x]', 6],
  ])('refuses the constant in %s', (text, position) => expect(parseJson(text)).toEqual({ position }));

  it.each([
    [[0xff], 0],
    [[0x22, 0xc3, 0xa9, 0xff, 0x22], 2],
    [[0x22, 0xf0, 0x9f, 0x98, 0x80, 0x80, 0x22], 2],
    [[0x22, 0xef, 0xbf, 0xbd, 0xe2, 0x82], 2],
    [[0x22, 0xe2, 0x82, 0x22], 1],
    [[0x22, 0xed, 0xa0, 0x80, 0x22], 1],
    [[0x22, 0xc0, 0x80, 0x22], 1],
    [[0x78, 0x78, 0xff], 2],
    [[0xef, 0xbb, 0xbf, 0x22, 0xff], 1],
  ])('refuses invalid UTF-8 at its first bad character: %j', (bytes, position) =>
    expect(parseJson(Buffer.from(bytes))).toEqual({ position }),
  );

  it('lets one byte order mark through and does not count it', () => {
    expect(parseJson(Buffer.from('\ufeff{"a":1}'))).toEqual({ value: { a: 1 } });
    expect(parseJson('\ufeff{"a":1}')).toEqual({ value: { a: 1 } });
    expect(parseJson('\ufeff{"a":')).toEqual({ position: 5 });
    expect(parseJson('\ufeff\ufeff1')).toEqual({ position: 0 });
  });

  it('parses what Python parses', () => {
    expect(parseJson(' \t\r\n{"a":1,"a":[2,-0.5e+3,true,null]} ')).toEqual({ value: { a: [2, -500, true, null] } });
    expect(parseJson('"\\ud800 \\u0000 \u007f\u2028"')).toEqual({ value: '\ud800 \0 \u007f\u2028' });
    expect(Object.keys((parseJson('{"__proto__":1}') as { value: object }).value)).toEqual(['__proto__']);
  });

  it('refuses the bracket that opens one level too many', () => {
    const lists = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    expect(parseJson(lists(200))).toHaveProperty('value');
    expect(parseJson(lists(201))).toEqual({ position: 200 });
    expect(parseJson(`{"é😀":${lists(200)}}`)).toEqual({ position: 205 });
    expect(parseJson('['.repeat(201))).toEqual({ position: 200 });
    expect(parseJson('[[]]', 1)).toEqual({ position: 1 });
  });

  it('does not overflow on 200,000 levels', () => {
    expect(parseJson('['.repeat(200_000), Infinity)).toEqual({ position: 200_000 });
    expect(parseJson('{"a":'.repeat(200_000), Infinity)).toEqual({ position: 1_000_000 });
    expect(parseJson(`${'['.repeat(200_000)}${']'.repeat(200_000)}`, Infinity)).toHaveProperty('value');
  });

  it('finds an error in exactly the texts that are not JSON', () => {
    const pieces = ['{', '}', '[', ']', ',', ':', '"', '\\', '\\u12ab', 'a', '😀', '\ud800', ' ', '\n', '\0', '-'];
    const numbers = ['0', '12', '.5', 'e', '+1', 'true', 'null', 'NaN', '"k":', '"v"'];
    const text = fc.array(fc.constantFrom(...pieces, ...numbers), { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(text, fc.json(), fc.string({ unit: 'binary' })), (candidate) => {
        const parsed = parseJson(candidate);
        if (parsed.position === undefined)
          return JSON.stringify(parsed.value) === JSON.stringify(JSON.parse(candidate));
        expect(() => JSON.parse(candidate) as unknown).toThrow(SyntaxError);
        return parsed.position >= 0 && parsed.position <= [...candidate].length;
      }),
      { numRuns: 3000 },
    );
  });

  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        parseJson(Buffer.from(bytes));
      }),
      { numRuns: 2000 },
    );
  });
});
