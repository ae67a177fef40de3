import { legMeters } from '../missions/distance';
import type { Place } from '../missions/distance';
import { Area, wayOf } from './area';
import type { Way } from './area';
import type { Exclusion, Geofence } from './geofence';
import { between, nearestOn } from './geometry';
import type { Point } from './geometry';

/** Violations that are told of one flight. */
const MAX_VIOLATIONS = 100;

/** A part of a flight; `segment` 0 leads to the first waypoint, the next one to the second. */
export interface Leg {
  segment: number;
  from: Place;
  to: Place;
}

export interface Violation {
  code: 'OUTSIDE_GEOFENCE' | 'IN_EXCLUSION' | 'ABOVE_CEILING';
  segment: number;
  message: string;
}

/** A geofence, ready to be asked. Whole legs are looked at, not only their ends. */
export class Fence {
  private readonly inclusion?: Area;
  private readonly exclusions: { name: string; meets: (way: Way) => boolean }[];
  private readonly ceiling: number;

  constructor({ inclusion, exclusions = [], ceilingMeters = Infinity }: Geofence) {
    this.inclusion = inclusion && new Area(inclusion);
    this.exclusions = exclusions.map((exclusion) => ({ name: exclusion.name, meets: meetsOf(exclusion) }));
    this.ceiling = ceilingMeters;
  }

  /** In the order of the legs; the first hundred. */
  violations(legs: Leg[]): Violation[] {
    const violations: Violation[] = [];
    for (const leg of legs) {
      violations.push(...this.violationsOf(leg));
      if (violations.length >= MAX_VIOLATIONS) break;
    }
    return violations.slice(0, MAX_VIOLATIONS);
  }

  private violationsOf({ segment, from, to }: Leg): Violation[] {
    const way = wayOf([from.lon, from.lat], [to.lon, to.lat]);
    const found: Violation[] = [];
    const add = (code: Violation['code'], fault: string) =>
      found.push({ code, segment, message: `Leg ${segment} ${fault}` });
    if (this.inclusion && !this.inclusion.contains(way)) add('OUTSIDE_GEOFENCE', 'leaves the geofence');
    for (const { name, meets } of this.exclusions) if (meets(way)) add('IN_EXCLUSION', `meets the exclusion ${name}`);
    if (Math.max(from.alt, to.alt) > this.ceiling) add('ABOVE_CEILING', `is above the ceiling of ${this.ceiling} m`);
    return found;
  }
}

function meetsOf({ geometry, center, radiusMeters = 0 }: Exclusion): (way: Way) => boolean {
  if (geometry) {
    const area = new Area(geometry);
    return (way) => area.meets(way);
  }
  return (way) => metersFrom(center!, way) <= radiusMeters;
}

/** Metres from a point to the nearest place of a way; close to the point degrees are as long as there. */
function metersFrom(center: Point, { from, to }: Way): number {
  const [lon, lat] = center;
  const start = from[0] - 360 * Math.round(((from[0] + to[0]) / 2 - lon) / 360);
  const ends: [Point, Point] = [
    [start, from[1]],
    [start + to[0] - from[0], to[1]],
  ];
  const shrink = Math.cos((lat * Math.PI) / 180);
  const flat = ([x, y]: Point): Point => [(x - lon) * shrink, y - lat];
  const nearest = between(...ends, nearestOn([0, 0], flat(ends[0]), flat(ends[1])));
  return legMeters({ lon, lat, alt: 0 }, { lon: nearest[0], lat: nearest[1], alt: 0 });
}
