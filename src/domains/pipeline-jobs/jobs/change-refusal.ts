import { INITIAL_JOB_STATUS } from './transitions';
import type { JobStatus } from './transitions';

/** What does not decide what a job asks. */
const ALWAYS_CHANGEABLE: readonly string[] = ['name', 'description', 'concurrency'];

/** Why fields of a job cannot be changed, or undefined when they can. */
export function changeRefusal(status: JobStatus, fields: readonly string[]): string | undefined {
  if (status === 'STARTED') return 'A started job cannot be changed';
  if (status === INITIAL_JOB_STATUS || fields.every((field) => ALWAYS_CHANGEABLE.includes(field))) return undefined;
  return 'Only name, description and concurrency can be changed after a start';
}

/** Why a job cannot be deleted, or undefined when it can. */
export function deletionRefusal(status: JobStatus): string | undefined {
  return status === 'STARTED' ? 'A started job cannot be deleted' : undefined;
}
