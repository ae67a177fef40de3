import { doCross, meetings, turn } from './geometry';
import type { Point, Ring } from './geometry';

interface Edge {
  ring: number;
  /** Among the edges of its ring that have a length. */
  index: number;
  edges: number;
  from: Point;
  /** The western end, or the southern one of an edge due north. */
  west: Point;
  east: Point;
}

/** Degrees by which a point may be off a line through rounding. */
const ROUNDING = 1e-11;

/**
 * Whether rings cross each other, or one of them meets itself anywhere but where an edge goes on into the next. A line
 * moves over the rings from west to east (Shamos and Hoey, 1976) and knows from south to north the edges that it is on:
 * those that meet are beside each other right before they do.
 */
export function doEdgesCross(rings: Ring[]): boolean {
  const edges = rings.flatMap(edgesOf);
  // What ends in a place and what begins there is never on the line together.
  const begins = new Set(edges.map(({ ring, from }) => `${ring} ${from.join(' ')}`));
  if (begins.size < edges.length) return true;
  const ends = edges.flatMap((edge) => [
    { edge, at: edge.west, isBegin: true },
    { edge, at: edge.east, isBegin: false },
  ]);
  // Where edges end others may go on: they take the places that have become free.
  ends.sort((one, other) => isBefore(one.at, other.at) || Number(one.isBegin) - Number(other.isBegin));
  const line: Edge[] = [];
  for (const { edge, isBegin } of ends) {
    const place = isBegin ? placeOf(edge, line) : line.indexOf(edge);
    const [below, above] = [line[place - 1], line[isBegin ? place : place + 1]];
    if (!isBegin) {
      if (below && above && doClash(below, above)) return true;
      line.splice(place, 1);
    } else {
      if ((below && doClash(below, edge)) || (above && doClash(edge, above))) return true;
      line.splice(place, 0, edge);
    }
  }
  return false;
}

const isBefore = (one: Point, other: Point) => one[0] - other[0] || one[1] - other[1];

/** Where among those on the line an edge belongs that begins now. */
function placeOf(edge: Edge, line: Edge[]): number {
  let [low, high] = [0, line.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAbove(edge, line[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether an edge that begins now is north of one that has begun before; if it begins on that, it goes on there. */
function isAbove({ west, east }: Edge, other: Edge): boolean {
  const reach = ROUNDING * (Math.abs(other.east[0] - other.west[0]) + Math.abs(other.east[1] - other.west[1]));
  const begin = turn(other.west, other.east, west);
  return Math.abs(begin) > reach ? begin > 0 : turn(other.west, other.east, east) > 0;
}

function edgesOf(points: Ring, ring: number): Edge[] {
  const ends = points.slice(1).map((to, index) => [points[index], to] as const);
  const real = ends.filter(([from, to]) => isBefore(from, to) !== 0);
  return real.map(([from, to], index) => {
    const [west, east] = isBefore(from, to) < 0 ? [from, to] : [to, from];
    return { ring, index, edges: real.length, from, west, east };
  });
}

/** Rings may touch each other; a ring meets itself nowhere but where an edge goes on into the next. */
function doClash(one: Edge, other: Edge): boolean {
  if (one.ring !== other.ring) return doCross(one.west, one.east, other.west, other.east);
  const places = meetings(one.west, one.east, other.west, other.east);
  const distance = Math.abs(one.index - other.index);
  const areNeighbours = distance === 1 || distance === one.edges - 1;
  return areNeighbours ? Math.max(...places) - Math.min(...places) > 1e-9 : places.length > 0;
}
