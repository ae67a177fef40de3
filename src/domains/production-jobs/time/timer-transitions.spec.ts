import { timerAfter } from './timer-transitions';

describe('timers', () => {
  it.each([
    ['start', undefined, 'running'],
    ['start', 'running', undefined],
    ['start', 'paused', 'running'],
    ['start', 'stopped', undefined],
    ['pause', undefined, undefined],
    ['pause', 'running', 'paused'],
    ['pause', 'paused', undefined],
    ['pause', 'stopped', undefined],
    ['stop', undefined, undefined],
    ['stop', 'running', 'stopped'],
    ['stop', 'paused', 'stopped'],
    ['stop', 'stopped', undefined],
  ] as const)('%s of %s: %s', (action, state, after) => {
    expect(timerAfter(state, action)).toBe(after);
  });
});
