import type { ExecutionContext } from '@nestjs/common';
import type { Settings } from '../config/settings';
import { Failure } from '../errors/failure';
import { RateLimitGuard } from './rate-limit.guard';

const guardOf = (limit: number) => new RateLimitGuard({ RATE_LIMIT_PER_SECOND: limit } as Settings);

/** What a request of a credential sees of the guard. */
async function ask(guard: RateLimitGuard, subject?: string) {
  let headers: Record<string, number> = {};
  const request = { user: subject === undefined ? undefined : { subject } };
  const response = { headers: (given: Record<string, number>) => (headers = given) };
  const context = { switchToHttp: () => ({ getRequest: () => request, getResponse: () => response }) };
  const answer = await guard.canActivate(context as unknown as ExecutionContext).catch((error: unknown) => error);
  return { answer, headers };
}

describe('RateLimitGuard', () => {
  beforeEach(() => jest.useFakeTimers({ now: 1_000_000 }));
  afterEach(() => jest.useRealTimers());

  it('lets as many requests a second through as it is told, and says how many are left', async () => {
    const guard = guardOf(3);
    for (const left of [2, 1, 0]) {
      expect(await ask(guard, 'a')).toEqual({
        answer: true,
        headers: { 'ratelimit-limit': 3, 'ratelimit-remaining': left, 'ratelimit-reset': 1 },
      });
    }
    const { answer, headers } = await ask(guard, 'a');
    expect(answer).toBeInstanceOf(Failure);
    expect(answer).toMatchObject({ kind: 'rate-limited', status: 429, headers: { 'retry-after': '1' } });
    expect(headers).toMatchObject({ 'ratelimit-limit': 3, 'ratelimit-remaining': 0 });
  });

  it('starts anew a second later', async () => {
    const guard = guardOf(1);
    await ask(guard, 'a');
    expect((await ask(guard, 'a')).answer).toBeInstanceOf(Failure);
    jest.advanceTimersByTime(1001);
    expect((await ask(guard, 'a')).answer).toBe(true);
  });

  it('counts every credential for itself', async () => {
    const guard = guardOf(1);
    expect((await ask(guard, 'a')).answer).toBe(true);
    expect((await ask(guard, 'b')).answer).toBe(true);
    expect((await ask(guard, 'a')).answer).toBeInstanceOf(Failure);
  });

  it('counts nothing where it is off, and no request without a credential', async () => {
    const off = guardOf(0);
    const on = guardOf(1);
    for (let index = 0; index < 10; index++) {
      expect(await ask(off, 'a')).toEqual({ answer: true, headers: {} });
      expect(await ask(on)).toEqual({ answer: true, headers: {} });
    }
  });
});
