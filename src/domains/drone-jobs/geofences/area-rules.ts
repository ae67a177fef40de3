import { isJsonObject } from '../../../kernel/http/json';
import type { Rule } from '../../../kernel/http/rules';
import { doEdgesCross } from './crossing-edges';
import { turn, unwrap } from './geometry';
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
