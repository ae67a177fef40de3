import { requestIdOf } from './request-hooks';

const idFor = (given: string | string[] | undefined) => requestIdOf({ headers: { 'x-request-id': given } });
const GENERATED = /^req-[0-9a-f]{16}$/;

describe('requestIdOf', () => {
  it.each(['a', 'req-1', '7b0c2a4e-0000-4000-8000-000000000000', '!"#{}~', 'x'.repeat(200)])('keeps %s', (id) => {
    expect(idFor(id)).toBe(id);
  });

  it.each([
    ['no id', undefined],
    ['an empty one', ''],
    ['blanks', 'a b'],
    ['a line break', 'a\nb'],
    ['a control character', 'a\u0000'],
    ['what is no ASCII', 'é'],
    ['a long one', 'x'.repeat(201)],
    ['two', ['a', 'b']],
  ])('makes its own for %s', (_what, given) => expect(idFor(given)).toMatch(GENERATED));

  it('makes another one each time', () => {
    expect(new Set(Array.from({ length: 100 }, () => idFor(undefined))).size).toBe(100);
  });
});
