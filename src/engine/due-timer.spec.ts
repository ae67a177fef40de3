import type { Database } from '../kernel/database/database';
import type { Listener, Notified } from '../kernel/database/listener';
import { DueTimer } from './due-timer';

describe('DueTimer', () => {
  let upcoming: jest.Mock<Promise<{ delay: number }[]>>;
  let wake: jest.Mock;
  let timer: DueTimer;
  let notified: Notified;
  let missed: () => void;

  beforeEach(() => {
    jest.useFakeTimers({ now: 1_000_000 });
    upcoming = jest.fn(() => Promise.resolve([]));
    wake = jest.fn();
    const listener = {
      subscribe: (_channel: string, one: Notified, other: () => void) => {
        notified = one;
        missed = other;
      },
    };
    timer = new DueTimer({ run: upcoming } as unknown as Database, listener as unknown as Listener);
  });

  afterEach(() => jest.useRealTimers());

  /** Milliseconds from now until the workers are next woken, no finer than the timer's own resolution. */
  async function untilWoken(limit: number): Promise<number | undefined> {
    const before = wake.mock.calls.length;
    for (let passed = 1; passed <= limit; passed++) {
      await jest.advanceTimersByTimeAsync(1);
      if (wake.mock.calls.length > before) return passed;
    }
    return undefined;
  }

  it('wakes the workers when a task of which it is told becomes due, not before and hardly after', async () => {
    await timer.start(wake);
    notified('1234');
    const passed = await untilWoken(5000);
    expect(passed).toBeGreaterThanOrEqual(1234);
    expect(passed).toBeLessThan(1234 + 10);
    expect(await untilWoken(5000)).toBeUndefined();
  });

  it('wakes them for each of several moments', async () => {
    await timer.start(wake);
    for (const delay of ['300', '100', '200']) notified(delay);
    await jest.advanceTimersByTimeAsync(1000);
    expect(wake).toHaveBeenCalledTimes(3);
  });

  it('wakes them once for many tasks of one moment', async () => {
    await timer.start(wake);
    for (let index = 0; index < 1000; index++) notified('500');
    expect(jest.getTimerCount()).toBe(1);
    await jest.advanceTimersByTimeAsync(1000);
    expect(wake).toHaveBeenCalledTimes(1);
  });

  it('knows at start what is coming', async () => {
    upcoming.mockResolvedValueOnce([{ delay: 50 }, { delay: 70 }]);
    await timer.start(wake);
    await jest.advanceTimersByTimeAsync(100);
    expect(wake).toHaveBeenCalledTimes(2);
  });

  it('looks again after a gap in which it may have missed a moment', async () => {
    await timer.start(wake);
    upcoming.mockResolvedValueOnce([{ delay: 50 }]);
    missed();
    await jest.advanceTimersByTimeAsync(100);
    expect(upcoming).toHaveBeenCalledTimes(2);
    expect(wake).toHaveBeenCalledTimes(1);
  });

  it('bears a database that is away', async () => {
    upcoming.mockRejectedValueOnce(new Error('away'));
    await expect(timer.start(wake)).resolves.toBeUndefined();
  });

  it('wakes them soon for a moment that has passed', async () => {
    await timer.start(wake);
    notified('-5000');
    expect(await untilWoken(100)).toBeLessThan(10);
  });

  it.each(['90001', '1e300', 'x'])('keeps no timer for %j', async (delay) => {
    await timer.start(wake);
    notified(delay);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does nothing in a process that runs no tasks', async () => {
    notified('10');
    missed();
    await jest.advanceTimersByTimeAsync(100);
    expect(upcoming).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('forgets everything when the process stops', async () => {
    await timer.start(wake);
    notified('100');
    timer.onApplicationShutdown();
    notified('100');
    expect(jest.getTimerCount()).toBe(0);
    await jest.advanceTimersByTimeAsync(1000);
    expect(wake).not.toHaveBeenCalled();
  });
});
