import type { Leg } from './fence';
import { Fence } from './fence';
import type { Geofence } from './geofence';
import type { Point } from './geometry';

type Spot = [lon: number, lat: number, alt?: number];

const leg = (from: Spot, to: Spot): Leg => ({
  segment: 0,
  from: { lon: from[0], lat: from[1], alt: from[2] ?? 0 },
  to: { lon: to[0], lat: to[1], alt: to[2] ?? 0 },
});
const ring = (...points: Point[]): Point[] => [...points, points[0]];
const box = (west: number, south: number, east: number, north: number) =>
  ring([west, south], [east, south], [east, north], [west, north]);
const within = (...coordinates: Point[][]): Geofence => ({ inclusion: { type: 'Polygon', coordinates } });
const codes = (fence: Geofence, from: Spot, to: Spot) =>
  new Fence(fence).violations([leg(from, to)]).map(({ code }) => code);

const SQUARE = within(box(0, 0, 10, 10));
const U_SHAPE = within(ring([0, 0], [10, 0], [10, 10], [7, 10], [7, 3], [3, 3], [3, 10], [0, 10]));
const WITH_HOLE = within(box(0, 0, 10, 10), box(4, 4, 6, 6));
const OVER_180 = within(box(170, -5, -170, 5));
const SPLIT_AT_180: Geofence = {
  inclusion: { type: 'MultiPolygon', coordinates: [[box(170, -5, 180, 5)], [box(-180, -5, -170, 5)]] },
};
const HOLE_OVER_180 = within(box(170, -5, -170, 5), box(-179, -1, -178, 1));

describe('a geofence', () => {
  it.each<[string, Geofence, Spot, Spot, boolean]>([
    ['a leg inside', SQUARE, [1, 1], [9, 9], true],
    ['a leg outside', SQUARE, [11, 1], [12, 9], false],
    ['a leg that leaves', SQUARE, [5, 5], [15, 5], false],
    ['a leg through a corner, from outside', SQUARE, [-1, 1], [1, -1], false],
    ['a leg along the boundary', SQUARE, [0, 2], [0, 8], true],
    ['a leg from corner to corner', SQUARE, [0, 0], [10, 10], true],
    ['a leg that goes on along the boundary', SQUARE, [0, 2], [0, 12], false],
    ['a point on the boundary', SQUARE, [10, 5], [10, 5], true],
    ['a point outside', SQUARE, [10.001, 5], [10.001, 5], false],
    ['a leg across the gap of a U', U_SHAPE, [1, 8], [9, 8], false],
    ['a leg below the gap of a U', U_SHAPE, [1, 1], [9, 1], true],
    ['a leg along the bottom of the gap', U_SHAPE, [1, 3], [9, 3], true],
    ['a leg over a hole', WITH_HOLE, [1, 5], [9, 5], false],
    ['a leg beside a hole', WITH_HOLE, [1, 2], [9, 2], true],
    ['a leg along the edge of a hole', WITH_HOLE, [1, 4], [9, 4], true],
    ['a leg through the corner of a hole', WITH_HOLE, [3, 5], [5, 3], true],
    ['a leg within a hole', WITH_HOLE, [4.5, 5], [5.5, 5], false],
    ['a leg over 180 degrees', OVER_180, [175, 0], [-175, 0], true],
    ['the same the other way', OVER_180, [-175, 0], [175, 0], true],
    ['a leg that goes on over 180 degrees', OVER_180, [175, 0], [-165, 0], false],
    ['a leg on the other side of the earth', OVER_180, [-5, 0], [5, 0], false],
    ['a leg between parts that meet', SPLIT_AT_180, [175, 0], [-175, 0], true],
    ['a leg that leaves the second part', SPLIT_AT_180, [175, 0], [-175, 20], false],
    ['a leg over a hole over 180 degrees', HOLE_OVER_180, [175, 0], [-175, 0], false],
    ['a leg beside that hole', HOLE_OVER_180, [175, 2], [-175, 2], true],
  ])('judges %s', (_name, fence, from, to, isInside) => {
    expect(codes(fence, from, to)).toEqual(isInside ? [] : ['OUTSIDE_GEOFENCE']);
  });

  const EXCLUDED: Geofence = {
    exclusions: [{ name: 'E', geometry: { type: 'Polygon', coordinates: [box(4, 4, 6, 6), box(4.5, 4.5, 5.5, 5.5)] } }],
  };
  const CIRCLE: Geofence = { exclusions: [{ name: 'C', center: [179.99, 60], radiusMeters: 1000 }] };

  it.each<[string, Geofence, Spot, Spot, boolean]>([
    ['a leg through an exclusion', EXCLUDED, [0, 5], [10, 5], true],
    ['a leg that ends in one', EXCLUDED, [0, 4.2], [4.2, 4.2], true],
    ['a leg that touches one', EXCLUDED, [0, 4], [4, 4], true],
    ['a leg beside one', EXCLUDED, [0, 3.9], [10, 3.9], false],
    ['a leg in the hole of one', EXCLUDED, [4.8, 5], [5.2, 5], false],
    ['a leg through a circle, between its waypoints', CIRCLE, [179.9, 60], [-179.9, 60], true],
    ['a leg past a circle', CIRCLE, [179.9, 60.01], [-179.9, 60.01], false],
    ['a leg within a circle', CIRCLE, [179.991, 60], [179.989, 60], true],
    ['a leg 990 m from the middle', CIRCLE, [179.9, 60.0089], [-179.9, 60.0089], true],
  ])('keeps %s off', (_name, fence, from, to, isMet) => {
    expect(codes(fence, from, to)).toEqual(isMet ? ['IN_EXCLUSION'] : []);
  });

  it('has a ceiling, which is still allowed', () => {
    expect(codes({ ceilingMeters: 120 }, [0, 0, 120], [1, 1, 100])).toEqual([]);
    expect(codes({ ceilingMeters: 120 }, [0, 0, 120], [1, 1, 120.1])).toEqual(['ABOVE_CEILING']);
  });

  it('tells of every leg and of everything that it violates', () => {
    const fence = new Fence({ ...SQUARE, exclusions: CIRCLE.exclusions, ceilingMeters: 5 });
    const legs = [leg([1, 1], [2, 2]), { ...leg([179.99, 60, 9], [179.99, 60, 9]), segment: 1 }];
    expect(fence.violations(legs)).toEqual([
      { code: 'OUTSIDE_GEOFENCE', segment: 1, message: 'Leg 1 leaves the geofence' },
      { code: 'IN_EXCLUSION', segment: 1, message: 'Leg 1 meets the exclusion C' },
      { code: 'ABOVE_CEILING', segment: 1, message: 'Leg 1 is above the ceiling of 5 m' },
    ]);
  });

  it('looks at long legs between thousands of long edges in no time', () => {
    const teeth = Array.from({ length: 1249 }, (_, index): Point[] => {
      const [west, east] = [index * 1e-3, index * 1e-3 + 4e-4];
      return [
        [west, 10],
        [east, 10],
        [east, 0.5],
        [east + 5e-4, 0.5],
      ];
    });
    const fence = new Fence(within(ring([0, 0], ...teeth.flat(), [1.25, 0])));
    const up = leg([2e-4, 0.6], [2e-4, 9.9]);
    const start = performance.now();
    expect(fence.violations(Array.from({ length: 2000 }, () => up))).toEqual([]);
    // It used to be 40 s.
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
