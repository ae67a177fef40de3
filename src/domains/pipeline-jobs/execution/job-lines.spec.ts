import { setImmediate as turn } from 'node:timers/promises';
import { JobLines } from './job-lines';

describe('JobLines', () => {
  it('does the work of one job one after the other, in order, and that of others beside it', async () => {
    const lines = new JobLines();
    const log: string[] = [];
    const work = (name: string) => async () => {
      log.push(`${name} begins`);
      await turn();
      log.push(`${name} ends`);
    };
    await Promise.all([lines.inLine('1', work('a')), lines.inLine('1', work('b')), lines.inLine('2', work('c'))]);
    expect(log).toEqual(['a begins', 'c begins', 'a ends', 'b begins', 'c ends', 'b ends']);
  });

  it('goes on after work that failed', async () => {
    const lines = new JobLines();
    const failed = lines.inLine('1', () => Promise.reject(new Error('no')));
    const next = lines.inLine('1', () => Promise.resolve('yes'));
    await expect(failed).rejects.toThrow('no');
    await expect(next).resolves.toBe('yes');
  });
});
