import fc from 'fast-check';
import { bodyForm } from './answer-body';

const JSON_TYPE = 'application/json; charset=utf-8';
const utf8 = (body: string) => ({ body, encoding: 'utf8' });

describe('bodyForm', () => {
  it.each<[string, string | undefined, object]>([
    ['{"a":[1]}', JSON_TYPE, { body: { a: [1] }, encoding: 'json' }],
    ['null', 'application/problem+json', { body: null, encoding: 'json' }],
    ['"x"', 'Text/JSON', { body: 'x', encoding: 'json' }],
    ['{"a":1}', 'text/plain', utf8('{"a":1}')],
    ['{"a":1}', undefined, utf8('{"a":1}')],
    ['{"a":', JSON_TYPE, utf8('{"a":')],
    ['', JSON_TYPE, utf8('')],
    ['ü\u0000', 'text/html', utf8('ü\u0000')],
  ])('shows %j as %s: %j', (text, type, expected) =>
    expect(bodyForm(Buffer.from(text), type, false)).toEqual(expected),
  );

  it('shows what is not UTF-8 as base64', () =>
    expect(bodyForm(Buffer.from([0xff, 0x00]), JSON_TYPE, false)).toEqual({ body: '/wA=', encoding: 'base64' }));

  it('never takes a part for the whole', () => {
    expect(bodyForm(Buffer.from('12'), JSON_TYPE, true)).toEqual(utf8('12'));
    expect(bodyForm(Buffer.from(' '.repeat(65_536) + '1'), JSON_TYPE, false)).toEqual(utf8(' '.repeat(65_536)));
  });

  it('leaves out a character that the cut goes through', () => {
    expect(bodyForm(Buffer.from('aü').subarray(0, 2), undefined, true)).toEqual(utf8('a'));
    expect(bodyForm(Buffer.from('aü').subarray(0, 2), undefined, false).encoding).toBe('base64');
    expect(bodyForm(Buffer.from('a' + 'ü'.repeat(40_000)), undefined, false)).toEqual(utf8('a' + 'ü'.repeat(32_767)));
  });

  it('shows JSON that is too deep to store as text', () => {
    const nested = (depth: number) => Buffer.from('['.repeat(depth) + ']'.repeat(depth));
    expect(bodyForm(nested(64), JSON_TYPE, false).encoding).toBe('json');
    expect(bodyForm(nested(65), JSON_TYPE, false).encoding).toBe('utf8');
    expect(bodyForm(nested(32_000), JSON_TYPE, false).encoding).toBe('utf8');
  });

  it('never throws', () => {
    const type = fc.option(fc.constantFrom(JSON_TYPE, 'text/plain', ';;', ''), { nil: undefined });
    fc.assert(
      fc.property(fc.uint8Array(), type, fc.boolean(), (bytes, contentType, truncated) => {
        expect(bodyForm(Buffer.from(bytes), contentType, truncated)).toBeDefined();
      }),
    );
  });
});
