import type { Point } from './geometry';

/** GeoJSON (RFC 7946). */
export type AreaGeometry =
  { type: 'Polygon'; coordinates: Point[][] } | { type: 'MultiPolygon'; coordinates: Point[][][] };

/** Where devices may not be: an area, or a circle. */
export interface Exclusion {
  name: string;
  geometry?: AreaGeometry;
  center?: Point;
  radiusMeters?: number;
}

/** Where the devices of a group may fly, as its operator sent it. */
export interface Geofence {
  /** Nowhere else, where it is set. */
  inclusion?: AreaGeometry;
  exclusions?: Exclusion[];
  /** Altitude that no leg goes above, counted as the mission counts its own. */
  ceilingMeters?: number;
}

export const polygonsOf = (area: AreaGeometry) => (area.type === 'Polygon' ? [area.coordinates] : area.coordinates);
