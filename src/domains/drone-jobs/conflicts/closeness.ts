import { shortWay } from '../geofences/geometry';
import { METERS_PER_DEGREE } from '../missions/distance';
import type { Fix, Trajectory } from './trajectory';

/** Metres: two flights that are nearer than both at once are in conflict. */
const HORIZONTAL = 50;
const VERTICAL = 15;

/** When two flights are too near to each other, seconds since 1970, and how near over the ground, with the climb then. */
export interface Closeness {
  from: number;
  to: number;
  horizontalMeters: number;
  verticalMeters: number;
}

/** Metres from one flight to the other at the start of a time, and how they change per second. */
interface Relative {
  start: [east: number, north: number, up: number];
  speed: [east: number, north: number, up: number];
}

/** Undefined where two flights keep apart. Their parts that are flown at the same time are compared, in order. */
export function closenessOf(one: Trajectory, other: Trajectory): Closeness | undefined {
  const lift = liftOf(one, other);
  let found: Closeness | undefined;
  let [i, j] = [1, 1];
  while (i < one.fixes.length && j < other.fixes.length) {
    const [mine, its] = [one.fixes[i], other.fixes[j]];
    const start = Math.max(one.fixes[i - 1].at, other.fixes[j - 1].at);
    const end = Math.min(mine.at, its.at);
    if (start <= end && mayMeet(one.fixes[i - 1], mine, other.fixes[j - 1], its, lift)) {
      const [a, b] = [at(one.fixes[i - 1], mine, start), at(other.fixes[j - 1], its, start)];
      const [c, d] = [at(one.fixes[i - 1], mine, end), at(other.fixes[j - 1], its, end)];
      found = joined(found, within(relativeOf([a, b], [c, d], lift, end - start), start, end - start));
    }
    if (mine.at <= its.at) i++;
    if (its.at <= mine.at) j++;
  }
  return found;
}

/** Whether two parts of flights are at some time about as far north and as high as each other. Nearly none are. */
function mayMeet(a: Fix, b: Fix, c: Fix, d: Fix, lift: number): boolean {
  return (
    areNear(a.lat, b.lat, c.lat, d.lat, HORIZONTAL / METERS_PER_DEGREE) &&
    areNear(a.alt + lift, b.alt + lift, c.alt, d.alt, VERTICAL)
  );
}

const areNear = (a: number, b: number, c: number, d: number, reach: number) =>
  Math.min(a, b) - reach <= Math.max(c, d) && Math.min(c, d) - reach <= Math.max(a, b);

/** What is added to the first one's altitudes. Over unknown ground both are taken to start from the same level. */
function liftOf(one: Trajectory, other: Trajectory): number {
  return one.base === undefined || other.base === undefined ? 0 : one.base - other.base;
}

function at(from: Fix, to: Fix, time: number): Fix {
  const t = to.at === from.at ? 1 : (time - from.at) / (to.at - from.at);
  const go = (start: number, difference: number) => start + difference * t;
  return {
    at: time,
    lat: go(from.lat, to.lat - from.lat),
    lon: go(from.lon, shortWay(to.lon - from.lon)),
    alt: go(from.alt, to.alt - from.alt),
  };
}

function relativeOf(start: [Fix, Fix], end: [Fix, Fix], lift: number, seconds: number): Relative {
  const shrink = Math.cos((start[0].lat * Math.PI) / 180);
  const difference = ([one, other]: [Fix, Fix]): Relative['start'] => [
    shortWay(one.lon - other.lon) * shrink * METERS_PER_DEGREE,
    (one.lat - other.lat) * METERS_PER_DEGREE,
    one.alt + lift - other.alt,
  ];
  const [first, last] = [difference(start), difference(end)];
  const speed = first.map((value, axis) => (seconds > 0 ? (last[axis] - value) / seconds : 0)) as Relative['speed'];
  return { start: first, speed };
}

/** When, of so many seconds from a start, it is too near. */
function within({ start, speed }: Relative, from: number, seconds: number): Closeness | undefined {
  const [x, y, z] = start;
  const [u, v, w] = speed;
  const ground = below(u * u + v * v, 2 * (x * u + y * v), x * x + y * y - HORIZONTAL ** 2);
  const climb = below(w * w, 2 * z * w, z * z - VERTICAL ** 2);
  if (!ground || !climb) return undefined;
  const begin = Math.max(0, ground[0], climb[0]);
  const end = Math.min(seconds, ground[1], climb[1]);
  if (begin > end) return undefined;
  const nearest = u * u + v * v > 0 ? -(x * u + y * v) / (u * u + v * v) : begin;
  const t = Math.min(end, Math.max(begin, nearest));
  return {
    from: from + begin,
    to: from + end,
    horizontalMeters: Math.hypot(x + u * t, y + v * t),
    verticalMeters: Math.abs(z + w * t),
  };
}

/** Where `a t² + b t + c` is below 0; `a` is never negative. */
function below(a: number, b: number, c: number): [number, number] | undefined {
  if (a === 0) return c < 0 ? [-Infinity, Infinity] : undefined;
  const root = b * b - 4 * a * c;
  if (root <= 0) return undefined;
  return [(-b - Math.sqrt(root)) / (2 * a), (-b + Math.sqrt(root)) / (2 * a)];
}

function joined(one: Closeness | undefined, other: Closeness | undefined): Closeness | undefined {
  if (!one || !other) return one ?? other;
  const nearest = other.horizontalMeters < one.horizontalMeters ? other : one;
  return { ...nearest, from: Math.min(one.from, other.from), to: Math.max(one.to, other.to) };
}
