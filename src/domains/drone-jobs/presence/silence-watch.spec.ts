import type { Settings } from '../../../kernel/config/settings';
import type { Database } from '../../../kernel/database/database';
import type { Listener } from '../../../kernel/database/listener';
import type { TelemetryBatch } from '../telemetry/telemetry-batch';
import type { Presence } from './presence';
import { SilenceWatch } from './silence-watch';

describe('silence watch', () => {
  it('misses nobody while nothing hears the devices, nor in the ten seconds after', async () => {
    jest.useFakeTimers();
    const run = jest.fn().mockResolvedValue([]);
    const looks = async (seconds: number) => {
      run.mockClear();
      await jest.advanceTimersByTimeAsync(seconds * 1000);
      return run.mock.calls.length;
    };
    const watch = new SilenceWatch(
      { ROLE: 'all' } as Settings,
      { run } as unknown as Database,
      {} as Presence,
      { delay: 0 } as TelemetryBatch,
      { subscribe: () => undefined } as unknown as Listener,
    );
    let hears = true;
    watch.onlyWhile(() => hears);
    watch.onApplicationBootstrap();
    expect(await looks(9.5)).toBe(0);
    expect(await looks(5)).toBeGreaterThan(3);
    hears = false;
    expect(await looks(60)).toBe(0);
    hears = true;
    expect(await looks(9)).toBe(0);
    expect(await looks(5)).toBeGreaterThan(3);
    watch.pause();
    expect(await looks(9.5)).toBe(0);
    watch.onModuleDestroy();
    jest.useRealTimers();
  });
});
