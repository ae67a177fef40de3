import type { JobFailure, JobReason } from '../jobs/job.entity';

/** Reasons that a job keeps: a group may have thousands of devices. */
export const MAX_REASONS = 50;

/** Why a job fails without having been tried. */
export interface Refusal {
  failure: JobFailure;
  reasons: JobReason[];
}

export const DEVICE_GONE: Refusal = {
  failure: { code: 'DEVICE_GONE', message: 'The device that the job names was deleted' },
  reasons: [],
};

export const refusalFor = (reasons: JobReason[]): Refusal => ({
  failure: { code: 'PREFLIGHT_FAILED', message: `No device can ever fly it: ${reasons[0].message}` },
  reasons,
});
