import type { Failure } from '../../../kernel/errors/failure';
import { Fields } from './fields';

function violationsOf(fields: Fields): unknown {
  try {
    fields.violations.refuse(['a', 'b', 'c']);
    return [];
  } catch (error) {
    return (error as Failure).data;
  }
}

describe('Fields', () => {
  it.each([undefined, null, 1, 'x', true, [], [{}]])('refuses %j as a body', (body) => {
    expect(() => Fields.of(body)).toThrow(expect.objectContaining({ kind: 'body-not-object' }));
  });

  it('reads camel and snake case, and prefers what is set in camel case', () => {
    expect(Fields.of({ task_timeout: 1 }).value('taskTimeout')).toBe(1);
    expect(Fields.of({ task_timeout: 1, taskTimeout: 2 }).value('taskTimeout')).toBe(2);
    expect(Fields.of({ task_timeout: 1, taskTimeout: null }).value('taskTimeout')).toBe(1);
    expect(Fields.of({ TaskTimeout: 1 }).has('taskTimeout')).toBe(false);
  });

  it('takes null and the empty string for not sent, and false and 0 for sent', () => {
    const fields = Fields.of({ a: null, b: '', c: false, d: 0 });
    expect(['a', 'b', 'c', 'd'].map((name) => fields.has(name))).toEqual([false, false, true, true]);
  });

  it('never reads what the object inherits', () => {
    const fields = Fields.of({});
    expect(['constructor', 'toString', '__proto__'].some((name) => fields.has(name))).toBe(false);
  });

  it.each([
    [60, 60],
    [6e1, 60],
    ['60', 60],
    ['000060', 60],
    [0, 0],
    ['-0', -0],
    [100, 100],
  ])('reads the integer %j', (sent, read) => {
    const fields = Fields.of({ a: sent });
    expect(fields.integer('a', 0, 100)).toBe(read);
    expect(violationsOf(fields)).toEqual([]);
  });

  it.each([60.5, '60.0', ' 60', '6e1', '+60', '1'.repeat(19), -1, '-1', 101, '101', Infinity, true, [60], {}])(
    'refuses %j as an integer',
    (sent) => {
      const fields = Fields.of({ a: sent });
      expect(fields.integer('a', 0, 100)).toBeUndefined();
      expect(violationsOf(fields)).toEqual([{ field: 'a', description: 'must be an integer from 0 to 100' }]);
    },
  );

  it('counts the characters of a text as people do', () => {
    expect(Fields.of({ a: '😀'.repeat(3) }).text('a', 3)).toBe('😀😀😀');
    const fields = Fields.of({ a: '😀'.repeat(4) });
    expect(fields.text('a', 3)).toBeUndefined();
    expect(violationsOf(fields)).toEqual([{ field: 'a', description: 'must be at most 3 characters' }]);
  });

  it.each(['a\u0000', '\ud800', 'x\udc00y'])('refuses the text %j', (sent) => {
    const fields = Fields.of({ a: sent });
    fields.text('a');
    const description = 'must not contain U+0000 or an unpaired surrogate';
    expect(violationsOf(fields)).toEqual([{ field: 'a', description }]);
  });

  it('lists violations in the published order, each under its full name', () => {
    const fields = Fields.of({ c: { dE: 1 }, a: [] });
    fields.nested('c')?.text('dE');
    fields.requiredText('b');
    fields.nested('a');
    expect(violationsOf(fields)).toEqual([
      { field: 'a', description: 'must be an object' },
      { field: 'b', description: 'is required' },
      { field: 'c.dE', description: 'must be a string' },
    ]);
  });

  it('reads a nested object that may be sent flat', () => {
    for (const body of [{ d_e: 1 }, { c: { dE: 1 }, d_e: 2 }, { c: null, dE: 1 }]) {
      const fields = Fields.of(body);
      const nested = fields.nestedOrFlat('c')!;
      expect([nested.value('dE'), nested.nameOf('dE')]).toEqual([1, 'c.dE']);
    }
    const wrong = Fields.of({ c: 5, dE: 1 });
    expect(wrong.nestedOrFlat('c')).toBeUndefined();
    expect(violationsOf(wrong)).toEqual([{ field: 'c', description: 'must be an object' }]);
  });

  it('lists a hundred violations at most', () => {
    const fields = Fields.of({});
    for (let i = 0; i < 1000; i++) fields.refuse('a', 'is wrong');
    expect(violationsOf(fields)).toHaveLength(100);
  });
});
