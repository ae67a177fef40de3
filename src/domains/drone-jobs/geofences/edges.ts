import { areApart, isOn, meetings, TOLERANCE } from './geometry';
import type { Point, Ring } from './geometry';

const MAX_BANDS = 256;

interface Edge {
  from: Point;
  to: Point;
}

/** A ring's edges by bands of latitude: who looks at one place does not look at thousands of edges elsewhere. */
export class Edges {
  private readonly bands: Edge[][];
  private readonly south: number;
  private readonly height: number;

  constructor(ring: Ring) {
    const lats = ring.map(([, lat]) => lat);
    this.south = Math.min(...lats);
    const count = Math.min(MAX_BANDS, ring.length);
    this.height = Math.max(TOLERANCE, (Math.max(...lats) - this.south) / count);
    this.bands = Array.from({ length: count }, () => []);
    for (let i = 1; i < ring.length; i++) {
      const [from, to] = [ring[i - 1], ring[i]];
      for (const band of this.at(from, to)) band.push({ from, to });
    }
  }

  /** Where on a way, 0 to 1, it meets the ring, in no order, some places several times. */
  cuts(from: Point, to: Point): number[] {
    const found: number[] = [];
    for (const band of this.at(from, to)) {
      for (const edge of band) {
        if (!areApart(from, to, edge.from, edge.to)) found.push(...meetings(from, to, edge.from, edge.to));
      }
    }
    return found;
  }

  sideOf(point: Point): 'inside' | 'boundary' | 'outside' {
    let inside = false;
    for (const { from, to } of this.bands[this.indexOf(point[1])]) {
      if (!areApart(point, point, from, to) && isOn(point, from, to)) return 'boundary';
      if (from[1] > point[1] === to[1] > point[1]) continue;
      const crossing = from[0] + ((point[1] - from[1]) / (to[1] - from[1])) * (to[0] - from[0]);
      if (point[0] < crossing) inside = !inside;
    }
    return inside ? 'inside' : 'outside';
  }

  private at(from: Point, to: Point): Edge[][] {
    const first = this.indexOf(Math.min(from[1], to[1]) - TOLERANCE);
    return this.bands.slice(first, this.indexOf(Math.max(from[1], to[1]) + TOLERANCE) + 1);
  }

  private indexOf(lat: number): number {
    return Math.min(this.bands.length - 1, Math.max(0, Math.floor((lat - this.south) / this.height)));
  }
}
