import { inverseFrequency, scoreOf, termGain } from './bm25';

describe('BM25', () => {
  it('weighs a term by the texts that have it', () => {
    expect(inverseFrequency(10, 1)).toBeCloseTo(Math.log(1 + 9.5 / 1.5), 12);
    expect(inverseFrequency(10, 10)).toBeGreaterThan(0);
    expect(inverseFrequency(10, 1)).toBeGreaterThan(inverseFrequency(10, 2));
  });

  it('counts repetition less and less, and holds long texts back', () => {
    expect(termGain(1, 1, 100, 100)).toBeCloseTo(1, 12);
    expect(termGain(2, 3, 50, 100)).toBeCloseTo((2 * 3 * 2.2) / (3 + 1.2 * (0.25 + 0.75 * 0.5)), 12);
    expect(termGain(1, 1000, 100, 100)).toBeLessThan(2.2);
    expect(termGain(1, 1, 200, 100)).toBeLessThan(1);
  });

  it('scores between a half and one', () => {
    expect([scoreOf(0), scoreOf(8), scoreOf(1e9)]).toEqual([0.5, 1 / (1 + Math.exp(-1)), 1]);
  });
});
