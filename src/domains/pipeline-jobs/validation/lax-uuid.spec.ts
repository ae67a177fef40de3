import { Findings } from './findings';
import { uuid } from './lax-uuid';

const CANONICAL = '550e8400-e29b-41d4-a716-446655440000';
const SIMPLE = CANONICAL.replaceAll('-', '');

function read(input: unknown) {
  const findings = new Findings();
  return uuid()(input, findings) ?? `${findings.errors[0].type}: ${findings.errors[0].msg}`;
}

function refusalOf(reason: string) {
  return `uuid_parsing: Input should be a valid UUID, ${reason}`;
}

describe('uuid', () => {
  it.each([
    CANONICAL,
    CANONICAL.toUpperCase(),
    SIMPLE,
    SIMPLE.toUpperCase(),
    `{${CANONICAL}}`,
    `urn:uuid:${CANONICAL}`,
  ])('answers %s in lower case with dashes', (input) => expect(read(input)).toBe(CANONICAL));

  it('takes any version, the nil and the max one', () => {
    expect(read('0'.repeat(32))).toBe('00000000-0000-0000-0000-000000000000');
    expect(read('F'.repeat(32))).toBe('ffffffff-ffff-ffff-ffff-ffffffffffff');
  });

  it.each([[null], [5], [true], [[]], [{}], [[CANONICAL]]])('refuses %j', (input) =>
    expect(read(input)).toBe('uuid_type: UUID input should be a string, bytes or UUID object'),
  );

  it('refuses a text without UTF-8 form', () =>
    expect(read('\ud800')).toBe(
      'string_unicode: Input should be a valid string, unable to parse raw data as a unicode string',
    ));

  it.each([
    ['xyz', 'invalid character: found `x` at 1'],
    [`${CANONICAL} `, 'invalid character: found ` ` at 37'],
    [` ${CANONICAL}`, 'invalid character: found ` ` at 1'],
    ['ab-g', 'invalid character: found `g` at 4'],
    ['aé', 'invalid character: found `é` at 2'],
    ['-😀x', 'invalid character: found `😀` at 2'],
    ['a\0', 'invalid character: found `\0` at 2'],
    ['{x}', 'invalid character: found `x` at 2'],
    ['urn:uuid:x', 'invalid character: found `x` at 10'],
    ['URN:UUID:x', 'invalid character: found `U` at 1'],
    [`{${CANONICAL}`, 'invalid character: found `{` at 1'],
    [`${CANONICAL}}`, 'invalid character: found `}` at 37'],
    [`{{${CANONICAL}}}`, 'invalid character: found `{` at 2'],
    [`{urn:uuid:${CANONICAL}}`, 'invalid character: found `u` at 2'],
    [`urn:uuid:{${CANONICAL}}`, 'invalid character: found `{` at 10'],
  ])('names the foreign character in %j', (input, reason) => expect(read(input)).toBe(refusalOf(reason)));

  it.each([
    ['', 'invalid length: expected length 32 for simple format, found 0'],
    ['abc', 'invalid length: expected length 32 for simple format, found 3'],
    [`${SIMPLE}0`, 'invalid length: expected length 32 for simple format, found 33'],
    ['-', 'invalid group count: expected 5, found 2'],
    [`${CANONICAL}-`, 'invalid group count: expected 5, found 6'],
    ['-'.repeat(1000), 'invalid group count: expected 5, found 1001'],
    ['{}', 'invalid group count: expected 5, found 1'],
    [`{${SIMPLE}}`, 'invalid group count: expected 5, found 1'],
    ['urn:uuid:', 'invalid group count: expected 5, found 1'],
    [`urn:uuid:${SIMPLE}`, 'invalid group count: expected 5, found 1'],
    ['----', 'invalid group length in group 0: expected 8, found 0'],
    ['550e840-e29b-41d4-a716-446655440000', 'invalid group length in group 0: expected 8, found 7'],
    ['550e8400-e29b0-41d4-a716-44665544000', 'invalid group length in group 1: expected 4, found 5'],
    ['550e8400-e29b--a716-446655440000', 'invalid group length in group 2: expected 4, found 0'],
    ['550e8400-e29b-41d4-a71-446655440000', 'invalid group length in group 3: expected 4, found 3'],
    ['550e8400-e29b-41d4-a716-44665544000', 'invalid group length in group 4: expected 12, found 11'],
    ['550e8400-e29b-41d4-a716-4466554400000', 'invalid group length in group 4: expected 12, found 13'],
    ['{550e8400-e29b-41d4-a716-44665544000}', 'invalid group length in group 4: expected 12, found 13'],
    ['urn:uuid:550e8400-e29b-41d4-a716-44665544000', 'invalid group length in group 4: expected 12, found 20'],
  ])('gives the reason for %j', (input, reason) => expect(read(input)).toBe(refusalOf(reason)));
});
