import fc from 'fast-check';
import { doEdgesCross } from './crossing-edges';
import { doCross, meetings } from './geometry';
import type { Point } from './geometry';

/** What each pair of edges says. */
function doPairsCross(rings: Point[][]): boolean {
  const edges = rings.flatMap((points, ring) => {
    const real = points.slice(1).map((to, index) => [points[index], to] as const);
    const long = real.filter(([from, to]) => from.join() !== to.join());
    return long.map(([from, to], index) => ({ ring, index, of: long.length, from, to }));
  });
  return edges.some((one, number) =>
    edges.slice(number + 1).some((other) => {
      const ends = [one.from, one.to, other.from, other.to] as const;
      if (one.ring !== other.ring) return doCross(...ends);
      const places = meetings(...ends);
      const goOn = other.index - one.index === 1 || other.index - one.index === one.of - 1;
      return goOn ? Math.max(...places) > Math.min(...places) : places.length > 0;
    }),
  );
}

const point = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }));
const ring = fc.array(point, { minLength: 3, maxLength: 7 }).map((points): Point[] => [...points, points[0]]);

describe('edges that cross', () => {
  it('are found as looking at each pair finds them', () => {
    fc.assert(
      fc.property(fc.array(ring, { minLength: 1, maxLength: 3 }), (rings) => {
        expect(doEdgesCross(rings)).toBe(doPairsCross(rings));
      }),
      { numRuns: 3000 },
    );
  });

  it('are found among thousands in no time', () => {
    const zigzag = Array.from({ length: 4997 }, (_, index): Point => [
      index * 1e-4 + (index % 2) * 10,
      (index % 2) * 10,
    ]);
    const rings = [[...zigzag, [20, -1], [0, -1], zigzag[0]] as Point[]];
    const start = performance.now();
    expect(doEdgesCross(rings)).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
