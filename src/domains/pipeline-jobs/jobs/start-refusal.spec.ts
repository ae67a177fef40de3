import { startRefusal } from './start-refusal';
import type { Startable } from './start-refusal';

const JOB: Startable = {
  status: 'CREATED',
  executionMode: 'PER_FILE',
  queries: 1,
  pipeline: { status: 'DEPLOYED', supportsPerFile: true },
  requests: 1,
};

describe('startRefusal', () => {
  it('lets a job be started that has a pipeline and something to ask', () => {
    expect(startRefusal(JOB)).toBeUndefined();
    expect(startRefusal({ ...JOB, requests: 100_000 })).toBeUndefined();
    expect(startRefusal({ ...JOB, status: 'ENDED' })).toBeUndefined();
    expect(startRefusal({ ...JOB, status: 'FAILED' })).toBeUndefined();
    const unscoped = { status: 'DEPLOYED', supportsPerFile: false } as const;
    expect(startRefusal({ ...JOB, executionMode: 'ACROSS_FILES', pipeline: unscoped })).toBeUndefined();
  });

  it('tells the first reason in the order of the contract', () => {
    const worst: Startable = { status: 'STARTED', executionMode: 'PER_FILE', queries: 0, pipeline: null, requests: 0 };
    const undeployed = { status: 'UNDEPLOYED', supportsPerFile: false } as const;
    const unscoped = { status: 'DEPLOYED', supportsPerFile: false } as const;
    const steps: [Startable, string][] = [
      [worst, 'Job is already started'],
      [{ ...worst, status: 'CREATED' }, 'Job has no queries'],
      [{ ...worst, status: 'CREATED', queries: 1 }, 'Pipeline no longer exists'],
      [{ ...worst, status: 'CREATED', queries: 1, pipeline: undeployed }, 'Pipeline is not deployed'],
      [{ ...worst, status: 'CREATED', queries: 1, pipeline: unscoped }, 'Pipeline cannot be limited to one file'],
      [{ ...JOB, requests: 0 }, 'No file matches this job'],
      [{ ...JOB, requests: 100_001 }, 'Job is larger than 100000 requests'],
    ];
    for (const [job, reason] of steps) expect(startRefusal(job)).toBe(reason);
  });
});
