import type { LoggedEvent } from '../../../kernel/events/event-log';
import { changeOf, isEnd } from './change';

const event = (name: string, data: object = {}): LoggedEvent => ({
  at: { xid: 1n, position: 1n },
  time: new Date(),
  type: `quintet.compute.${name}`,
  subject: 'j',
  data,
});

describe('changes of a job', () => {
  it.each([
    ['job.created', 'created'],
    ['job.updated', 'updated'],
    ['job.deleted', 'deleted'],
    ['job.started', 'state'],
    ['job.uploading', 'state'],
    ['job.partitioning', 'state'],
    ['job.partitioned', 'state'],
    ['job.tasks_completed', 'state'],
    ['job.merging', 'state'],
    ['job.merged', 'state'],
    ['job.downloading', 'state'],
    ['job.completed', 'state'],
    ['job.failed', 'state'],
  ])('%s is %s', (name, kind) => {
    const data = { jobId: 'j', state: 'JOB_STATE_NEW' };
    expect(changeOf(event(name, data))).toEqual({ kind, job: data });
  });

  it.each([
    ['task.completed', 'TASK_STATE_COMPLETED'],
    ['task.retried', 'TASK_STATE_SCHEDULED'],
    ['task.failed', 'TASK_STATE_FAILED'],
  ])('%s is %s', (name, state) => {
    const data = { jobId: 'j', taskId: 't', chunkNumber: 3, attempt: 2, exitCode: 1 };
    const task = { id: 't', jobId: 'j', chunkNumber: 3, state, attempt: 2, exitCode: 1 };
    expect(changeOf(event(name, data))).toEqual({ kind: 'task', task });
  });

  it('are not made of what nobody knows', () => expect(changeOf(event('task.dreamt'))).toBeUndefined());

  it('end the job with its last state, and with its deletion', () => {
    const names = ['job.completed', 'job.failed', 'job.deleted', 'job.updated', 'task.completed', 'task.failed'];
    expect(names.filter((name) => isEnd(event(name)))).toEqual(names.slice(0, 3));
  });
});
