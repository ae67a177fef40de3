import type { Job } from '../jobs/job.entity';
import { jobAt } from './job-at';

const job = {
  id: 'j',
  state: 'JOB_STATE_COMPLETE',
  startedAt: new Date(2),
  endedAt: new Date(9),
  numChunks: 3,
  failedChunks: [1],
  errorMessage: null,
  stateTimestamps: { JOB_STATE_NEW: '1', JOB_STATE_STARTED: '2', JOB_STATE_UPLOADING: '3', JOB_STATE_COMPLETE: '9' },
} as unknown as Job;

describe('jobAt', () => {
  it('is the job itself while it has not gone on', () => {
    expect(jobAt(job, { jobId: 'j', state: 'JOB_STATE_COMPLETE' })).toBe(job);
  });

  it('knows nothing of what came later', () => {
    expect(jobAt(job, { jobId: 'j', state: 'JOB_STATE_STARTED' })).toEqual({
      ...job,
      state: 'JOB_STATE_STARTED',
      startedAt: null,
      endedAt: null,
      numChunks: null,
      failedChunks: [],
      stateTimestamps: { JOB_STATE_NEW: '1', JOB_STATE_STARTED: '2' },
    });
    const later = jobAt(job, { jobId: 'j', state: 'JOB_STATE_MERGING', numChunks: 3 });
    expect(later).toMatchObject({ numChunks: 3, startedAt: job.startedAt, endedAt: null });
  });

  it('keeps why a run failed that was made again since', () => {
    const change = { jobId: 'j', state: 'JOB_STATE_FAILED', errorMessage: 'aborted' } as const;
    expect(jobAt({ ...job, state: 'JOB_STATE_STARTED' }, change)).toMatchObject({ errorMessage: 'aborted' });
  });
});
