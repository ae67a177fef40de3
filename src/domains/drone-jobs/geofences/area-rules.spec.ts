import { area } from './area-rules';

const ring = (...points: number[][]) => [...points, points[0]];
const SQUARE = ring([0, 0], [10, 0], [10, 10], [0, 10]);
const polygon = (...coordinates: unknown[]) => ({ type: 'Polygon', coordinates });
const circle = (vertices: number) =>
  ring(
    ...Array.from({ length: vertices - 1 }, (_, index) => {
      const angle = (index / (vertices - 1)) * 2 * Math.PI;
      return [Math.cos(angle), Math.sin(angle)];
    }),
  );

const KIND = 'must be a GeoJSON Polygon or MultiPolygon';
const RINGS = '.coordinates must be lists of rings of at least 4 positions';
const CROSSES = '.coordinates must not cross itself';

describe('an area', () => {
  it.each<[string, unknown, string | undefined]>([
    ['a square', polygon(SQUARE), undefined],
    ['clockwise', polygon([...SQUARE].reverse()), undefined],
    ['with a hole', polygon(SQUARE, ring([1, 1], [2, 1], [2, 2])), undefined],
    ['with a hole that touches', polygon(SQUARE, ring([0, 5], [2, 4], [2, 6])), undefined],
    ['with altitudes and a position twice', polygon(ring([0, 0, 1], [1, 0, 1], [1, 0, 1], [1, 1, 1])), undefined],
    ['over 180 degrees', polygon(ring([170, 0], [-170, 0], [-170, 10], [170, 10])), undefined],
    ['of several', { type: 'MultiPolygon', coordinates: [[SQUARE], [SQUARE]] }, undefined],
    ['of 5000 vertices', polygon(circle(5000)), undefined],
    ['of 5001 vertices', polygon(circle(5001)), ' must have at most 5000 vertices'],
    ['a list', [], ` ${KIND}`],
    ['a point', { type: 'Point', coordinates: [1, 2] }, ` ${KIND}`],
    ['without coordinates', { type: 'Polygon' }, RINGS],
    ['without rings', polygon(), RINGS],
    ['with three positions', polygon([SQUARE[0], SQUARE[1], SQUARE[0]]), RINGS],
    ['with a text', polygon(['a', 'b', 'c', 'd']), RINGS],
    ['off the map', polygon(ring([0, 0], [181, 0], [1, 1])), RINGS],
    ['with nothing in it', { type: 'MultiPolygon', coordinates: [] }, RINGS],
    ['open', polygon(SQUARE.slice(0, 4)), '.coordinates must have closed rings: the last position is the first'],
    ['a bow', polygon(ring([0, 0], [1, 1], [1, 0], [0, 1])), CROSSES],
    ['touching itself', polygon(ring([0, 0], [4, 0], [2, 2], [4, 4], [0, 4], [2, 2])), CROSSES],
    ['with a spike', polygon(ring([0, 0], [4, 0], [9, 0], [4, 0], [4, 4])), CROSSES],
    ['with a hole that sticks out', polygon(SQUARE, ring([5, 5], [15, 5], [15, 6], [5, 6])), CROSSES],
    ['a line', polygon(ring([0, 0], [1, 1], [2, 2])), CROSSES],
    ['a point four times', polygon(ring([1, 1], [1, 1], [1, 1])), '.coordinates must enclose an area'],
    ['around a pole', polygon(ring([0, 80], [120, 80], [-120, 80])), '.coordinates must not go around a pole'],
  ])('may be or not: %s', (_name, value, fault) => {
    expect(area()(value, 'f')).toBe(fault && `f${fault}`);
  });
});
