import { isJsonObject } from '../../../kernel/http/json';
import type { Rule } from '../../../kernel/http/rules';
import { doCross, meetings, TOLERANCE, turn, unwrap } from './geometry';
import type { Point, Ring } from './geometry';

export const MAX_VERTICES = 5000;
export const AT_MOST = `must have at most ${MAX_VERTICES} vertices`;

/** A position of GeoJSON: longitude, latitude, and an altitude that says nothing here. */
export function isPosition(value: unknown): value is Point {
  if (!Array.isArray(value) || value.length < 2 || value.length > 3 || !value.every(Number.isFinite)) return false;
  const [lon, lat] = value as number[];
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
}

/** A Polygon or MultiPolygon whose rings are closed and cross neither themselves nor each other. */
export const area = (): Rule => (value, field) => {
  if (!isJsonObject(value) || !['Polygon', 'MultiPolygon'].includes(value.type as string)) {
    return `${field} must be a GeoJSON Polygon or MultiPolygon`;
  }
  const polygons: unknown = value.type === 'Polygon' ? [value.coordinates] : value.coordinates;
  if (!Array.isArray(polygons) || polygons.length === 0 || !polygons.every(isListOfRings)) {
    return `${field}.coordinates must be lists of rings of at least 4 positions`;
  }
  if (verticesOf(polygons) > MAX_VERTICES) return `${field} ${AT_MOST}`;
  for (const rings of polygons) {
    const fault = faultOf(rings);
    if (fault) return `${field}.coordinates ${fault}`;
  }
  return undefined;
};

export const verticesOf = (polygons: readonly (readonly Ring[])[]) =>
  polygons.flat().reduce((sum, ring) => sum + ring.length, 0);

function isListOfRings(value: unknown): value is Ring[] {
  const isRing = (ring: unknown) => Array.isArray(ring) && ring.length >= 4 && ring.every(isPosition);
  return Array.isArray(value) && value.length > 0 && value.every(isRing);
}

function faultOf(rings: Ring[]): string | undefined {
  const unwrapped = rings.map((ring) => unwrap(ring.map(([lon, lat]) => [lon, lat] as const)));
  if (!rings.every(isClosed)) return 'must have closed rings: the last position is the first';
  if (!unwrapped.every(isClosed)) return 'must not go around a pole';
  if (doEdgesCross(unwrapped)) return 'must not cross itself';
  return unwrapped.some((ring) => areaOf(ring) === 0) ? 'must enclose an area' : undefined;
}

function isClosed(ring: Ring): boolean {
  const [first, last] = [ring[0], ring[ring.length - 1]];
  return first[0] === last[0] && first[1] === last[1];
}

const areaOf = (ring: Ring) =>
  ring.slice(2).reduce((sum, point, index) => sum + turn(ring[0], ring[index + 1], point), 0);

interface Edge {
  ring: number;
  /** Among the edges of its ring that have a length. */
  index: number;
  edges: number;
  from: Point;
  to: Point;
}

/** From west to east. There may be millions of pairs, so nearly all are told apart by numbers side by side in memory. */
function doEdgesCross(rings: Ring[]): boolean {
  const west = ({ from, to }: Edge) => Math.min(from[0], to[0]);
  const edges = rings.flatMap(edgesOf).sort((one, other) => west(one) - west(other));
  const numbers = Float64Array.from(edges.flatMap(({ from, to }) => [from[0], from[1], to[0], to[1]]));
  for (let one = 0; one < edges.length; one++) {
    const east = Math.max(numbers[4 * one], numbers[4 * one + 2]);
    for (let other = one + 1; other < edges.length; other++) {
      if (numbers[4 * other] > east && numbers[4 * other + 2] > east) break;
      if (isBeside(numbers, 4 * one, 4 * other) || isBeside(numbers, 4 * other, 4 * one)) continue;
      if (doClash(edges[one], edges[other])) return true;
    }
  }
  return false;
}

/** Whether the edge that begins at `other` is all on one side of the line through the one that begins at `one`. */
function isBeside(numbers: Float64Array, one: number, other: number): boolean {
  const [x, y] = [numbers[one], numbers[one + 1]];
  const [u, v] = [numbers[one + 2] - x, numbers[one + 3] - y];
  const first = u * (numbers[other + 1] - y) - v * (numbers[other] - x);
  const last = u * (numbers[other + 3] - y) - v * (numbers[other + 2] - x);
  const reach = TOLERANCE * (Math.abs(u) + Math.abs(v));
  return (first > reach && last > reach) || (first < -reach && last < -reach);
}

function edgesOf(points: Ring, ring: number): Edge[] {
  const ends = points.slice(1).map((to, index) => ({ from: points[index], to }));
  const real = ends.filter(({ from, to }) => from[0] !== to[0] || from[1] !== to[1]);
  return real.map((end, index) => ({ ...end, ring, index, edges: real.length }));
}

/** Rings may touch each other; a ring meets itself nowhere but where an edge goes on into the next. */
function doClash(one: Edge, other: Edge): boolean {
  if (one.ring !== other.ring) return doCross(one.from, one.to, other.from, other.to);
  const places = meetings(one.from, one.to, other.from, other.to);
  const distance = Math.abs(one.index - other.index);
  const areNeighbours = distance === 1 || distance === one.edges - 1;
  return areNeighbours ? Math.max(...places) - Math.min(...places) > 1e-9 : places.length > 0;
}
