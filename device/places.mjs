export const METERS_PER_DEGREE = 111_194.93;

const shortWay = (degrees) => ((((degrees + 180) % 360) + 360) % 360) - 180;

/** Metres over the ground, east and north; good for flights of some kilometres. */
function offset(from, to) {
  const scale = METERS_PER_DEGREE * Math.cos((((from.lat + to.lat) / 2) * Math.PI) / 180);
  return { east: shortWay(to.lon - from.lon) * scale, north: (to.lat - from.lat) * METERS_PER_DEGREE };
}

/** Metres, climb included. */
export function metersBetween(from, to) {
  const { east, north } = offset(from, to);
  return Math.hypot(east, north, to.alt - from.alt);
}

/** Degrees, clockwise from north. */
export function headingTo(from, to) {
  const { east, north } = offset(from, to);
  return (Math.atan2(east, north) * 180) / Math.PI + (east < 0 ? 360 : 0);
}

/** The place so many metres on the way, or the end of it. */
export function placeTowards(from, to, meters) {
  const distance = metersBetween(from, to);
  if (distance <= meters) return { lat: to.lat, lon: to.lon, alt: to.alt };
  const share = meters / distance;
  return {
    lat: from.lat + (to.lat - from.lat) * share,
    lon: shortWay(from.lon + shortWay(to.lon - from.lon) * share),
    alt: from.alt + (to.alt - from.alt) * share,
  };
}
