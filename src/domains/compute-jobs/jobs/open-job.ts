import { Failure } from '../../../kernel/errors/failure';
import type { Job } from './job.entity';
import { INITIAL_STATE } from './transitions';

/**
 * Refuses a job that may no longer be changed or run: it was started, or waits for its `startAt`.
 * @param status of the refusal, which differs between calls
 * @throws Failure `conflict`
 */
export function refuseUnlessOpen({ state, submittedAt }: Job, status: 400 | 409): void {
  if (state !== INITIAL_STATE) {
    throw new Failure('conflict', `job is in state ${state}, not ${INITIAL_STATE}`, { status });
  }
  if (submittedAt) throw new Failure('conflict', 'job is scheduled; abort it first', { status });
}
