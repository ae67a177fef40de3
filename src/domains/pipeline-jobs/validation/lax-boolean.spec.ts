import { Findings } from './findings';
import { boolean } from './lax-boolean';

function read(input: unknown): unknown {
  const findings = new Findings();
  return boolean()(input, findings) ?? findings.errors[0].type;
}

describe('boolean', () => {
  it.each([
    [true, true],
    [false, false],
    [1, true],
    [0, false],
    [-0, false],
    ['Yes', true],
    ['off', false],
    [2, 'bool_parsing'],
    [0.5, 'bool_parsing'],
    ['', 'bool_parsing'],
    [null, 'bool_type'],
    [[], 'bool_type'],
    [{}, 'bool_type'],
  ])('reads %j as %j', (input, expected) => {
    expect(read(input)).toBe(expected);
  });
});
