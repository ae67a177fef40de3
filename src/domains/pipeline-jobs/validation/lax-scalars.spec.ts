import { Findings } from './findings';
import { integer, queryBoolean } from './lax-scalars';

function read(input: unknown, range?: { min?: number; max?: number }) {
  const findings = new Findings();
  const value = integer(range)(input, findings);
  return findings.errors.length > 0 ? `${findings.errors[0].type}: ${findings.errors[0].msg}` : value;
}

const NO_TEXT = 'int_parsing: Input should be a valid integer, unable to parse string as an integer';
const TOO_LARGE = 'int_parsing_size: Unable to parse input string as an integer, exceeded maximum size';
const FRACTION = 'int_from_float: Input should be a valid integer, got a number with a fractional part';
const NO_INTEGER = 'int_type: Input should be a valid integer';

describe('integer', () => {
  it.each([
    [3, 3],
    [3.0, 3],
    [-7, -7],
    [true, 1],
    [false, 0],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    [Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
    [' 3 ', 3],
    ['+3', 3],
    ['-3', -3],
    ['03', 3],
    ['1_0', 10],
    ['1_0.00', 10],
    ['3.0', 3],
    ['3.000 ', 3],
    ['0_3', 3],
    ['\t\n\v\f\r \u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u30003\u0085', 3],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    [`${'0'.repeat(5000)}7`, 7],
    [`${' '.repeat(5000)}7`, 7],
  ])('reads %j as %j', (input, value) => expect(read(input)).toBe(value));

  it.each([[-0], ['-0'], ['-0.0']])('knows no negative zero: %j', (input) =>
    expect(Object.is(read(input), 0)).toBe(true),
  );

  it.each([
    ...['3.5', 'x', '', ' ', '1e1', '0x3', '3.', '3_', '1__0', '++3', '+-3', '- 3', '_3', '-_3', '3_.0', '3.0_0'],
    ...['.0', '0.', '3 3', '\u0663', '\ufeff3', '\u180e3', '\u200b3', '\x1c3', '3\0', 'NaN', 'Infinity', '1n'],
    ...['x'.repeat(4301), '1_'.repeat(100_000)],
  ])('refuses the text %j', (input) => expect(read(input)).toBe(NO_TEXT));

  it.each([
    ['9007199254740992', TOO_LARGE],
    ['-9007199254740992', TOO_LARGE],
    ['9'.repeat(4301), TOO_LARGE],
    [9007199254740992, TOO_LARGE],
    [1e300, TOO_LARGE],
    [JSON.parse('1e400'), 'finite_number: Input should be a finite number'],
    [3.5, FRACTION],
    [5e-324, FRACTION],
    [null, NO_INTEGER],
    [[], NO_INTEGER],
    [[3], NO_INTEGER],
    [{}, NO_INTEGER],
    ['\ud800', 'string_unicode: Input should be a valid string, unable to parse raw data as a unicode string'],
  ])('refuses %j', (input, refusal) => expect(read(input)).toBe(refusal));

  it.each([
    [1, 1],
    [20, 20],
    ['20.0', 20],
    [true, 1],
    [0, 'greater_than_equal: Input should be greater than or equal to 1'],
    [false, 'greater_than_equal: Input should be greater than or equal to 1'],
    [21, 'less_than_equal: Input should be less than or equal to 20'],
    ['21', 'less_than_equal: Input should be less than or equal to 20'],
    ['99999999999999999999', TOO_LARGE],
    [20.5, FRACTION],
  ])('judges the range 1-20 after the type: %j', (input, outcome) =>
    expect(read(input, { min: 1, max: 20 })).toBe(outcome),
  );
});

describe('queryBoolean', () => {
  function readBoolean(input: string) {
    const findings = new Findings();
    return queryBoolean()(input, findings) ?? findings.errors;
  }

  it.each(['true', '1', 't', 'y', 'yes', 'on', 'TRUE', 'T', 'Yes', 'oN'])('reads %j as true', (input) =>
    expect(readBoolean(input)).toBe(true),
  );

  it.each(['false', '0', 'f', 'n', 'no', 'off', 'False', 'NO', 'oFF'])('reads %j as false', (input) =>
    expect(readBoolean(input)).toBe(false),
  );

  it.each(['', 'null', '2', '1.0', ' true', 'true ', 'none', '01', 'ye\u017f', '\uff11', 'constructor'])(
    'refuses %j',
    (input) =>
      expect(readBoolean(input)).toEqual([
        { type: 'bool_parsing', loc: [], msg: 'Input should be a valid boolean, unable to interpret input' },
      ]),
  );
});
