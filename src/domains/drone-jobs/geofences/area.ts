import { moved, unwrap } from './geometry';
import type { Point } from './geometry';
import { Edges } from './edges';
import { polygonsOf } from './geofence';
import type { AreaGeometry } from './geofence';

/** Pieces of a way that are shorter than this part of it are not looked at: their ends are. */
const SHORTEST = 1e-12;

/** A piece of a way: 0 is the start of the way, 1 its end. */
type Piece = readonly [from: number, to: number];

/** A polygon with its holes, its edges the short way around the earth. */
interface Part {
  outer: Edges;
  holes: Edges[];
  west: number;
  east: number;
  south: number;
  north: number;
}

/** A straight way on the map, the short way around the earth. */
export interface Way {
  from: Point;
  to: Point;
}

export const wayOf = (from: Point, to: Point): Way => {
  const [start, end] = unwrap([from, to]);
  return { from: start, to: end };
};

/** Polygons, their boundaries included; what is in a hole is outside. */
export class Area {
  private readonly parts: Part[];

  constructor(geometry: AreaGeometry) {
    this.parts = polygonsOf(geometry).map(partOf);
  }

  /** Whether all of the way is inside. */
  contains(way: Way): boolean {
    const pieces = this.around(way).flatMap(({ part, turned }) => insideOf(turned, part));
    pieces.sort(([one], [other]) => one - other);
    let reached = 0;
    for (const [from, to] of pieces) {
      if (from - reached >= SHORTEST) return false;
      reached = Math.max(reached, to);
    }
    return pieces.length > 0 && 1 - reached < SHORTEST;
  }

  /** Whether any of the way is inside, or on the boundary. */
  meets(way: Way): boolean {
    return this.around(way).some(
      ({ part: { outer, holes }, turned: { from, to } }) =>
        isInside(from, { outer, holes }) || [outer, ...holes].some((ring) => ring.contact(from, to).cuts.length > 0),
    );
  }

  /** The polygons that could matter, with the way as often around the earth as they are. */
  private around({ from, to }: Way): { part: Part; turned: Way }[] {
    const [west, east] = [Math.min(from[0], to[0]), Math.max(from[0], to[0])];
    const [south, north] = [Math.min(from[1], to[1]) - 1e-6, Math.max(from[1], to[1]) + 1e-6];
    return this.parts.flatMap((part) => {
      if (part.south > north || part.north < south) return [];
      const first = Math.ceil((part.west - east - 1e-6) / 360);
      const last = Math.floor((part.east - west + 1e-6) / 360);
      return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
        const degrees = (first + index) * 360;
        return { part, turned: { from: moved(from, degrees), to: moved(to, degrees) } };
      });
    });
  }
}

function partOf([outer, ...holes]: readonly (readonly Point[])[]): Part {
  const ring = unwrap(outer);
  const lons = ring.map(([lon]) => lon);
  const lats = ring.map(([, lat]) => lat);
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  return {
    outer: new Edges(ring),
    holes: holes.map((hole) => new Edges(placedIn(unwrap(hole), west))),
    west,
    east,
    south: Math.min(...lats),
    north: Math.max(...lats),
  };
}

/** A hole's points as often around the earth as those of the ring that it is in. */
function placedIn(hole: Point[], west: number): Point[] {
  const degrees = Math.ceil((west - 1e-6 - Math.min(...hole.map(([lon]) => lon))) / 360) * 360;
  return hole.map((point) => moved(point, degrees));
}

function isInside(point: Point, { outer, holes }: Pick<Part, 'outer' | 'holes'>): boolean {
  return outer.sideOf(point) !== 'outside' && holes.every((hole) => hole.sideOf(point) !== 'inside');
}

/** The pieces of a way that are inside. */
function insideOf({ from, to }: Way, part: Part): Piece[] {
  const rings = [part.outer, ...part.holes];
  const contacts = rings.map((ring) => ring.contact(from, to));
  const cuts = contacts.flatMap((contact) => contact.cuts).sort((one, other) => one - other);
  const hasLength = from[0] !== to[0] || from[1] !== to[1];
  if (cuts.length === 0 || !hasLength) return isInside(from, part) ? [[0, 1]] : [];
  const [outer, ...holes] = rings.map((ring, index) => {
    const { runs } = contacts[index];
    return { runs, within: pairsOf(ring.crossings(from, to)) };
  });
  const isIn = covering([...outer.within, ...outer.runs]);
  const isOut = covering(holes.flatMap(({ within, runs }) => without(within, runs)));
  return piecesBetween([0, ...cuts, 1], (place) => isIn(place) && !isOut(place));
}

const pairsOf = (crossings: number[]) =>
  crossings.flatMap((from, index): Piece[] => (index % 2 === 0 ? [[from, crossings[index + 1]]] : []));

/** What is left of pieces where others are taken away. */
function without(pieces: Piece[], gone: Piece[]): Piece[] {
  if (gone.length === 0) return pieces;
  const isCovered = covering(pieces);
  const isGone = covering(gone);
  const ends = [...pieces, ...gone].flat().sort((one, other) => one - other);
  return piecesBetween(ends, (place) => isCovered(place) && !isGone(place));
}

/** Those pieces between one end and the next that are long enough to be looked at, and whose middle fits. */
function piecesBetween(ends: number[], fits: (place: number) => boolean): Piece[] {
  const pieces = ends.slice(1).map((end, index): Piece => [ends[index], end]);
  return pieces.filter(([from, to]) => to - from >= SHORTEST && fits((from + to) / 2));
}

/** Whether any of the pieces has a place; to be asked about places in their order. */
function covering(pieces: Piece[]): (place: number) => boolean {
  const sorted = [...pieces].sort(([one], [other]) => one - other);
  let next = 0;
  let reached = -Infinity;
  return (place) => {
    for (; next < sorted.length && sorted[next][0] < place; next++) reached = Math.max(reached, sorted[next][1]);
    return reached > place;
  };
}
