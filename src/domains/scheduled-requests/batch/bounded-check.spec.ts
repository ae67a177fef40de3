import { boundedCheck } from './bounded-check';

const BOUNDS = { concurrency: 3, budgetMs: 60_000 };

describe('boundedCheck', () => {
  it('asks about each name once', async () => {
    const asked: string[] = [];
    const check = boundedCheck(async (name) => asked.push(name) > 1, BOUNDS);
    expect(await Promise.all(['a', 'b', 'a', 'b', 'a'].map(check))).toEqual([false, true, false, true, false]);
    expect(asked).toEqual(['a', 'b']);
  });

  it('asks about so many at a time', async () => {
    let running = 0;
    let most = 0;
    const check = boundedCheck(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return true;
    }, BOUNDS);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => check(`name-${i}`)));
    expect([answers.every(Boolean), most]).toEqual([true, 3]);
  });

  it('asks no more once the time is over', async () => {
    let asked = 0;
    const check = boundedCheck(
      async () => {
        asked++;
        await new Promise((resolve) => setTimeout(resolve, 30));
        return true;
      },
      { concurrency: 1, budgetMs: 20 },
    );
    expect(await Promise.all(['a', 'b', 'c'].map(check))).toEqual([true, false, false]);
    expect(asked).toBe(1);
  });
});
