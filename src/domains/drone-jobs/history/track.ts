import { routeMeters } from '../missions/distance';
import type { TrackDto } from './history.dto';

/** Where a drone was; longitude and latitude in degrees, metres above sea level. */
export interface TrackPoint {
  at: Date;
  lon: number;
  lat: number;
  alt: number;
}

/** Digits of a metre that a distance is told with. */
const DECIMALS = 1;

/**
 * A track as GeoJSON. Where two positions are more than half around the earth apart, the way goes over the 180th meridian:
 * the line is cut there, with a position on either side (RFC 7946, 3.1.9).
 */
export function trackOf(jobId: string, deviceId: string | null, points: TrackPoint[]): TrackDto {
  const lines = points.length > 1 ? cutLines(points) : [];
  const coordinates = lines.map((line) => line.map(({ lon, lat, alt }) => [lon, lat, alt]));
  const shown = lines.length > 0 ? lines.flat() : points;
  return {
    type: 'Feature',
    geometry: geometryOf(coordinates),
    properties: {
      jobId,
      deviceId,
      times: shown.map(({ at }) => at.toISOString()),
      distanceMeters: Number(routeMeters(points).toFixed(DECIMALS)),
    },
  };
}

function geometryOf(lines: number[][][]): TrackDto['geometry'] {
  if (lines.length === 0) return null;
  if (lines.length === 1) return { type: 'LineString', coordinates: lines[0] };
  return { type: 'MultiLineString', coordinates: lines };
}

function cutLines(points: TrackPoint[]): TrackPoint[][] {
  const lines = [[points[0]]];
  for (const [index, to] of points.slice(1).entries()) {
    const from = points[index];
    if (Math.abs(to.lon - from.lon) > 180) {
      const [end, start] = crossing(from, to);
      lines.at(-1)!.push(end);
      lines.push([start]);
    }
    lines.at(-1)!.push(to);
  }
  return lines;
}

/** The place on the 180th meridian between two others, as the end of one line and as the start of the next. */
function crossing(from: TrackPoint, to: TrackPoint): [TrackPoint, TrackPoint] {
  const side = from.lon > 0 ? 180 : -180;
  const before = Math.abs(side - from.lon);
  const after = Math.abs(-side - to.lon);
  const part = before + after === 0 ? 0 : before / (before + after);
  const between = (start: number, end: number) => start + (end - start) * part;
  const place = {
    at: new Date(between(from.at.getTime(), to.at.getTime())),
    lat: between(from.lat, to.lat),
    alt: between(from.alt, to.alt),
  };
  return [
    { ...place, lon: side },
    { ...place, lon: -side },
  ];
}
