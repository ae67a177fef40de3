import { hasEnded, isSameProgress, showProgress } from './progress';
import type { Tally } from './progress';

const TALLY: Tally = {
  status: 'STARTED',
  run_no: 1,
  total: '100',
  executed: 30,
  failed: 2,
  running: 3,
  cancelled: 7,
  left: 20,
  concurrency: 5,
  effective_concurrency: 2,
  paused_until: null,
  seconds: 60,
};

describe('progress', () => {
  it('counts every request once', () => {
    expect(showProgress(TALLY)).toEqual({
      status: 'STARTED',
      total: 100,
      executed: 30,
      failed: 2,
      running: 3,
      pending: 60,
      cancelled: 7,
      effective_concurrency: 2,
      paused_until: null,
      items_per_minute: 30,
      eta_seconds: 40,
    });
  });

  it.each([
    ['nothing is finished', { executed: 0 }],
    ['no time has gone by', { seconds: 0 }],
  ])('knows no rate while %s', (_, changes) => {
    expect(showProgress({ ...TALLY, ...changes })).toMatchObject({ items_per_minute: null, eta_seconds: null });
  });

  it.each(['CREATED', 'ENDED', 'FAILED'] as const)('expects nothing of a job that is %s', (status) => {
    const shown = showProgress({ ...TALLY, status, paused_until: new Date() });
    expect(shown).toMatchObject({ eta_seconds: null, paused_until: null, effective_concurrency: 5 });
    expect(hasEnded({ status })).toBe(status !== 'CREATED');
  });

  it('is the same while only time goes by', () => {
    const shown = showProgress(TALLY);
    expect(isSameProgress(shown, showProgress({ ...TALLY, seconds: 90, left: 19 }))).toBe(true);
    expect(isSameProgress(shown, showProgress({ ...TALLY, executed: 31 }))).toBe(false);
    expect(isSameProgress(shown, showProgress({ ...TALLY, paused_until: new Date() }))).toBe(false);
  });
});
