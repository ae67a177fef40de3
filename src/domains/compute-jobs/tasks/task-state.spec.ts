import { readTaskState, TASK_STATES } from './task-state';

describe('readTaskState', () => {
  it.each([
    [{}, undefined],
    [{ state: '' }, undefined],
    [{ state: 'TASK_STATE_RUNNING' }, 'RUNNING'],
    [{ state: 'CANCELLED' }, 'CANCELLED'],
    [{ state: ['x', 'TASK_STATE_FAILED'] }, 'FAILED'],
  ])('reads %j', (query, state) => expect(readTaskState(query)).toBe(state));

  it.each([{ state: 'running' }, { state: 'TASK_STATE_' }, { state: { a: '1' } }])('refuses %j', (query) => {
    expect(() => readTaskState(query)).toThrow(
      'state must be one of TASK_STATE_SCHEDULED, TASK_STATE_RUNNING, TASK_STATE_COMPLETED, TASK_STATE_FAILED, ' +
        'TASK_STATE_CANCELLED',
    );
  });

  it('knows a spelling for each state of a step', () => expect(new Set(TASK_STATES).size).toBe(5));
});
