export const JOB_STATUSES = ['CREATED', 'STARTED', 'FAILED', 'ENDED'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** `finish`: its last item did; `fail`: nothing could run. A retry or new files `start` it as well. */
export type JobEvent = 'start' | 'finish' | 'fail' | 'cancel';

export const ITEM_STATUSES = ['PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'] as const;
export type ItemStatus = (typeof ITEM_STATUSES)[number];

/** `postpone`: an error that a later attempt may not meet; `take-over`: the process died; `reset`: the job runs again. */
export type ItemEvent = 'claim' | 'succeed' | 'fail' | 'postpone' | 'take-over' | 'cancel' | 'reset';

type Transitions<Status extends string, Event extends string> = Record<Status, Partial<Record<Event, Status>>>;

const JOB: Transitions<JobStatus, JobEvent> = {
  CREATED: { start: 'STARTED' },
  STARTED: { finish: 'ENDED', fail: 'FAILED', cancel: 'ENDED' },
  ENDED: { start: 'STARTED' },
  FAILED: { start: 'STARTED' },
};

const ITEM: Transitions<ItemStatus, ItemEvent> = {
  PENDING: { claim: 'RUNNING', cancel: 'CANCELLED' },
  RUNNING: {
    succeed: 'SUCCEEDED',
    fail: 'FAILED',
    postpone: 'PENDING',
    'take-over': 'RUNNING',
    cancel: 'CANCELLED',
  },
  SUCCEEDED: {},
  FAILED: { reset: 'PENDING' },
  CANCELLED: { reset: 'PENDING' },
};

export const INITIAL_JOB_STATUS: JobStatus = 'CREATED';

/** The status that an event leads a job to; undefined when it cannot happen in the present one. */
export function nextJobStatus(status: JobStatus, event: JobEvent): JobStatus | undefined {
  return JOB[status][event];
}

/** The status that an event leads an item to; undefined when it cannot happen in the present one. */
export function nextItemStatus(status: ItemStatus, event: ItemEvent): ItemStatus | undefined {
  return ITEM[status][event];
}
