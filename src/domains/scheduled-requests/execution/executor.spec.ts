import { setTimeout } from 'node:timers/promises';
import type { Admissions } from '../limits/admissions';
import { Executor } from './executor';
import type { OpenRequests } from './open-requests';
import type { Outcomes } from './outcomes';
import type { Sender } from './sender';
import type { Attempt, Run, TakeUp } from './take-up';

jest.mock('node:timers/promises', () => ({ setTimeout: jest.fn(() => Promise.resolve()) }));

const task = { jobId: 7, fence: 0, destination: null };
const run = { id: 7, fence: 1 } as Run;
const result = { answer: 'of the target' };
const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

function executor(taken: Run | undefined, cutOff?: Attempt, arrives = false) {
  const record = jest.fn<Promise<void>, unknown[]>(() => Promise.resolve());
  const after = jest.fn(() => Promise.resolve());
  const afterTask = jest.fn(() => Promise.resolve());
  const send = jest.fn(() => Promise.resolve(result));
  const takeUp = { take: () => Promise.resolve(taken), cutOff: () => Promise.resolve(cutOff) };
  const open = { during: (_job: number, signal: AbortSignal, work: (ends: AbortSignal) => unknown) => work(signal) };
  const made = new Executor(
    takeUp as unknown as TakeUp,
    { send } as unknown as Sender,
    open as unknown as OpenRequests,
    { record } as unknown as Outcomes,
    { arrive: () => Promise.resolve(arrives), after, afterTask } as unknown as Admissions,
  );
  const execute = (signal = new AbortController().signal) => made.execute(task, signal);
  return { execute, record, send, after, afterTask };
}

it('sends what it took up, and records the outcome', async () => {
  const { execute, record, send } = executor(run);
  await execute();
  expect(send).toHaveBeenCalledTimes(1);
  expect(record.mock.calls).toEqual([[run, result]]);
});

it('sends nothing that is not its own', async () => {
  const { execute, record, send } = executor(undefined);
  await execute();
  expect([send.mock.calls, record.mock.calls]).toEqual([[], []]);
});

it('lets the next job have its place, be it that the task is run again', async () => {
  for (const taken of [run, undefined]) {
    const { execute, after, afterTask } = executor(taken);
    await execute();
    expect([after.mock.calls, afterTask.mock.calls]).toEqual(taken ? [[[run]], []] : [[], [[task]]]);
  }
});

it('leaves a job alone that stands in line', async () => {
  const { execute, record } = executor(undefined, run, true);
  await execute();
  expect(record).not.toHaveBeenCalled();
});

it('records that an earlier run of the task was cut off', async () => {
  const { execute, record, send } = executor(undefined, run);
  await execute();
  expect(send).not.toHaveBeenCalled();
  expect(record.mock.calls).toEqual([[run, expect.objectContaining({ disruption: 'interrupted', durationMs: null })]]);
});

it('waits for a database that is away, so that the request is not sent again', async () => {
  const { execute, record, send } = executor(run);
  record.mockRejectedValueOnce(away).mockRejectedValueOnce(away);
  await execute();
  expect([record.mock.calls.length, send.mock.calls.length]).toEqual([3, 1]);
  expect(setTimeout).toHaveBeenCalledTimes(2);
});

it('does not wait while it drains, nor for ever, nor after another error', async () => {
  const draining = executor(run);
  draining.record.mockRejectedValue(away);
  await expect(draining.execute(AbortSignal.abort())).rejects.toBe(away);
  expect(draining.record).toHaveBeenCalledTimes(1);
  const gone = executor(run);
  gone.record.mockRejectedValue(away);
  await expect(gone.execute()).rejects.toBe(away);
  expect(gone.record).toHaveBeenCalledTimes(60);
  const broken = executor(run);
  broken.record.mockRejectedValue(new Error('a fault'));
  await expect(broken.execute()).rejects.toThrow('a fault');
  expect(broken.record).toHaveBeenCalledTimes(1);
});
