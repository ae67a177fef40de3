import { periodOf } from './period';

describe('periodOf', () => {
  it.each([
    ['2024-02-29', '2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
    ['2024-01-15T10:30:00.000Z', '2024-01-15T10:30:00.000Z', '2024-01-15T10:30:00.001Z'],
    ['2024-01-15T10:30Z', '2024-01-15T10:30:00.000Z', '2024-01-15T10:30:00.001Z'],
    ['2024-01-15T10:30:00+02:00', '2024-01-15T08:30:00.000Z', '2024-01-15T08:30:00.001Z'],
  ])('%s is from %s up to %s', (value, start, end) => {
    expect(periodOf(value)).toEqual({ start: new Date(start), end: new Date(end) });
  });

  it.each([
    undefined,
    5,
    '',
    'yesterday',
    '2024',
    '2024-02-30',
    '2023-02-29T10:00:00Z',
    '2024-13-01',
    '2024-01-15T10:30',
    '2024-01-15T25:00:00Z',
    '0000-00-00',
  ])('%p is none', (value) => {
    expect(periodOf(value)).toBeUndefined();
  });
});
