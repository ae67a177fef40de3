import { SERIAL_STATUSES, STEP_ACTIONS, STEP_STATUSES, stepAfter, UNIT_ACTIONS, UNIT_TRANSITIONS } from './transitions';

describe('transitions', () => {
  it('of units leave the finished ones alone', () => {
    const rows = SERIAL_STATUSES.map((status) => [status, ...UNIT_ACTIONS.map((act) => UNIT_TRANSITIONS[status][act])]);
    expect(UNIT_ACTIONS).toEqual(['advance', 'complete', 'scrap', 'force_complete', 'send_back']);
    expect(rows).toEqual([
      ['in_progress', 'in_progress', 'completed', 'scrapped', 'completed', 'in_progress'],
      ['completed', undefined, undefined, undefined, undefined, undefined],
      ['scrapped', undefined, undefined, undefined, undefined, undefined],
    ]);
  });

  it('of steps are those of the table', () => {
    const rows = STEP_STATUSES.map((status) => [status, ...STEP_ACTIONS.map((action) => stepAfter(status, action))]);
    expect(STEP_ACTIONS).toEqual(['arrive', 'leave', 'skip', 'defer', 'complete_deferred', 'waive', 'redo', 'reopen']);
    const [p, i, c, s, d, w] = STEP_STATUSES;
    expect(rows).toEqual([
      // from  arrive leave skip defer complete waive redo reopen
      [p, i, c, s, d, p, p, i, p],
      [i, i, c, i, i, i, i, i, p],
      [c, c, c, c, c, c, c, i, p],
      [s, i, c, s, d, s, s, i, p],
      [d, d, c, s, d, c, w, d, d],
      [w, w, w, w, w, w, w, w, w],
    ]);
  });
});
