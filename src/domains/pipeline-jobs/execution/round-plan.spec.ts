import { ItemError } from '../items/item-error';
import type { Outcome } from './outcomes';
import { planOf, presentSlots } from './round-plan';
import type { HeldRun, PresentSlot, Sight } from './round-plan';

const JOB = {
  status: 'STARTED',
  executed: 0,
  failed: 0,
  left: 10,
  answered: true,
  unreachableInRow: 0,
  succeededInRow: 0,
  effectiveConcurrency: 4,
  error: null,
  halved: false,
  concurrency: 4,
} as HeldRun;
const SIGHT = {
  pausedFor: null,
  deploying: false,
  available: true,
  maxConcurrency: null,
  busy: 0,
  next: ['a', 'b', 'c', 'd'],
  dueIn: null,
  slots: [],
} as unknown as Sight;

const slot = (number: number, outcome?: Partial<Outcome>): PresentSlot => ({
  slot: number,
  turn: 0,
  held: null,
  early: false,
  seconds: 1,
  goesOn: true,
  ...(outcome && { outcome: { end: { again: false }, ...outcome } as Outcome }),
});
const limited = new ItemError('rate_limited', 'slowly', 429);
const kinds = ({ moves }: ReturnType<typeof planOf>) =>
  moves.map(({ move }) => ('item' in move ? move.item : 'milliseconds' in move ? move.milliseconds : move.kind));

describe('planOf', () => {
  it('records outcomes before it gives out items, also to slots that bring none', () => {
    const plan = planOf(JOB, SIGHT, [slot(1, {}), slot(2), slot(3, {})], false);
    expect(plan.run).toMatchObject({ executed: 2, left: 8, succeededInRow: 2 });
    expect(plan.recorded.map(({ slot: number }) => number)).toEqual([1, 3]);
    expect(kinds(plan)).toEqual(['a', 'b', 'c']);
  });

  it('begins nothing in a pause that came with an outcome, and waits for the retry that it leaves', () => {
    const late = { end: { error: limited, again: true }, retryAfter: 500, pause: 500 };
    const paused = planOf(JOB, SIGHT, [slot(1, late), slot(2, {})], false);
    expect(paused).toMatchObject({ pause: 500, run: { effectiveConcurrency: 2, halved: true } });
    expect(kinds(paused)).toEqual([500, 500]);
    expect(kinds(planOf(JOB, { ...SIGHT, pausedFor: 900 }, [slot(1, late)], false))).toEqual([900]);
    const again = { end: { again: true, error: new ItemError('upstream', 'no', 500) }, retryAfter: 70 };
    expect(kinds(planOf(JOB, { ...SIGHT, next: ['a'], dueIn: 90 }, [slot(1, again), slot(2)], false))).toEqual([
      'a',
      70,
    ]);
  });

  it('has room for as many calls as it records', () => {
    const sight = { ...SIGHT, maxConcurrency: 3, busy: 3 };
    expect(kinds(planOf(JOB, sight, [slot(1, {}), slot(2)], false))).toEqual(['a', 200]);
  });

  it('gives out nothing, and records nothing more, once the run has ended', () => {
    const down = { end: { again: false, error: new ItemError('connection', 'no') } };
    const run = { ...JOB, answered: false, unreachableInRow: 4 };
    const plan = planOf(run, SIGHT, [slot(1, down), slot(2, down), slot(3)], true);
    expect(plan.run).toMatchObject({ status: 'FAILED', executed: 1 });
    expect([plan.recorded.length, plan.moves]).toEqual([1, []]);
  });
});

describe('presentSlots', () => {
  it('leaves out those whose turn or attempt is over', () => {
    const seen = { slot: 2, held: null, early: true, seconds: 1 };
    const present = presentSlots([slot(1), slot(2)], { slots: [seen] });
    expect(present).toEqual([{ ...slot(2), early: true }]);
  });
});
