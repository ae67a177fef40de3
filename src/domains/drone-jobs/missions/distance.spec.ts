import { legMeters, routeMeters } from './distance';

const place = (lat: number, lon: number, alt = 0) => ({ lat, lon, alt });
const DEGREE = (6_371_008.8 * Math.PI) / 180;

describe('legMeters', () => {
  it.each([
    ['nothing', place(10, 20, 30), place(10, 20, 30), 0],
    ['a degree of latitude', place(0, 0), place(1, 0), DEGREE],
    ['a degree of longitude at 60 degrees', place(60, 0), place(60, 1), 55_597.01],
    ['over 180 degrees the short way', place(0, 179.5), place(0, -179.5), DEGREE],
    ['over the pole', place(89.5, 0), place(89.5, 180), DEGREE],
    ['half around the earth', place(0, 0), place(0, 180), DEGREE * 180],
    ['straight up', place(5, 5, -100), place(5, 5, 400), 500],
  ])('measures %s', (_name, from, to, meters) => {
    expect(legMeters(from, to)).toBeCloseTo(meters, 1);
  });

  it('adds the climb as the other side of a right angle', () => {
    const ground = legMeters(place(0, 0), place(0.01, 0));
    expect(legMeters(place(0, 0), place(0.01, 0, 1000))).toBeCloseTo(Math.hypot(ground, 1000), 6);
  });
});

describe('routeMeters', () => {
  it('adds the legs', () => {
    expect(routeMeters([place(0, 0)])).toBe(0);
    expect(routeMeters([place(0, 0), place(1, 0), place(0, 0)])).toBeCloseTo(2 * DEGREE, 6);
  });
});
