import { between, moved, unwrap } from './geometry';
import type { Point } from './geometry';
import { Edges } from './edges';
import { polygonsOf } from './geofence';
import type { AreaGeometry } from './geofence';

/** Pieces of a way that are shorter than this part of it are not looked at: their ends are. */
const SHORTEST = 1e-12;

/** A polygon with its holes, its edges the short way around the earth. */
interface Part {
  outer: Edges;
  holes: Edges[];
  west: number;
  east: number;
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
    const placed = this.around(way);
    const cuts = placed.flatMap(({ part, turned }) => cutsOf(turned, part)).sort((one, other) => one - other);
    const ends = [0, ...cuts, 1];
    return ends.slice(1).every((end, index) => {
      const start = ends[index];
      if (end - start < SHORTEST && ends.length > 2) return true;
      return placed.some(({ part, turned }) => isInside(between(turned.from, turned.to, (start + end) / 2), part));
    });
  }

  /** Whether any of the way is inside, or on the boundary. */
  meets(way: Way): boolean {
    return this.around(way).some(({ part, turned }) => isInside(turned.from, part) || cutsOf(turned, part).length > 0);
  }

  /** The polygons that could matter, with the way as often around the earth as they are. */
  private around({ from, to }: Way): { part: Part; turned: Way }[] {
    const [west, east] = [Math.min(from[0], to[0]), Math.max(from[0], to[0])];
    return this.parts.flatMap((part) => {
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
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  return { outer: new Edges(ring), west, east, holes: holes.map((hole) => new Edges(placedIn(unwrap(hole), west))) };
}

/** A hole's points as often around the earth as those of the ring that it is in. */
function placedIn(hole: Point[], west: number): Point[] {
  const degrees = Math.ceil((west - 1e-6 - Math.min(...hole.map(([lon]) => lon))) / 360) * 360;
  return hole.map((point) => moved(point, degrees));
}

function isInside(point: Point, { outer, holes }: Part): boolean {
  return outer.sideOf(point) !== 'outside' && holes.every((hole) => hole.sideOf(point) !== 'inside');
}

const cutsOf = ({ from, to }: Way, { outer, holes }: Part) => [outer, ...holes].flatMap((ring) => ring.cuts(from, to));
