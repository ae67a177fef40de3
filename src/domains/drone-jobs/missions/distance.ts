/** Mean radius of the earth in metres. */
const RADIUS = 6_371_008.8;

/** Of latitude. */
export const METERS_PER_DEGREE = (RADIUS * Math.PI) / 180;

/** Degrees, and metres of altitude. */
export interface Place {
  lat: number;
  lon: number;
  alt: number;
}

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Metres over the ground on a great circle. */
function greatCircle(from: Place, to: Place): number {
  const north = Math.sin(radians(to.lat - from.lat) / 2) ** 2;
  const east = Math.sin(radians(to.lon - from.lon) / 2) ** 2;
  const haversine = north + Math.cos(radians(from.lat)) * Math.cos(radians(to.lat)) * east;
  return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(haversine)));
}

/** Metres of a leg, its climb included. */
export function legMeters(from: Place, to: Place): number {
  return Math.hypot(greatCircle(from, to), to.alt - from.alt);
}

/** Metres from the first of the places over all others to the last. */
export function routeMeters(places: Place[]): number {
  return places.slice(1).reduce((sum, place, index) => sum + legMeters(places[index], place), 0);
}
