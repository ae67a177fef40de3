/** Longitude and latitude in degrees. Between two points everything is straight on the map of degrees, as in GeoJSON. */
export type Point = readonly [lon: number, lat: number];
/** Closed: the last point is the first. */
export type Ring = readonly Point[];

/** Degrees, about a millimetre: what is nearer is met. */
export const TOLERANCE = 1e-8;

/** Goes on from each point to the next the short way: longitudes may leave -180 to 180. */
export function unwrap(points: readonly Point[]): Point[] {
  const [first, ...others] = points;
  const unwrapped = [first];
  for (const [lon, lat] of others) {
    const [before] = unwrapped[unwrapped.length - 1];
    unwrapped.push([before + shortWay(lon - before), lat]);
  }
  return unwrapped;
}

/** The same difference of longitudes, by less than half a turn; half a turn stays as it is. */
export function shortWay(difference: number): number {
  if (Math.abs(difference) <= 180) return difference;
  return difference - 360 * Math.round(difference / 360);
}

export const moved = ([lon, lat]: Point, degrees: number): Point => [lon + degrees, lat];

/** @param t 0: the start, 1: the end */
export const between = (from: Point, to: Point, t: number): Point => [
  from[0] + (to[0] - from[0]) * t,
  from[1] + (to[1] - from[1]) * t,
];

/** Which way round three points lie, twice the area that they enclose. */
export const turn = (a: Point, b: Point, c: Point) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

/** Where on a segment, 0 to 1, the place nearest to a point is. */
export function nearestOn(point: Point, from: Point, to: Point): number {
  const [x, y] = [to[0] - from[0], to[1] - from[1]];
  const square = x * x + y * y;
  if (square === 0) return 0;
  return Math.min(1, Math.max(0, ((point[0] - from[0]) * x + (point[1] - from[1]) * y) / square));
}

export function isOn(point: Point, from: Point, to: Point): boolean {
  const [lon, lat] = between(from, to, nearestOn(point, from, to));
  return Math.hypot(point[0] - lon, point[1] - lat) <= TOLERANCE;
}

/**
 * Where on a segment, 0 to 1, another one meets it; where they run along each other, the ends of that.
 */
export function meetings(from: Point, to: Point, otherFrom: Point, otherTo: Point): number[] {
  if (isBeside(from, to, otherFrom, otherTo) || isBeside(otherFrom, otherTo, from, to)) return [];
  const touching = [
    ...[otherFrom, otherTo].filter((end) => isOn(end, from, to)).map((end) => nearestOn(end, from, to)),
    ...(isOn(from, otherFrom, otherTo) ? [0] : []),
    ...(isOn(to, otherFrom, otherTo) ? [1] : []),
  ];
  if (touching.length > 0 || !doCross(from, to, otherFrom, otherTo)) return touching;
  const start = turn(otherFrom, otherTo, from);
  return [start / (start - turn(otherFrom, otherTo, to))];
}

/** Whether each of two segments has the ends of the other on both sides. */
export function doCross(from: Point, to: Point, otherFrom: Point, otherTo: Point): boolean {
  return (
    turn(otherFrom, otherTo, from) * turn(otherFrom, otherTo, to) < 0 &&
    turn(from, to, otherFrom) * turn(from, to, otherTo) < 0
  );
}

/** Whether all of another segment is on one side of the line through a segment, and not close to it. */
export function isBeside(from: Point, to: Point, otherFrom: Point, otherTo: Point): boolean {
  const reach = TOLERANCE * (Math.abs(to[0] - from[0]) + Math.abs(to[1] - from[1]));
  const [start, end] = [turn(from, to, otherFrom), turn(from, to, otherTo)];
  return (start > reach && end > reach) || (start < -reach && end < -reach);
}
