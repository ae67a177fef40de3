import { ITEM_STATUSES, JOB_STATUSES, nextItemStatus, nextJobStatus } from './transitions';
import type { ItemEvent, JobEvent } from './transitions';

const JOB_EVENTS: JobEvent[] = ['start', 'finish', 'fail', 'cancel'];
const ITEM_EVENTS: ItemEvent[] = ['claim', 'succeed', 'fail', 'postpone', 'take-over', 'cancel', 'reset'];

describe('transitions', () => {
  it('of a job are these and no others', () => {
    const possible = JOB_STATUSES.flatMap((from) =>
      JOB_EVENTS.map((event) => [from, event, nextJobStatus(from, event)]).filter(([, , to]) => to),
    );
    expect(possible).toEqual([
      ['CREATED', 'start', 'STARTED'],
      ['STARTED', 'finish', 'ENDED'],
      ['STARTED', 'fail', 'FAILED'],
      ['STARTED', 'cancel', 'ENDED'],
      ['FAILED', 'start', 'STARTED'],
      ['ENDED', 'start', 'STARTED'],
    ]);
  });

  it('of an item are these and no others', () => {
    const possible = ITEM_STATUSES.flatMap((from) =>
      ITEM_EVENTS.map((event) => [from, event, nextItemStatus(from, event)]).filter(([, , to]) => to),
    );
    expect(possible).toEqual([
      ['PENDING', 'claim', 'RUNNING'],
      ['PENDING', 'cancel', 'CANCELLED'],
      ['RUNNING', 'succeed', 'SUCCEEDED'],
      ['RUNNING', 'fail', 'FAILED'],
      ['RUNNING', 'postpone', 'PENDING'],
      ['RUNNING', 'take-over', 'RUNNING'],
      ['RUNNING', 'cancel', 'CANCELLED'],
      ['FAILED', 'reset', 'PENDING'],
      ['CANCELLED', 'reset', 'PENDING'],
    ]);
  });
});
