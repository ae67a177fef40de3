import { ItemError } from '../items/item-error';
import type { ItemErrorType } from '../items/item-error';
import { afterAttempt } from './run-state';
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
    ['5 of all kinds', [...Array<AttemptEnd>(3).fill(failure('blocked')), failure('connection'), failure('pipeline_unavailable')], 10, 'FAILED'],
    ['4 in a row', Array<AttemptEnd>(4).fill(failure('connection')), 10, 'STARTED'],
    ['all of a smaller run', [failure('connection'), failure('blocked')], 2, 'FAILED'],
    ['all but one of a smaller run', [failure('invalid_filter'), failure('connection')], 2, 'ENDED'],
    ['4 and 4 with another between', [...Array<AttemptEnd>(4).fill(failure('connection')), failure('timeout'), ...Array<AttemptEnd>(4).fill(failure('connection'))], 10, 'STARTED'],
    ['5 after a success', [success, ...Array<AttemptEnd>(5).fill(failure('connection'))], 10, 'STARTED'],
    ['5 after a 401', [failure('rejected', 401), ...Array<AttemptEnd>(5).fill(failure('connection'))], 10, 'STARTED'],
    ['5 after a 500 that is tried again', [failure('upstream', 500, true), ...Array<AttemptEnd>(5).fill(failure('connection'))], 10, 'STARTED'],
    ['5 that are tried again', Array<AttemptEnd>(5).fill(failure('connection', null, true)), 10, 'STARTED'],
    ['the last of a run with an answer', [success, failure('connection')], 2, 'ENDED'],
  ])('%s: %#', (_case, ends, left, status) => expect(after(ends, { left }).status).toBe(status));

  it('tells why nothing could run', () => {
    expect(after([failure('connection')], { left: 1 }).error).toBe('Pipeline could not be reached: refused');
  });

  it('halves the concurrency with every 429, and gives back one for ten successes in a row', () => {
    const limited = failure('rate_limited', 429, true);
    expect(after([limited]).effectiveConcurrency).toBe(2);
    expect(after([limited, limited, limited]).effectiveConcurrency).toBe(1);
    const ten = Array<AttemptEnd>(10).fill(success);
    expect(after([limited, ...ten], { left: 99 })).toMatchObject({ effectiveConcurrency: 3, succeededInRow: 0 });
    expect(after([limited, ...ten, ...ten, ...ten], { left: 99 }).effectiveConcurrency).toBe(4);
    expect(after([limited, ...ten.slice(1), failure('rejected', 400), success], { left: 99 })).toMatchObject({
      effectiveConcurrency: 2,
      succeededInRow: 1,
    });
  });
});
