import { METERS_PER_DEGREE } from '../../device/places.mjs';

/** Docks stand in rows, 20 m apart. */
export function dockOf(home, number) {
  const row = Math.floor((number - 1) / 10);
  const column = (number - 1) % 10;
  const north = (row * 20) / METERS_PER_DEGREE;
  const east = (column * 20) / (METERS_PER_DEGREE * Math.cos((home.lat * Math.PI) / 180));
  return { lat: home.lat + north, lon: home.lon + east, alt: 0 };
}
