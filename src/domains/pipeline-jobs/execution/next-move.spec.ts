import { nextMove, nextMoves } from './next-move';
import type { Claimant, Move, Outlook } from './next-move';

const OUTLOOK: Outlook = {
  slot: 1,
  held: null,
  effectiveConcurrency: 2,
  pausedFor: null,
  deploying: false,
  maxConcurrency: null,
  busy: 0,
  next: 'next',
  dueIn: null,
};

describe('nextMove', () => {
  it.each<[string, Partial<Outlook>, Move]>([
    ['takes what is next', {}, { kind: 'take', item: 'next' }],
    [
      'takes over what a dead process ran, whatever else is',
      { held: 'held', slot: 9, pausedFor: 5 },
      { kind: 'take', item: 'held' },
    ],
    ['leaves it to others above the effective concurrency', { slot: 3 }, { kind: 'hand-over', below: 2 }],
    [
      'leaves it to others above what the pipeline takes',
      { slot: 2, maxConcurrency: 1 },
      { kind: 'hand-over', below: 1 },
    ],
    ['rests when nothing is left', { next: null }, { kind: 'rest' }],
    [
      'rests rather than waits for the end of a pause with nothing behind it',
      { next: null, pausedFor: 9 },
      { kind: 'rest' },
    ],
    ['waits for the end of a pause', { pausedFor: 9 }, { kind: 'wait', milliseconds: 9 }],
    ['goes on after a pause', { pausedFor: 0 }, { kind: 'take', item: 'next' }],
    ['waits for an item that is due later', { next: null, dueIn: 7 }, { kind: 'wait', milliseconds: 7 }],
    ['does not wait backwards', { next: null, dueIn: -7 }, { kind: 'wait', milliseconds: 0 }],
    ['waits for room in the pipeline', { maxConcurrency: 1, busy: 1 }, { kind: 'wait', milliseconds: 200 }],
    ['uses the room that there is', { maxConcurrency: 2, busy: 1 }, { kind: 'take', item: 'next' }],
    ['waits for a pipeline that is being deployed', { deploying: true }, { kind: 'wait', milliseconds: 200 }],
  ])('%s', (_case, changes, move) => expect(nextMove({ ...OUTLOOK, ...changes })).toEqual(move));
});

describe('nextMoves', () => {
  const slots = (count: number, changes: Partial<Claimant> = {}) =>
    Array.from({ length: count }, (_, index) => ({ slot: index + 1, held: null, goesOn: true, ...changes }));
  const items = (...next: string[]) => ({ ...OUTLOOK, effectiveConcurrency: 9, next });
  const kinds = (moves: Move[]) => moves.map((move) => ('item' in move ? move.item : move.kind));

  it('gives each slot an item of its own, in order, while there are any', () => {
    expect(kinds(nextMoves(items('a', 'b'), slots(3)))).toEqual(['a', 'b', 'rest']);
    expect(kinds(nextMoves({ ...items('a'), dueIn: 5 }, slots(2)))).toEqual(['a', 'wait']);
    expect(kinds(nextMoves({ ...items('a', 'b', 'c'), effectiveConcurrency: 2 }, slots(3)))).toEqual([
      'a',
      'b',
      'hand-over',
    ]);
  });

  it('never begins more calls than the pipeline takes', () => {
    const outlook = { ...items('a', 'b', 'c', 'd'), maxConcurrency: 4, busy: 2 };
    expect(kinds(nextMoves(outlook, slots(4)))).toEqual(['a', 'b', 'wait', 'wait']);
    const over = [{ slot: 1, held: 'held', goesOn: true }, ...slots(3).slice(1)];
    expect(kinds(nextMoves({ ...outlook, busy: 3 }, over))).toEqual(['held', 'a', 'wait']);
  });

  it('leaves the item of a slot that must not go on to the next one', () => {
    const [first, ...others] = slots(2);
    expect(kinds(nextMoves(items('a', 'b'), [{ ...first, goesOn: false }, ...others]))).toEqual(['queue', 'a']);
    expect(kinds(nextMoves(items(), slots(1, { goesOn: false })))).toEqual(['rest']);
  });
});
