import type { JobState } from './transitions';

/**
 * SQL of the times at which a job reached its states, a further one included; they never decrease.
 * @param before SQL of those that it has
 */
export const stamped = (state: JobState, before = 'state_timestamps'): string =>
  `${before} || jsonb_build_object('${state}', ${momentAfter(before)})`;

/** SQL of now, unless one of the times is later. */
export const momentAfter = (times: string): string =>
  `greatest(clock_timestamp(), (SELECT max(value::timestamptz) FROM jsonb_each_text(${times})))`;

/** SQL that appends an event about the row `job`, whose state before is its column `previous`. */
export const jobEvent = (type: string): string =>
  `platform.append_event(tenant_id, 'quintet.compute.job.${type}', id::text, json_strip_nulls(json_build_object(
        'jobId', id, 'state', state, 'previousState', nullif(previous, state), 'numChunks', num_chunks,
        'errorMessage', error_message)))`;

/** The type of the event of reaching a state. */
export function eventOf(state: JobState): string {
  return state === 'JOB_STATE_COMPLETE' ? 'completed' : state.slice('JOB_STATE_'.length).toLowerCase();
}
