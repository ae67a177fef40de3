import { LOG_LEVELS } from './log-line.entity';
import { readLogQuery, SERVICES } from './log-query';

describe('readLogQuery', () => {
  it('reads all fields, in both cases', () => {
    const lists = { levels: [...LOG_LEVELS], services: [...SERVICES] };
    expect(readLogQuery({ jobId: 'a', taskIds: ['b', 'c'], ...lists })).toEqual({
      jobId: 'a',
      taskIds: ['b', 'c'],
      ...lists,
    });
    expect(readLogQuery({ job_id: 'a', task_ids: ['b'] })).toMatchObject({ jobId: 'a', taskIds: ['b'] });
  });

  it('takes what is empty for not sent', () => {
    const none = { jobId: 'a', taskIds: undefined, levels: undefined, services: undefined };
    expect(readLogQuery({ jobId: 'a', taskIds: [], levels: null, services: '' })).toEqual(none);
  });

  it.each([
    [{}, 'jobId is required'],
    [{ jobId: '', levels: ['X'] }, 'jobId is required'],
    [{ jobId: 5 }, 'jobId must be a string'],
    [{ jobId: 'x'.repeat(129) }, 'jobId must be at most 128 characters'],
    [{ jobId: 'a', taskIds: 'b' }, 'taskIds must hold task ids'],
    [{ jobId: 'a', taskIds: [5] }, 'taskIds must hold task ids'],
    [{ jobId: 'a', levels: ['INFO', 'info'] }, 'levels must hold log levels'],
    [{ jobId: 'a', levels: {} }, 'levels must hold log levels'],
    [{ jobId: 'a', services: ['app'] }, 'services must hold services'],
  ])('refuses %j', (body, message) => expect(() => readLogQuery(body)).toThrow(message));

  it.each([undefined, null, [], 'x'])('refuses the body %j', (body) => {
    expect(() => readLogQuery(body)).toThrow(expect.objectContaining({ kind: 'body-not-object' }));
  });
});
