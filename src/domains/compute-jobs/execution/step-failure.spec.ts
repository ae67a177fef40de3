import { errorMessageOf, lostTooOften, timedOut, told } from './step-failure';

describe('errorMessageOf', () => {
  const exit = { why: 'exit code 3', exitCode: 3 };

  it.each([
    ['partitioner', 1, exit, 'partitioner failed: exit code 3'],
    ['assembler', 4, { why: 'signal SIGSEGV' }, 'assembler failed: signal SIGSEGV'],
    ['app', 1, exit, 'task 7 failed after 1 attempt: exit code 3'],
    ['app', 4, exit, 'task 7 failed after 4 attempts: exit code 3'],
    ['app', 1, { why: 'interpreter not found: perl' }, 'task 7 failed after 1 attempt: interpreter not found: perl'],
    ['app', 1, lostTooOften, 'task 7 failed after 1 attempt: worker lost 5 times'],
    ['app', 2, timedOut(7, 60), 'task 7 timed out after 60 s'],
    ['partitioner', 1, told('partitioner produced no chunks'), 'partitioner produced no chunks'],
  ] as const)('of a %s in attempt %i says %p as %p', (role, attempt, failure, message) => {
    expect(errorMessageOf({ role, attempt, chunkNumber: 7 }, failure)).toBe(message);
  });
});
