import type { LoggedEvent } from '../../../kernel/events/event-log';
import type { BoardChange } from './board.dto';

const DOMAIN = 'quintet.production.';
const CREATED = `${DOMAIN}serials.created`;

const STATUS_AFTER: Record<string, BoardChange['status']> = {
  [CREATED]: 'in_progress',
  [`${DOMAIN}serial.advanced`]: 'in_progress',
  [`${DOMAIN}serial.sent_back`]: 'in_progress',
  [`${DOMAIN}serial.completed`]: 'completed',
  [`${DOMAIN}serial.force_completed`]: 'completed',
  [`${DOMAIN}serial.scrapped`]: 'scrapped',
  [`${DOMAIN}serial.deleted`]: 'deleted',
};

/** Types of the events that change the board. */
export const MOVES = Object.keys(STATUS_AFTER);

interface UnitEventData {
  jobId: string;
  pathId: string;
  fromStepId?: string | null;
  toStepId?: string | null;
}

/** The path whose job has to be looked up: the event of a batch tells its path alone. */
export const pathOfBatch = ({ type, subject }: LoggedEvent) => (type === CREATED ? [subject] : []);

/** @param jobs of the paths of batches; of a path that is gone there is nothing to show */
export function changeOf({ type, subject, time, data }: LoggedEvent, jobs: Map<string, string>): BoardChange[] {
  const shown = { type: type.slice(DOMAIN.length), status: STATUS_AFTER[type], at: time.toISOString() };
  if (type === CREATED) {
    const jobId = jobs.get(subject);
    return jobId ? [{ ...shown, jobId, pathId: subject, quantity: (data as { quantity: number }).quantity }] : [];
  }
  const { jobId, pathId, fromStepId, toStepId } = data as UnitEventData;
  const steps = { fromStepId: fromStepId ?? undefined, toStepId: toStepId ?? undefined };
  return [{ ...shown, serialId: subject, jobId, pathId, ...steps }];
}
