import { INITIAL_STATE, JOB_STATES, TRANSITIONS, RERUNS, RUNNING_STATES, statesBefore } from './transitions';
import type { JobState } from './transitions';

const short = (state: JobState) => state.slice('JOB_STATE_'.length);

describe('the states of a job', () => {
  it('begin with NEW', () => {
    expect(INITIAL_STATE).toBe(JOB_STATES[0]);
  });

  it('follow each other as published, and no other way', () => {
    const table = JOB_STATES.map((from) => [short(from), TRANSITIONS[from].map(short)]);
    expect(Object.fromEntries(table)).toEqual({
      NEW: ['STARTED'],
      STARTED: ['UPLOADING', 'FAILED'],
      UPLOADING: ['PARTITIONING', 'FAILED'],
      PARTITIONING: ['PARTITIONED', 'FAILED'],
      PARTITIONED: ['TASKS_COMPLETED', 'FAILED'],
      TASKS_COMPLETED: ['MERGING', 'FAILED'],
      MERGING: ['MERGED', 'FAILED'],
      MERGED: ['DOWNLOADING', 'FAILED'],
      DOWNLOADING: ['COMPLETE', 'FAILED'],
      COMPLETE: [],
      FAILED: [],
    });
  });

  it('lead from NEW to COMPLETE in the order of the list', () => {
    const path = JOB_STATES.slice(0, -1);
    expect(path.slice(1).every((state, index) => TRANSITIONS[path[index]].includes(state))).toBe(true);
  });

  it('can all fail once the job is started and until it ends, and some are gone back to', () => {
    expect(RUNNING_STATES).toEqual(JOB_STATES.slice(1, -2));
    expect(statesBefore('JOB_STATE_PARTITIONED')).toEqual(['JOB_STATE_PARTITIONING']);
    expect(RUNNING_STATES).toEqual(expect.arrayContaining([...RERUNS]));
  });
});
