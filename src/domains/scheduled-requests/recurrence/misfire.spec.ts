import { instantOf, SECOND, type Instant } from '../values/instant';
import { takeUp, withoutTaken, type MisfirePolicy } from './misfire';
import { decideOverlap } from './overlap';

const first = instantOf(Date.parse('2026-01-01T00:00:00Z'));
const slot = (k: number) => first + k * 60 * SECOND;
const slots = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => slot(from + i));

describe.each([
  ['an interval', { every: { months: 0, microseconds: 60 * SECOND }, first }],
  ['cron', { cron: '* * * * *', timezone: 'UTC' }],
])('takeUp, %s', (_, recurrence) => {
  const take = (now: Instant, policy: MisfirePolicy, pending = slot(0)) => takeUp(recurrence, pending, now, policy);

  it.each(['latest', 'all', 'skip'] as const)('runs one slot that is on time, %s', (policy) => {
    expect(take(slot(0), policy)).toEqual({ run: [slot(0)], missed: null, next: slot(1) });
    expect(take(slot(0) + 30 * SECOND, policy)).toEqual({ run: [slot(0)], missed: null, next: slot(1) });
  });

  it('never gives the pending slot again, should it be taken up early', () =>
    expect(take(slot(0) - 1, 'latest')).toEqual({ run: [slot(0)], missed: null, next: slot(1) }));

  it('judges one slot that is late', () => {
    const late = slot(0) + 30 * SECOND + 1;
    expect(take(late, 'latest')).toEqual({ run: [slot(0)], missed: null, next: slot(1) });
    expect(take(late, 'all')).toEqual({ run: [slot(0)], missed: null, next: slot(1) });
    expect(take(late, 'skip')).toEqual({
      run: [],
      missed: { from: slot(0), to: slot(0), slots: 1 },
      next: slot(1),
    });
  });

  it('judges several slots', () => {
    const now = slot(3) + SECOND;
    const next = slot(4);
    expect(take(now, 'latest')).toEqual({ run: [slot(3)], missed: { from: slot(0), to: slot(2), slots: 3 }, next });
    expect(take(now, 'all')).toEqual({ run: slots(0, 3), missed: null, next });
    expect(take(now, 'skip')).toEqual({ run: [], missed: { from: slot(0), to: slot(3), slots: 4 }, next });
  });

  it('runs a hundred at most', () => {
    const next = slot(251);
    expect(take(slot(99), 'all').run).toEqual(slots(0, 99));
    expect(take(slot(100), 'all')).toEqual({
      run: slots(1, 100),
      missed: { from: slot(0), to: slot(0), slots: 1 },
      next: slot(101),
    });
    expect(take(slot(250), 'all')).toEqual({
      run: slots(151, 250),
      missed: { from: slot(0), to: slot(150), slots: 151 },
      next,
    });
    expect(take(slot(250), 'latest').missed).toEqual({ from: slot(0), to: slot(249), slots: 250 });
    expect(take(slot(250), 'skip').missed).toEqual({ from: slot(0), to: slot(250), slots: 251 });
  });

  it('counts a pending slot that is not on the grid', () => {
    const now = slot(1) + SECOND;
    expect(take(now, 'all', slot(0) + SECOND)).toMatchObject({ run: [slot(0) + SECOND, slot(1)], missed: null });
  });
});

describe('decideOverlap', () => {
  const free = { earlierRunOpen: false, slotWaiting: false };
  const busy = { earlierRunOpen: true, slotWaiting: false };
  const queued = { earlierRunOpen: true, slotWaiting: true };
  it.each([
    ['allow', ['run', 'run', 'run']],
    ['skip', ['run', 'skip', 'skip']],
    ['queue', ['run', 'wait', 'skip']],
  ] as const)('%s', (policy, expected) =>
    expect([free, busy, queued].map((runs) => decideOverlap(policy, runs))).toEqual(expected),
  );
});

describe('slots that have a run already', () => {
  const due = { run: [30, 40], missed: { from: 10, to: 20, slots: 2 }, next: 50 };

  it.each([
    [[], due],
    [[40], { ...due, run: [30] }],
    [[20, 30], { ...due, run: [40], missed: { from: 10, to: 20, slots: 1 } }],
    [[10, 20, 30, 40], { run: [], missed: null, next: 50 }],
  ])('%j neither run nor are they missed', (taken, expected) => expect(withoutTaken(due, taken)).toEqual(expected));
});
