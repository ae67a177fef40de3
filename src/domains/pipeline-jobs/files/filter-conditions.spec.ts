import { FilterConditions, InvalidFilter } from './filter-conditions';

const is = (field: string, operator: string, value: unknown) => ({ field, operator, value });

describe('FilterConditions', () => {
  it('puts nothing into the SQL that a user wrote', () => {
    const parameters: unknown[] = ['tenant'];
    const hostile = "x'; DROP SCHEMA pipeline; --";
    const condition = new FilterConditions(parameters).of({
      operator: 'OR',
      conditions: [
        is(hostile, '==', hostile),
        is(`meta.${hostile}.${hostile}`, 'in', [hostile]),
        is('n', '>', 5),
        is('d', '<', '2024-01-01'),
      ],
    });
    expect(condition).not.toContain('DROP');
    expect(parameters).toEqual([
      'tenant',
      hostile,
      JSON.stringify(hostile),
      hostile,
      hostile,
      JSON.stringify([hostile]),
      'n',
      '5',
      'd',
      '2024-01-01',
    ]);
    const places = [...condition.matchAll(/\$(\d+)/g)].map(([, place]) => Number(place));
    expect([...new Set(places)].sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('leaves the parameters as they were when a filter is invalid', () => {
    const parameters: unknown[] = [];
    const conditions = new FilterConditions(parameters);
    const invalid = { operator: 'AND', conditions: [is('a', '==', 1), is('a', '~', 1)] };
    expect(() => conditions.of(invalid)).toThrow(InvalidFilter);
    const wide = { operator: 'AND', conditions: Array<object>(30_001).fill(is('a', '==', 1)) };
    expect(() => conditions.of(wide)).toThrow(InvalidFilter);
    expect(parameters).toEqual([]);
    expect(conditions.of(is('a', '==', 1))).toBe("coalesce(file.meta -> $1::text, 'null') = $2::jsonb");
  });

  it('adds no parameter that the condition does not mention', () => {
    const parameters: unknown[] = [];
    const conditions = new FilterConditions(parameters);
    expect(conditions.of(is('a', '>', null))).toBe('false');
    expect(conditions.of({})).toBe('true');
    expect(parameters).toEqual([]);
  });
});
