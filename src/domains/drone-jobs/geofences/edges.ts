import { between, isOn, meetings, TOLERANCE, turn } from './geometry';
import type { Point, Ring } from './geometry';

/** Bands of latitude, as a power of two. */
const FINEST = 8;

interface Edge {
  from: Point;
  to: Point;
  west: number;
  east: number;
  south: number;
  north: number;
}

/** What a way has in common with a ring, in parts of the way: 0 is its start, 1 its end. */
export interface Contact {
  /** In no order, some places several times. */
  cuts: number[];
  /** Where the way runs along the ring, from and to. */
  runs: [number, number][];
}

/**
 * A ring's edges by bands of latitude, the long ones by broader bands: who looks at one place does not look at thousands
 * of edges elsewhere, and whoever looks far and wide finds each edge twice at most.
 */
export class Edges {
  /** Edges by how broad their bands are, as a power of two, and by band. */
  private readonly levels: Edge[][][];
  private readonly all: Edge[];
  private readonly south: number;
  private readonly height: number;

  constructor(ring: Ring) {
    const lats = ring.map(([, lat]) => lat);
    this.south = Math.min(...lats);
    this.height = Math.max(TOLERANCE, (Math.max(...lats) - this.south) / 2 ** FINEST);
    this.all = ring.slice(1).map((to, index) => edgeOf(ring[index], to));
    this.levels = Array.from({ length: FINEST + 1 }, (_, level) =>
      Array.from({ length: 2 ** (FINEST - level) }, () => []),
    );
    for (const edge of this.all) this.keep(edge);
  }

  contact(from: Point, to: Point): Contact {
    const cuts: number[] = [];
    const runs: [number, number][] = [];
    const box = edgeOf(from, to);
    this.visit(box.south, box.north, (edge) => {
      if (areApart(box, edge)) return;
      const places = meetings(from, to, edge.from, edge.to);
      if (places.length === 0) return;
      cuts.push(...places);
      if (places.length > 1) runs.push([Math.min(...places), Math.max(...places)]);
    });
    return { cuts, runs };
  }

  /** Where the whole line through a way goes in or out, in parts of the way and in order. The way must have a length. */
  crossings(from: Point, to: Point): number[] {
    const [x, y] = [to[0] - from[0], to[1] - from[1]];
    const found: number[] = [];
    for (const edge of this.all) {
      const [start, end] = [turn(from, to, edge.from), turn(from, to, edge.to)];
      if (start > 0 === end > 0) continue;
      const [lon, lat] = between(edge.from, edge.to, start / (start - end));
      found.push(((lon - from[0]) * x + (lat - from[1]) * y) / (x * x + y * y));
    }
    return found.sort((one, other) => one - other);
  }

  sideOf(point: Point): 'inside' | 'boundary' | 'outside' {
    const [lon, lat] = point;
    let inside = false;
    let touches = false;
    this.visit(lat, lat, ({ from, to, west, east }) => {
      if (lon >= west - TOLERANCE && lon <= east + TOLERANCE) touches ||= isOn(point, from, to);
      if (from[1] > lat === to[1] > lat) return;
      if (lon < from[0] + ((lat - from[1]) / (to[1] - from[1])) * (to[0] - from[0])) inside = !inside;
    });
    return touches ? 'boundary' : inside ? 'inside' : 'outside';
  }

  private keep(edge: Edge): void {
    const first = this.bandOf(edge.south - TOLERANCE);
    const last = this.bandOf(edge.north + TOLERANCE);
    const level = this.levels.findIndex((_, broad) => (last >> broad) - (first >> broad) <= 1);
    for (let band = first >> level; band <= last >> level; band++) this.levels[level][band].push(edge);
  }

  /** Calls back for all edges between two latitudes, and some besides; for one latitude never twice for an edge. */
  private visit(south: number, north: number, look: (edge: Edge) => void): void {
    const [first, last] = [this.bandOf(south), this.bandOf(north)];
    for (const [level, bands] of this.levels.entries()) {
      for (let band = first >> level; band <= last >> level; band++) bands[band].forEach(look);
    }
  }

  private bandOf(lat: number): number {
    return Math.min(2 ** FINEST - 1, Math.max(0, Math.floor((lat - this.south) / this.height)));
  }
}

function edgeOf(from: Point, to: Point): Edge {
  const [west, east] = from[0] < to[0] ? [from[0], to[0]] : [to[0], from[0]];
  const [south, north] = from[1] < to[1] ? [from[1], to[1]] : [to[1], from[1]];
  return { from, to, west, east, south, north };
}

const areApart = (one: Edge, other: Edge) =>
  one.north < other.south - TOLERANCE ||
  one.south > other.north + TOLERANCE ||
  one.east < other.west - TOLERANCE ||
  one.west > other.east + TOLERANCE;
