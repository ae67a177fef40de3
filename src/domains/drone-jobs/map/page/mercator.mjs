/** The radius of the Earth in metres that the server measures with. */
const RADIUS = 6_371_008.8;
export const EQUATOR = 2 * Math.PI * RADIUS;
/** Degrees; beyond it the projection has no end. */
const MAX_LAT = 85.05;

const radians = (degrees) => (degrees * Math.PI) / 180;
const degrees = (angle) => (angle * 180) / Math.PI;

/** Where a place lies in a world that is 1 wide: x to the east from 180° W, y to the south. */
export function toWorld(lon, lat) {
  const angle = radians(Math.min(Math.max(lat, -MAX_LAT), MAX_LAT));
  return { x: (lon + 180) / 360, y: 0.5 - Math.asinh(Math.tan(angle)) / (2 * Math.PI) };
}

export const lonOf = (x) => (x - Math.floor(x)) * 360 - 180;
export const latOf = (y) => degrees(Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)));

/** The same x, whole worlds away, that is nearest to another: the short way over 180° of longitude. */
export const nearest = (x, to) => x - Math.round(x - to);

/** A line or ring of positions `[lon, lat]` in the world, each leg going the short way. */
export function lineOf(positions) {
  let before;
  return positions.map(([lon, lat]) => {
    const point = toWorld(lon, lat);
    if (before !== undefined) point.x = nearest(point.x, before);
    before = point.x;
    return point;
  });
}

/** The ring around a circle on the sphere. @param radius metres */
export function circleOf([lon, lat], radius) {
  const [turn, height] = [radius / RADIUS, radians(lat)];
  const positions = Array.from({ length: 73 }, (_, index) => {
    const bearing = radians(index * 5);
    const sin = Math.sin(height) * Math.cos(turn) + Math.cos(height) * Math.sin(turn) * Math.cos(bearing);
    const east = Math.atan2(
      Math.sin(bearing) * Math.sin(turn) * Math.cos(height),
      Math.cos(turn) - Math.sin(height) * sin,
    );
    return [lon + degrees(east), degrees(Math.asin(sin))];
  });
  return lineOf(positions);
}

/** The smallest box around points, over the antimeridian where that is smaller. */
export function boxOf(points) {
  const xs = points.map(({ x }) => x - Math.floor(x)).sort((a, b) => a - b);
  const ys = points.map(({ y }) => y);
  let [gap, left] = [xs[0] + 1 - xs.at(-1), xs[0]];
  for (let index = 1; index < xs.length; index++) {
    if (xs[index] - xs[index - 1] > gap) [gap, left] = [xs[index] - xs[index - 1], xs[index]];
  }
  return { left, width: 1 - gap, top: Math.min(...ys), bottom: Math.max(...ys) };
}
