import { changeOf } from './job-record';
import { JOB_STATUSES, TRANSITIONS, UNFINISHED } from './transitions';
import type { Transition } from './transitions';

const all: Transition[] = Object.values(TRANSITIONS);

describe('job transitions', () => {
  it('never leave a status that is an end', () => {
    for (const { from } of all) for (const status of from) expect(UNFINISHED).toContain(status);
  });

  it('never go back', () => {
    for (const { from, to } of all) {
      for (const status of from) expect(JOB_STATUSES.indexOf(to)).toBeGreaterThanOrEqual(JOB_STATUSES.indexOf(status));
    }
  });

  it('are fenced by the status in their SQL, which writes history and event too', () => {
    const { text } = changeOf(TRANSITIONS.queue, 'true');
    expect(text).toContain(`SET status = 'QUEUED', queued_at = clock_timestamp()`);
    expect(text).toContain(`status IN ('PENDING')`);
    expect(text).toContain(`'queued'`);
    expect(text).toContain(`'quintet.drone.job.queued'`);
  });
});
