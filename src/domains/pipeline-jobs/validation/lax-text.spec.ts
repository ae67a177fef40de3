import { Findings } from './findings';
import type { Rule } from './findings';
import { oneOf, string } from './lax-text';

function read(rule: Rule<unknown>, input: unknown) {
  const findings = new Findings();
  return rule(input, findings) ?? findings.errors[0];
}

const NO_UNICODE = {
  type: 'string_unicode',
  loc: [],
  msg: 'Input should be a valid string, unable to parse raw data as a unicode string',
};

describe('string', () => {
  it.each(['', ' a ', '\u0001\n', 'é😀', '\ud83d\ude00', '\uffff', 'x'.repeat(100_000)])('keeps %j', (input) =>
    expect(read(string(), input)).toBe(input),
  );

  it.each([[5], [true], [null], [[]], [{}], [['a']]])('refuses %j', (input) =>
    expect(read(string(), input)).toEqual({ type: 'string_type', loc: [], msg: 'Input should be a valid string' }),
  );

  it.each(['\ud800', 'a\udc00b', '\ude00\ud83d', '\0\ud800'])('refuses the lone surrogate in %j', (input) =>
    expect(read(string(), input)).toEqual(NO_UNICODE),
  );

  it.each(['\0', 'a\0b'])('refuses the null character in %j', (input) =>
    expect(read(string(), input)).toEqual({
      type: 'value_error',
      loc: [],
      msg: 'Value error, null characters are not allowed',
    }),
  );
});

describe('oneOf', () => {
  const mode = oneOf('PER_FILE', 'ACROSS_FILES');

  it('takes the exact texts', () => {
    expect(read(mode, 'PER_FILE')).toBe('PER_FILE');
    expect(read(mode, 'ACROSS_FILES')).toBe('ACROSS_FILES');
  });

  it.each([['per_file'], ['PER_FILE '], [''], [null], [5], [true], [[]], [['PER_FILE']], [{}]])('refuses %j', (input) =>
    expect(read(mode, input)).toEqual({
      type: 'enum',
      loc: [],
      msg: "Input should be 'PER_FILE' or 'ACROSS_FILES'",
    }),
  );

  it('refuses a text without UTF-8 form before it compares', () =>
    expect(read(mode, 'PER_FILE\ud800')).toEqual(NO_UNICODE));

  it('lists any number of values as pydantic does', () => {
    expect(read(oneOf('A'), 'x')).toMatchObject({ msg: "Input should be 'A'" });
    expect(read(oneOf('A', 'B', 'C'), 'x')).toMatchObject({ msg: "Input should be 'A', 'B' or 'C'" });
  });
});
