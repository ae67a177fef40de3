import type { LoggedEvent } from '../../../kernel/events/event-log';
import { changeOf, MOVES, pathOfBatch } from './board-change';

const eventOf = (type: string, subject: string, data: object): LoggedEvent => ({
  at: { xid: 1n, position: 1n },
  time: new Date('2024-01-15T10:30:00Z'),
  type: `quintet.production.${type}`,
  subject,
  data,
});
const JOBS = new Map([['path_1', 'job_1']]);

describe('a change of the board', () => {
  it.each([
    ['advanced', 'in_progress'],
    ['sent_back', 'in_progress'],
    ['completed', 'completed'],
    ['force_completed', 'completed'],
    ['scrapped', 'scrapped'],
    ['deleted', 'deleted'],
  ])('of a unit that is %s leaves it %s', (kind, status) => {
    const data = { jobId: 'job_1', pathId: 'path_1', fromStepId: 'step_1', toStepId: null, userId: 'u', actor: 'a' };
    const event = eventOf(`serial.${kind}`, 'SN-00001', data);
    expect(JSON.parse(JSON.stringify(changeOf(event, JOBS)))).toEqual([
      {
        type: `serial.${kind}`,
        serialId: 'SN-00001',
        jobId: 'job_1',
        pathId: 'path_1',
        fromStepId: 'step_1',
        status,
        at: '2024-01-15T10:30:00.000Z',
      },
    ]);
    expect(MOVES).toContain(event.type);
    expect(pathOfBatch(event)).toEqual([]);
  });

  it('tells of a batch by its path', () => {
    const event = eventOf('serials.created', 'path_1', { quantity: 3, first: 'SN-00001', last: 'SN-00003' });
    expect(pathOfBatch(event)).toEqual(['path_1']);
    expect(changeOf(event, JOBS)).toEqual([
      {
        type: 'serials.created',
        jobId: 'job_1',
        pathId: 'path_1',
        status: 'in_progress',
        quantity: 3,
        at: '2024-01-15T10:30:00.000Z',
      },
    ]);
    expect(changeOf(event, new Map())).toEqual([]);
  });
});
