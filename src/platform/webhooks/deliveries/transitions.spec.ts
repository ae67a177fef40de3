import { DELIVERY_STATES, mayBecome, REPLAYABLE } from './transitions';

describe('the transitions of a delivery', () => {
  it.each([
    ['pending', ['delivering']],
    ['delivering', ['pending', 'delivered', 'dead']],
    ['delivered', ['pending']],
    ['dead', ['pending']],
  ] as const)('lead from %s to %j and nowhere else', (state, next) => {
    expect(DELIVERY_STATES.filter((candidate) => mayBecome(state, candidate)).sort()).toEqual([...next].sort());
  });

  it('let a delivery be replayed that may become pending and is not under way', () => {
    expect(REPLAYABLE.every((state) => mayBecome(state, 'pending'))).toBe(true);
    expect(REPLAYABLE).not.toContain('delivering');
  });
});
