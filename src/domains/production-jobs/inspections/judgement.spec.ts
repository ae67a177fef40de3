import { judge, verdictOf } from './judgement';
import type { Characteristic, GivenResult } from './judgement';

const BORE: Characteristic = { name: 'Bore', type: 'number', unit: 'mm', min: 11.99, max: 12.01, required: true };
const DEBURRED: Characteristic = { name: 'Deburred', type: 'boolean', required: true };
const REMARK: Characteristic = { name: 'Remark', type: 'text', required: false };
const PLAN = [BORE, DEBURRED, REMARK];

const bore = (value: unknown): GivenResult => ({ name: 'Bore', value });
const deburred = (value: unknown): GivenResult => ({ name: 'Deburred', value });

describe('judging inspections', () => {
  it.each([
    [11.99, true],
    [12.01, true],
    [12, true],
    [11.989, false],
    [12.011, false],
    [-12, false],
    [1e300, false],
  ])('a number within its limits, both inclusive: %s %s', (value, pass) => {
    const results = judge(PLAN, [bore(value), deburred(true)]);
    expect(results[0]).toEqual({ name: 'Bore', value, unit: 'mm', min: 11.99, max: 12.01, pass });
    expect(verdictOf(results)).toBe(pass ? 'pass' : 'fail');
  });

  it.each([
    [{ min: 0 }, 0, true],
    [{ min: 0 }, -0.1, false],
    [{ max: 0 }, 0.1, false],
    [{ max: 0 }, -1e9, true],
    [{}, -1e9, true],
  ])('with limits %j: %s %s', (limits, value, pass) => {
    const plan: Characteristic[] = [{ name: 'Bore', type: 'number', required: true, ...limits }];
    expect(judge(plan, [bore(value)])[0].pass).toBe(pass);
  });

  it('a boolean passes when true, a text always, its verdict when all pass', () => {
    expect(verdictOf(judge(PLAN, [bore(12), deburred(false)]))).toBe('fail');
    const results = judge(PLAN, [bore(12), deburred(true), { name: 'Remark', value: '', pass: false }]);
    expect(results.map(({ pass }) => pass)).toEqual([true, true, true]);
    expect(verdictOf(results)).toBe('pass');
  });

  it.each([
    [[{ name: 'Colour', value: 1 }], 'Unknown characteristic: Colour'],
    [[{ name: 'bore', value: 1 }], 'Unknown characteristic: bore'],
    [[bore('12')], 'Value of Bore must be a number'],
    [[bore(null)], 'Value of Bore must be a number'],
    [[bore(Infinity)], 'Value of Bore must be a number'],
    [[bore(true)], 'Value of Bore must be a number'],
    [[deburred(1)], 'Value of Deburred must be a boolean'],
    [[deburred('true')], 'Value of Deburred must be a boolean'],
    [[{ name: 'Remark', value: 5 }], 'Value of Remark must be a string'],
    [[{ name: 'Remark', value: undefined }], 'Value of Remark must be a string'],
    [[bore(12)], 'Missing result for: Deburred'],
    [[deburred(true)], 'Missing result for: Bore'],
    [[bore(12), bore(12)], 'Duplicate result for: Bore'],
  ])('refuses %j', (given, message) => {
    expect(() => judge(PLAN, given)).toThrow(message);
  });

  it('takes results at their word without a plan', () => {
    const given = [
      { name: 'Bore', value: 1, pass: true },
      { name: 'Look', value: 'fine', pass: false },
    ];
    expect(judge([], given)).toEqual(given);
    expect(verdictOf(judge([], given))).toBe('fail');
  });

  it.each([
    [[{ name: 'Bore', value: 1 }], 'results[0].pass must be a boolean'],
    [[{ name: 'Bore', value: 1, pass: null }], 'results[0].pass must be a boolean'],
    [[{ name: 'Bore', value: {}, pass: true }], 'Value of Bore must be a number or a boolean or a string'],
    [[{ name: 'Look', value: 'x'.repeat(10_001), pass: true }], 'Value of Look must be at most 10000 characters'],
  ])('without a plan it refuses case %#', (given, message) => {
    expect(() => judge([], given)).toThrow(message);
  });
});
