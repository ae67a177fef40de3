import { optional } from '../../kernel/http/rules';
import * as rules from './drone-rules';

const nested = (levels: number): object => {
  let value: object = {};
  for (let level = 1; level < levels; level++) value = { a: value };
  return value;
};
const bytes = (count: number) => ({ a: 'x'.repeat(count - '{"a":""}'.length) });

describe('drone rules', () => {
  it.each([
    ['required', rules.required(rules.name()), undefined, 'f is required'],
    ['required', rules.required(rules.name()), null, 'f is required'],
    ['name', rules.name(), 5, 'f must be a string'],
    ['name', rules.name(), '', 'f must not be empty'],
    ['name', rules.name(), ' \n\t\u00a0', 'f must not be empty'],
    ['name', rules.name(), 'x'.repeat(256), 'f must be at most 255 characters'],
    ['name', rules.name(), '😀'.repeat(256), 'f must be at most 255 characters'],
    ['name', rules.name(), '😀'.repeat(255), undefined],
    ['name', rules.name(), ' a\n', undefined],
    ['name', rules.name(), 'a\u0000', 'f contains invalid characters'],
    ['name', rules.name(), 'a\ud800', 'f contains invalid characters'],
    ['text', rules.text(4000), '', undefined],
    ['text', rules.text(4000), [], 'f must be a string'],
    ['text', rules.text(4000), 'x'.repeat(4001), 'f must be at most 4000 characters'],
    ['text', optional(rules.text(4000)), null, undefined],
    ['whenGiven', rules.whenGiven(rules.text(4000)), undefined, undefined],
    ['whenGiven', rules.whenGiven(rules.text(4000)), null, 'f must be a string'],
    ['id', rules.id(), 7, 'f must be a string'],
    ['id', rules.id(), '', 'f must not be empty'],
    ['id', rules.id(), ' ', undefined],
    ['id', rules.id(), '\u0000', undefined],
    ['integer', rules.integer(1, 10), 1e1, undefined],
    ['integer', rules.integer(1, 10), 0, 'f must be an integer between 1 and 10'],
    ['integer', rules.integer(1, 10), 11, 'f must be an integer between 1 and 10'],
    ['integer', rules.integer(1, 10), 5.5, 'f must be an integer between 1 and 10'],
    ['integer', rules.integer(1, 10), '5', 'f must be an integer between 1 and 10'],
    ['integer', rules.integer(1, 10), true, 'f must be an integer between 1 and 10'],
    ['integer', rules.integer(1, 10), Infinity, 'f must be an integer between 1 and 10'],
    ['number', rules.number(-90, 90), -90, undefined],
    ['number', rules.number(-90, 90), '1', 'f must be a number between -90 and 90'],
    ['number', rules.number(-90, 90), 90.001, 'f must be a number between -90 and 90'],
    ['boolean', rules.boolean(), 1, 'f must be a boolean'],
    ['oneOf', rules.oneOf('A', 'B'), 'C', 'f must be one of A, B'],
    ['oneOf', rules.oneOf('A', 'B'), ['A'], 'f must be one of A, B'],
    ['list', rules.list(1, 2), {}, 'f must be an array'],
    ['list', rules.list(1, 2), [], 'f must have between 1 and 2 items'],
    ['list', rules.list(1, 2), [1, 2, 3], 'f must have between 1 and 2 items'],
    ['names', rules.names(2, 3), ['a', 'abcd'], 'f[1] must be at most 3 characters'],
    ['names', rules.names(2, 3), ['a', null], 'f[1] must be a string'],
    ['names', rules.names(2, 3), ['a', 'b'], undefined],
    ['instant', rules.instant(), 5, 'f must be an ISO 8601 date-time'],
    ['instant', rules.instant(), '2024-02-30T00:00Z', 'f must be an ISO 8601 date-time'],
    ['metadata', rules.metadata(), [], 'f must be an object'],
    ['metadata', rules.metadata(), 'x', 'f must be an object'],
    ['metadata', rules.metadata(), bytes(16_384), undefined],
    ['metadata', rules.metadata(), bytes(16_385), 'f must be at most 16384 bytes'],
    ['metadata', rules.metadata(), nested(32), undefined],
    ['metadata', rules.metadata(), nested(33), 'f must be at most 32 levels deep'],
    ['metadata', rules.metadata(), nested(200_000), 'f must be at most 16384 bytes'],
    ['metadata', rules.metadata(), { a: [{ '\u0000': 1 }] }, 'f contains invalid characters'],
    ['metadata', rules.metadata(), { a: ['\udc00'] }, 'f contains invalid characters'],
  ])('%s', (_name, rule, value, refusal) => {
    expect(rule(value, 'f')).toBe(refusal);
  });
});
