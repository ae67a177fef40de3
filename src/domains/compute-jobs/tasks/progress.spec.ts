import { showProgress } from './progress';
import type { Tally } from './progress';

const NONE: Tally = {
  state: 'JOB_STATE_PARTITIONED',
  deleted: false,
  total: 0,
  scheduled: 0,
  running: 0,
  completed: 0,
  failed: 0,
  cancelled: 0,
  worked: 0,
  workedSeconds: null,
};

const progress = (tally: Partial<Tally>) => showProgress({ ...NONE, ...tally });

describe('showProgress', () => {
  it('shows the counts', () => {
    const counts = { total: 15, scheduled: 1, running: 2, completed: 3, failed: 4, cancelled: 5 };
    expect(progress(counts)).toEqual({ state: 'JOB_STATE_PARTITIONED', ...counts, percent: 46 });
  });

  it.each<[Partial<Tally>, number]>([
    [{}, 0],
    [{ total: 3, completed: 2, running: 1 }, 66],
    [{ total: 1000, completed: 999, running: 1 }, 99],
    [{ total: 3, completed: 3 }, 100],
    [{ total: 3, completed: 2, failed: 1, state: 'JOB_STATE_COMPLETE' }, 100],
    [{ total: 10, completed: 3, failed: 1, cancelled: 6, state: 'JOB_STATE_FAILED' }, 30],
  ])('of %j is %i percent', (tally, percent) => expect(progress(tally).percent).toBe(percent));

  it.each<[string, Partial<Tally>, number | undefined]>([
    ['before a task began', { scheduled: 9 }, undefined],
    ['before a task ended', { scheduled: 8, running: 1, workedSeconds: 5 }, undefined],
    ['by the rate so far, rounded up', { scheduled: 5, running: 2, worked: 4, workedSeconds: 10 }, 18],
    ['without what was not work', { scheduled: 1, completed: 9, worked: 1, workedSeconds: 3 }, 3],
    ['with none left', { completed: 9, worked: 9, workedSeconds: 3 }, 0],
    [
      'once the tasks are over',
      { completed: 9, worked: 9, workedSeconds: 3, state: 'JOB_STATE_TASKS_COMPLETED' },
      undefined,
    ],
  ])('tells the seconds that are left %s', (_name, tally, seconds) => {
    expect(progress(tally).etaSeconds).toBe(seconds);
  });
});
