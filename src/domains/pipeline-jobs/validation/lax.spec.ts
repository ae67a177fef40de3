import { Findings, valueError } from './findings';
import type { Rule } from './findings';
import { list, nullable, object, optional, refined, replaceNull, required } from './lax';
import { integer } from './lax-scalars';
import { string } from './lax-text';

function read(rule: Rule<unknown>, input: unknown) {
  const findings = new Findings();
  const value = rule(input, findings);
  return { value, errors: findings.errors };
}

const NO_OBJECT = {
  type: 'model_attributes_type',
  loc: [],
  msg: 'Input should be a valid dictionary or object to extract fields from',
};

describe('object', () => {
  const model = object({
    name: required(string()),
    size: optional(replaceNull(integer(), 3), 4),
    label: optional(nullable(string()), null),
  });

  it('fills what is absent, coerces what is given and drops what is unknown', () => {
    expect(read(model, { name: 'x', extra: '\0' }).value).toEqual({ name: 'x', size: 4, label: null });
    expect(read(model, { label: 'l', size: ' 5 ', name: '' }).value).toEqual({ name: '', size: 5, label: 'l' });
    expect(read(model, { name: 'x', size: null, label: null }).value).toEqual({ name: 'x', size: 3, label: null });
  });

  it('lists problems in the order of the model', () => {
    expect(read(model, { label: 1, size: 'x' }).errors.map(({ type, loc }) => [type, loc])).toEqual([
      ['missing', ['name']],
      ['int_parsing', ['size']],
      ['string_type', ['label']],
    ]);
  });

  it('reads own properties only', () => {
    expect(read(model, JSON.parse('{"__proto__":{"name":"x"}}')).errors).toEqual([
      { type: 'missing', loc: ['name'], msg: 'Field required' },
    ]);
    expect(read(object({ constructor: optional(nullable(string()), null) }), {}).errors).toEqual([]);
  });

  it.each([[[]], ['x'], [5], [true], [null]])('refuses %j', (input) =>
    expect(read(model, input).errors).toEqual([NO_OBJECT]),
  );
});

describe('list', () => {
  it('reads items one by one and tells their positions', () => {
    expect(read(list(integer(), 3), ['1', true, 3]).value).toEqual([1, 1, 3]);
    expect(read(list(integer(), 3), ['x', 2, {}]).errors.map(({ loc }) => loc)).toEqual([[0], [2]]);
  });

  it.each([[{}], ['[]'], [5], [null], [{ length: 1 }]])('refuses %j', (input) =>
    expect(read(list(integer(), 3), input).errors).toEqual([
      { type: 'list_type', loc: [], msg: 'Input should be a valid list' },
    ]),
  );

  it('refuses one that is too long, whatever is in it', () => {
    expect(read(list(integer(), 3), ['x', 'x', 'x', 'x']).errors).toEqual([
      { type: 'too_long', loc: [], msg: 'List should have at most 3 items after validation, not 4' },
    ]);
  });
});

describe('refined', () => {
  const sum = refined(object({ a: required(integer()), b: required(integer()) }), ({ a, b }) =>
    a + b > 10 ? valueError('too much') : undefined,
  );

  it('is asked about whole values only', () => {
    expect(read(sum, { a: 4, b: 6 }).value).toEqual({ a: 4, b: 6 });
    expect(read(sum, { a: 5, b: 6 }).errors).toEqual([{ type: 'value_error', loc: [], msg: 'Value error, too much' }]);
    expect(read(sum, { a: 50, b: 'x' }).errors.map(({ type }) => type)).toEqual(['int_parsing']);
  });
});
