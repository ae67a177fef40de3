import { defineTask } from '../../../engine/task';

/** Has the deliveries of a job to a URL made, one after the other, until one has to wait. */
export interface Deliver {
  jobId: number;
  url: string;
  /** Names this task: a run that finds a delivery claimed by it follows one that ended half way. */
  run: string;
  /** How often in a row it found no place for its receiver. */
  postponed?: number;
}

export const deliver = defineTask<Deliver>('scheduled.deliver', 'scheduled-deliveries');

/** SQL of the task's payload. It has no key: the queue does not run a task again that a newer one of its key came after. */
export const payloadOf = (jobId: string, url: string, postponed = '0') =>
  `json_build_object('jobId', ${jobId}, 'url', ${url}, 'run', gen_random_uuid(), 'postponed', ${postponed}::integer)`;

/**
 * An SQL expression that has the deliveries of a `job` row to a URL made, if there is a URL. Its notation hides it from
 * the announcer, which would wake the workers of deliveries for every job: `DeliveryQueue.announce` tells them.
 */
const enqueue = (url: string) =>
  `CASE WHEN ${url} IS NOT NULL THEN engine.enqueue(task => '${deliver.name}', payload => ${payloadOf('job.id', url)}) END`;

/** An SQL expression: there are new events of a `job` row. */
export const ENQUEUE_EVENTS = enqueue('job.webhook_url');

/** An SQL expression: there are new events of a `job` row, and its callback if it is finished. */
export const ENQUEUE_OUTCOME = `${ENQUEUE_EVENTS},
  CASE WHEN job.state IN ('completed', 'discarded') AND job.callback_url IS DISTINCT FROM job.webhook_url
    THEN ${enqueue('job.callback_url')} END`;

/** An SQL condition: a `job` has somebody to tell. */
export const HAS_RECEIVER = '(job.webhook_url IS NOT NULL OR job.callback_url IS NOT NULL)';
