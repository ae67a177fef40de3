import { SerialQueues } from './serial-queues';

describe('serial queues', () => {
  const later = <T>(value: T, ms: number) => new Promise<T>((resolve) => setTimeout(() => resolve(value), ms));

  it('work in the order of the calls, each key for itself', async () => {
    const queues = new SerialQueues();
    const done: string[] = [];
    const work = (name: string, ms: number) => async () => void done.push(await later(name, ms));
    await Promise.all([
      queues.run('a', work('a1', 30)),
      queues.run('a', work('a2', 0)),
      queues.run('b', work('b1', 5)),
    ]);
    expect(done).toEqual(['b1', 'a1', 'a2']);
  });

  it('give up what waits behind work that failed, and go on with what comes then', async () => {
    const queues = new SerialQueues();
    let ran = false;
    const failing = queues.run('a', () => Promise.reject(new Error('away')));
    const behind = queues.run('a', () => Promise.resolve((ran = true)));
    await expect(failing).rejects.toThrow('away');
    await expect(behind).rejects.toThrow('away');
    expect(ran).toBe(false);
    await expect(queues.run('a', () => Promise.resolve(1))).resolves.toBe(1);
  });

  it('take a thousand at most', async () => {
    const queues = new SerialQueues();
    const all = Array.from({ length: 1001 }, () => queues.run('a', () => Promise.resolve(1)));
    await expect(all[1000]).rejects.toMatchObject({ kind: 'rate-limited' });
    await expect(all[999]).resolves.toBe(1);
  });
});
