import { ItemError } from '../items/item-error';
import type { ItemErrorType } from '../items/item-error';
import { afterAttempt, afterAttempts, afterSweep } from './run-state';
import type { AttemptEnd, RunState } from './run-state';

const RUN: RunState = {
  status: 'STARTED',
  executed: 0,
  failed: 0,
  left: 10,
  answered: false,
  unreachableInRow: 0,
  succeededInRow: 0,
  effectiveConcurrency: 4,
  error: null,
  halved: false,
};
const success: AttemptEnd = { again: false };
const failure = (type: ItemErrorType, status: number | null = null, again = false): AttemptEnd => ({
  error: new ItemError(type, 'refused', status),
  again,
});

/** The run after a number of attempts, of which none but the last tells of others than the unreachable. */
function after(ends: AttemptEnd[], run: Partial<RunState> = {}, concurrency = 4): RunState {
  let only = true;
  return ends.reduce(
    (state, end) => {
      const next = afterAttempt(state, end, concurrency, only);
      if (!end.again) only &&= end.error !== undefined && next.unreachableInRow > 0;
      return next;
    },
    { ...RUN, ...run },
  );
}

describe('afterAttempt', () => {
  it('counts what is finished, and ends the job with the last item', () => {
    const ends = [success, failure('rejected', 400), failure('upstream', 500, true)];
    expect(after(ends)).toMatchObject({ status: 'STARTED', executed: 2, failed: 1, left: 8 });
    expect(after([success], { left: 1 })).toMatchObject({ status: 'ENDED', left: 0, error: null });
    expect(after([failure('internal')], { left: 1 })).toMatchObject({ status: 'ENDED', failed: 1 });
  });

  it.each<[string, AttemptEnd[], number, string]>([
    ['5 in a row', Array<AttemptEnd>(5).fill(failure('connection')), 10, 'FAILED'],
    [
      '5 of all kinds',
      [...Array<AttemptEnd>(3).fill(failure('blocked')), failure('connection'), failure('pipeline_unavailable')],
      10,
      'FAILED',
    ],
    ['4 in a row', Array<AttemptEnd>(4).fill(failure('connection')), 10, 'STARTED'],
    ['all of a smaller run', [failure('connection'), failure('blocked')], 2, 'FAILED'],
    ['all but one of a smaller run', [failure('invalid_filter'), failure('connection')], 2, 'ENDED'],
    [
      '4 and 4 with another between',
      [
        ...Array<AttemptEnd>(4).fill(failure('connection')),
        failure('timeout'),
        ...Array<AttemptEnd>(4).fill(failure('connection')),
      ],
      10,
      'STARTED',
    ],
    ['5 after a success', [success, ...Array<AttemptEnd>(5).fill(failure('connection'))], 10, 'STARTED'],
    ['5 after a 401', [failure('rejected', 401), ...Array<AttemptEnd>(5).fill(failure('connection'))], 10, 'STARTED'],
    [
      '5 after a 500 that is tried again',
      [failure('upstream', 500, true), ...Array<AttemptEnd>(5).fill(failure('connection'))],
      10,
      'STARTED',
    ],
    ['5 that are tried again', Array<AttemptEnd>(5).fill(failure('connection', null, true)), 10, 'STARTED'],
    ['the last of a run with an answer', [success, failure('connection')], 2, 'ENDED'],
  ])('%s: %#', (_case, ends, left, status) => expect(after(ends, { left }).status).toBe(status));

  it('tells why nothing could run', () => {
    expect(after([failure('connection')], { left: 1 }).error).toBe('Pipeline could not be reached: refused');
  });

  const limited = failure('rate_limited', 429, true);
  const ten = Array<AttemptEnd>(10).fill(success);
  /** The run when nothing more is told of at the same time. */
  const later = (run: RunState): RunState => ({ ...run, halved: false });

  it('halves the concurrency with a 429, and gives back one for ten successes in a row', () => {
    const once = later(after([limited]));
    expect(once.effectiveConcurrency).toBe(2);
    expect(after([limited], once).effectiveConcurrency).toBe(1);
    expect(after([limited], later(after([limited], once))).effectiveConcurrency).toBe(1);
    expect(after(ten, { ...once, left: 99 })).toMatchObject({ effectiveConcurrency: 3, succeededInRow: 0 });
    expect(after([...ten, ...ten, ...ten], { ...once, left: 99 }).effectiveConcurrency).toBe(4);
    expect(after([...ten.slice(1), failure('rejected', 400), success], { ...once, left: 99 })).toMatchObject({
      effectiveConcurrency: 2,
      succeededInRow: 1,
    });
  });

  it('halves it once for a burst of 429s: those that were begun before say nothing new', () => {
    const burst = after(Array<AttemptEnd>(5).fill(limited), { effectiveConcurrency: 20 }, 20);
    expect(burst).toMatchObject({ effectiveConcurrency: 10, halved: true });
    const early = { ...limited, early: true };
    expect(after([early, early], later(burst), 20)).toMatchObject({ effectiveConcurrency: 10, halved: false });
    expect(after([early, limited], later(burst), 20)).toMatchObject({ effectiveConcurrency: 5, halved: true });
    expect(after([early], { succeededInRow: 9 })).toMatchObject({ effectiveConcurrency: 4, succeededInRow: 0 });
  });
});

describe('afterAttempts', () => {
  it('counts up to the one that ends the run', () => {
    const six = Array<AttemptEnd>(6).fill(failure('connection'));
    expect(afterAttempts(RUN, six, 4, true)).toMatchObject({ counted: 5, run: { status: 'FAILED', executed: 5 } });
    const both = [success, failure('connection')];
    expect(afterAttempts({ ...RUN, left: 2 }, both, 4, true)).toMatchObject({ counted: 2, run: { status: 'ENDED' } });
  });

  it.each<[string, AttemptEnd[], boolean, string]>([
    ['nothing could be reached', [failure('connection'), failure('blocked')], true, 'FAILED'],
    ['one of them failed for another reason', [failure('invalid_filter'), failure('blocked')], true, 'ENDED'],
    ['one before them failed for another reason', [failure('connection'), failure('blocked')], false, 'ENDED'],
  ])('knows of the last ones of a run whether %s', (_case, ends, only, status) => {
    expect(afterAttempts({ ...RUN, left: 2 }, ends, 4, only).run.status).toBe(status);
  });
});

describe('afterSweep', () => {
  it('counts many items as failed, and ends the run with the last', () => {
    const run = { ...RUN, answered: true, succeededInRow: 3 };
    expect(afterSweep(run, 9)).toEqual({
      ...run,
      executed: 9,
      failed: 9,
      left: 1,
      succeededInRow: 0,
      unreachableInRow: 9,
    });
    expect(afterSweep(run, 10)).toMatchObject({ status: 'ENDED', left: 0 });
  });
});
