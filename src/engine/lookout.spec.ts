import type { Database } from '../kernel/database/database';
import { Lookout } from './lookout';
import { defineTask } from './task';

defineTask('lookout-spec-red', 'red');
defineTask('lookout-spec-blue', 'blue');

describe('Lookout', () => {
  let queue: { task: string; dueAt: number }[];
  let woken: string[];
  let run: jest.Mock;
  let lookout: Lookout;

  beforeEach(() => {
    jest.useFakeTimers({ now: 1_000_000 });
    queue = [];
    woken = [];
    // The queue in the order of its due times; what was due for longer than asked about is not seen.
    run = jest.fn((_statement: unknown, [ago]: [number]) =>
      Promise.resolve(
        queue
          .map(({ task, dueAt }) => ({ task: `lookout-spec-${task}`, delay: dueAt - performance.now() }))
          .filter(({ delay }) => delay > -ago)
          .sort((one, other) => one.delay - other.delay)
          .slice(0, 100),
      ),
    );
    lookout = new Lookout({ run } as unknown as Database);
  });

  afterEach(() => {
    lookout.onApplicationShutdown();
    jest.useRealTimers();
  });

  const start = async () => {
    lookout.start((pool) => {
      woken.push(`${pool} ${Math.round(performance.now() - startedAt)}`);
      queue = queue.filter(({ task, dueAt }) => task !== pool || dueAt > performance.now());
    });
    const startedAt = performance.now();
    await jest.advanceTimersByTimeAsync(0);
    return startedAt;
  };
  const add = (task: string, delay: number) => queue.push({ task, dueAt: performance.now() + delay });

  it('wakes a pool when its task becomes due, not before and hardly after', async () => {
    add('red', 1234);
    await start();
    await jest.advanceTimersByTimeAsync(1233);
    expect(woken).toEqual([]);
    await jest.advanceTimersByTimeAsync(3);
    expect(woken).toEqual([expect.stringMatching(/^red 123[4-6]$/)]);
  });

  it('wakes the pools one after the other, each for its own tasks', async () => {
    add('red', 300);
    add('blue', 100);
    add('red', 200);
    await start();
    await jest.advanceTimersByTimeAsync(1000);
    expect(woken.map((one) => one.split(' ')[0])).toEqual(['blue', 'red', 'red']);
  });

  it('wakes a pool once for many tasks of one moment', async () => {
    for (let index = 0; index < 90; index++) add('red', 500);
    await start();
    expect(jest.getTimerCount()).toBeLessThanOrEqual(2);
    await jest.advanceTimersByTimeAsync(1000);
    expect(woken).toHaveLength(1);
  });

  it('hears of a task that is due before all others', async () => {
    add('red', 5000);
    await start();
    await jest.advanceTimersByTimeAsync(100);
    add('blue', 100);
    lookout.look();
    await jest.advanceTimersByTimeAsync(200);
    expect(woken).toEqual([expect.stringMatching(/^blue 20\d$/)]);
  });

  it('wakes for a task that became due before it could look', async () => {
    await start();
    lookout.look();
    add('red', 5);
    lookout.look();
    await jest.advanceTimersByTimeAsync(50);
    expect(woken).toContainEqual(expect.stringMatching(/^red /));
  });

  it('knows more tasks than it reads at once', async () => {
    for (let index = 1; index <= 350; index++) add('red', index * 30);
    await start();
    await jest.advanceTimersByTimeAsync(350 * 30 + 100);
    expect(woken).toHaveLength(350);
    expect(run.mock.calls.length).toBeLessThan(10);
  });

  it('looks no more than so often however often it is asked', async () => {
    await start();
    for (let passed = 0; passed < 1000; passed++) {
      lookout.look();
      await jest.advanceTimersByTimeAsync(1);
    }
    expect(run.mock.calls.length).toBeLessThan(60);
  });

  it('waits for a task that is far away without asking again and again', async () => {
    add('red', 600_000);
    await start();
    await jest.advanceTimersByTimeAsync(599_000);
    expect(woken).toEqual([]);
    expect(run.mock.calls.length).toBeLessThan(15);
    await jest.advanceTimersByTimeAsync(1100);
    expect(woken).toHaveLength(1);
  });

  it('outlives a look that fails', async () => {
    run.mockRejectedValueOnce(new Error('away'));
    await start();
    add('red', 100);
    await jest.advanceTimersByTimeAsync(30);
    lookout.look();
    await jest.advanceTimersByTimeAsync(200);
    expect(woken).toHaveLength(1);
  });
});
