import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Orders } from './orders.mjs';

const ARM = { command: 400, params: [1] };
const LAND = { command: 21, params: [] };

describe('orders', () => {
  let sent;
  let orders;
  beforeEach(() => {
    jest.useFakeTimers();
    sent = [];
    orders = new Orders(
      (kind, fields) => sent.push(fields),
      () => 'PreArm: Compass',
    );
  });
  afterEach(() => jest.useRealTimers());

  const outcomeOf = (given) =>
    given.then(
      () => 'done',
      ({ code, message }) => [code, message],
    );
  const answer = (command, result) => orders.heard('COMMAND_ACK', { command, result });

  it('are given one after the other', async () => {
    const outcomes = [ARM, LAND].map((order) => outcomeOf(orders.give(order)));
    await jest.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([expect.objectContaining({ command: 400, _param1: 1, _param7: 0, confirmation: 0 })]);
    answer(21, 0);
    answer(400, 0);
    expect(await outcomes[0]).toBe('done');
    await jest.advanceTimersByTimeAsync(0);
    answer(21, 0);
    expect(await outcomes[1]).toBe('done');
    expect(sent.map(({ command }) => command)).toEqual([400, 21]);
  });

  it('are given again, five times in all', async () => {
    const outcome = outcomeOf(orders.give(ARM));
    await jest.advanceTimersByTimeAsync(5_000);
    expect(await outcome).toEqual(['NO_ANSWER', 'The vehicle does not answer COMPONENT_ARM_DISARM']);
    expect(sent.map(({ confirmation }) => confirmation)).toEqual([0, 1, 2, 3, 4]);
  });

  it('are waited for while they are in progress', async () => {
    const outcome = outcomeOf(orders.give(ARM));
    await jest.advanceTimersByTimeAsync(0);
    answer(400, 5);
    await jest.advanceTimersByTimeAsync(29_000);
    expect(sent).toHaveLength(1);
    answer(400, 4);
    expect(await outcome).toEqual([
      'COMPONENT_ARM_DISARM_REFUSED',
      'The vehicle answers COMPONENT_ARM_DISARM with FAILED: PreArm: Compass',
    ]);
  });
});
