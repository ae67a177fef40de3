export const JOB_STATUSES = ['PENDING', 'QUEUED', 'IN_PROGRESS', 'COMPLETED', 'FAILED', 'CANCELLED'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** A job in one of these still needs its group, its device and its mission. */
export const UNFINISHED: JobStatus[] = ['PENDING', 'QUEUED', 'IN_PROGRESS'];

export interface Transition {
  /** Where a job must be; nowhere for one that is only made. */
  from: JobStatus[];
  to: JobStatus;
  /** Name of the change in the job's history, and in its event type `quintet.drone.job.<name>`. */
  name: string;
  /** Column that keeps the time of the change. */
  stamp: string;
}

/** Every change of a job's status that there is. */
export const TRANSITIONS = {
  create: { from: [], to: 'PENDING', name: 'created', stamp: 'created_at' },
  queue: { from: ['PENDING'], to: 'QUEUED', name: 'queued', stamp: 'queued_at' },
} satisfies Record<string, Transition>;
