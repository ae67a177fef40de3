import { readRange } from './byte-range';

describe('readRange', () => {
  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=0-', 0, 9],
    ['bytes=3-5', 3, 5],
    ['Bytes=9-9', 9, 9],
    ['bytes=3-999', 3, 9],
    ['bytes=-1', 9, 9],
    ['bytes=-10', 0, 9],
    ['bytes=-999', 0, 9],
    [' bytes=1-2 ', 1, 2],
  ])('%s of 10 bytes is a part', (header, first, last) => expect(readRange(header, 10)).toEqual({ first, last }));

  it.each([
    undefined,
    '',
    'bytes',
    'bytes=',
    'bytes=-',
    'bytes=5-3',
    'bytes=0-1,3-4',
    'bytes=a-b',
    'bytes=+1-2',
    'rows=0-1',
    `bytes=${'9'.repeat(20)}-`,
  ])('%j is no wish for a part', (header) => expect(readRange(header, 10)).toBeUndefined());

  it.each(['bytes=10-', 'bytes=10-12', 'bytes=-0', 'bytes=999999999999999-'])(
    '%s of 10 bytes cannot be had',
    (header) => expect(readRange(header, 10)).toBe('unsatisfiable'),
  );

  it.each(['bytes=0-', 'bytes=0-0', 'bytes=-1'])('%s of an empty file cannot be had', (header) =>
    expect(readRange(header, 0)).toBe('unsatisfiable'),
  );
});
