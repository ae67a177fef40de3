import { Logger } from '@nestjs/common';
import { waitFor } from '../../../../test/support/wait-for';
import { Looks } from './looks';

describe('Looks', () => {
  it('follow one another: what is asked for meanwhile is one more look', async () => {
    let running = 0;
    let count = 0;
    let most = 0;
    const looks = new Looks(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 10));
      running--;
      count++;
    }, new Logger('test'));
    for (let index = 0; index < 100; index++) looks.wake();
    await waitFor(() => count === 2);
    looks.wake();
    await waitFor(() => count === 3);
    expect(most).toBe(1);
  });

  it('go on after one that failed', async () => {
    let count = 0;
    const logger = { warn: jest.fn() } as unknown as Logger;
    const looks = new Looks(() => (++count === 1 ? Promise.reject(new Error('away')) : Promise.resolve()), logger);
    looks.wake();
    await waitFor(() => (looks.wake(), count >= 2));
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });
});
