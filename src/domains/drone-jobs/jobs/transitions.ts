export const JOB_STATUSES = ['PENDING', 'QUEUED', 'IN_PROGRESS', 'COMPLETED', 'FAILED', 'CANCELLED'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** How far the device that holds a lease has come with it. */
export type LeasePhase = 'ASSIGNED' | 'ACCEPTED' | 'FLYING';

/** A job in one of these still needs its group, its device and its mission. */
export const UNFINISHED: JobStatus[] = ['PENDING', 'QUEUED', 'IN_PROGRESS'];

export interface Transition {
  /** Where a job must be; nowhere for one that is only made. */
  from: JobStatus[];
  to: JobStatus;
  /** Name of the change in the job's history, and in its event type `quintet.drone.job.<name>`. */
  name: string;
  /** Column that keeps the time of the change, where there is one. */
  stamp?: string;
  /** What the change is to the history only: the event log does not have it. */
  quiet?: true;
}

/** Every change of a job's status that there is, and of what else its history tells. */
export const TRANSITIONS = {
  create: { from: [], to: 'PENDING', name: 'created', stamp: 'created_at' },
  queue: { from: ['PENDING'], to: 'QUEUED', name: 'queued', stamp: 'queued_at' },
  assign: { from: ['QUEUED'], to: 'QUEUED', name: 'assigned' },
  accept: { from: ['QUEUED'], to: 'QUEUED', name: 'accepted', quiet: true },
  requeue: { from: ['QUEUED'], to: 'QUEUED', name: 'requeued' },
  start: { from: ['QUEUED'], to: 'IN_PROGRESS', name: 'started', stamp: 'started_at' },
  loseLink: { from: ['IN_PROGRESS'], to: 'IN_PROGRESS', name: 'link_lost' },
  restoreLink: { from: ['IN_PROGRESS'], to: 'IN_PROGRESS', name: 'link_restored' },
  pause: { from: ['IN_PROGRESS'], to: 'IN_PROGRESS', name: 'paused' },
  resume: { from: ['IN_PROGRESS'], to: 'IN_PROGRESS', name: 'resumed' },
  complete: { from: ['IN_PROGRESS'], to: 'COMPLETED', name: 'completed', stamp: 'completed_at' },
  fail: { from: ['PENDING', 'QUEUED', 'IN_PROGRESS'], to: 'FAILED', name: 'failed' },
  cancel: { from: ['PENDING', 'QUEUED'], to: 'CANCELLED', name: 'cancelled', stamp: 'cancelled_at' },
  abort: { from: ['IN_PROGRESS'], to: 'CANCELLED', name: 'cancelled', stamp: 'cancelled_at' },
} satisfies Record<string, Transition>;
