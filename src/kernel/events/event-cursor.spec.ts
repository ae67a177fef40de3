import { formatCursor, isBefore, LOG_START, parseCursor } from './event-cursor';

describe('cursors', () => {
  it.each([LOG_START, { xid: 60410n << 44n, position: 42n }, { xid: 2n ** 63n - 1n, position: 2n ** 63n - 1n }])(
    'hold %p',
    (at) => expect(parseCursor(formatCursor(at))).toEqual(at),
  );

  it.each(['', 'x', '________AAAAAAAAAAAAAA', 'AAAAAAAAAAAAAAAAAAAAAB', `${formatCursor(LOG_START)}A`])(
    '%p is none',
    (text) => expect(parseCursor(text)).toBeUndefined(),
  );

  it('are in the order of transactions, and of positions within one', () => {
    expect(isBefore({ xid: 1n, position: 9n }, { xid: 2n, position: 1n })).toBe(true);
    expect(isBefore({ xid: 1n, position: 1n }, { xid: 1n, position: 2n })).toBe(true);
    expect(isBefore({ xid: 1n, position: 1n }, { xid: 1n, position: 1n })).toBe(false);
  });
});
