import { afterSeconds } from './after-seconds';

const DAY = 86_400;

describe('afterSeconds', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it.each([0.5, 60, 24 * DAY, 30 * DAY])('waits %f seconds', (seconds) => {
    const action = jest.fn();
    afterSeconds(seconds, action);
    jest.advanceTimersByTime(seconds * 1000 - 1);
    expect(action).not.toHaveBeenCalled();
    jest.advanceTimersByTime(2);
    expect(action).toHaveBeenCalledTimes(1);
  });

  it('can be prevented, however long it takes', () => {
    const action = jest.fn();
    const cancel = afterSeconds(30 * DAY, action);
    jest.advanceTimersByTime(29 * DAY * 1000);
    cancel();
    jest.advanceTimersByTime(2 * DAY * 1000);
    expect(action).not.toHaveBeenCalled();
  });
});
