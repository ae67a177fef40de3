import { readFields } from '../bodies';
import { boundsOf, PeriodQueryDto } from './period';

describe('the period of a report', () => {
  it.each([
    [{}, [null, null]],
    [{ from: '2024-01-01', to: '2024-01-31' }, ['2024-01-01T00:00:00.000Z', '2024-02-01T00:00:00.000Z']],
    [{ from: '2024-01-01T10:00Z' }, ['2024-01-01T10:00:00.000Z', null]],
    [{ to: '2024-01-01T10:00:00.5+02:00' }, [null, '2024-01-01T08:00:00.500Z']],
  ])('of %j is %j', (given, bounds) => {
    expect(JSON.parse(JSON.stringify(boundsOf(readFields(PeriodQueryDto, given))))).toEqual(bounds);
  });

  it.each([
    '2024-02-30',
    '2024-1-1',
    'yesterday',
    '2024-01-01T25:00Z',
    '2024-01-01T10:00',
    '0000-01-01',
    ['2024-01-01'],
  ])('is not %j', (from) => {
    expect(() => readFields(PeriodQueryDto, { from })).toThrow('from must be a date or a date-time (ISO 8601)');
  });
});
