import { trackOf } from './track';
import type { TrackPoint } from './track';

const point = (seconds: number, lon: number, lat = 0, alt = 10): TrackPoint => ({
  at: new Date(Date.UTC(2024, 0, 1, 0, 0, seconds)),
  lon,
  lat,
  alt,
});

describe('a track', () => {
  it.each([0, 1])('of %i positions has no geometry', (count) => {
    const track = trackOf('job-1', 'drone-1', [point(0, 5)].slice(0, count));
    expect([track.geometry, track.properties.times.length, track.properties.distanceMeters]).toEqual([null, count, 0]);
  });

  it('is a line', () => {
    expect(trackOf('job-1', 'drone-1', [point(0, 5), point(1, 5.001)])).toEqual({
      type: 'Feature',
      geometry: {
        type: 'LineString',
        coordinates: [
          [5, 0, 10],
          [5.001, 0, 10],
        ],
      },
      properties: {
        jobId: 'job-1',
        deviceId: 'drone-1',
        times: ['2024-01-01T00:00:00.000Z', '2024-01-01T00:00:01.000Z'],
        distanceMeters: 111.2,
      },
    });
  });

  it.each([
    [[point(0, 179.5, 1), point(4, -178.5, 3, 30)], 180],
    [[point(0, -179.5, 1), point(4, 178.5, 3, 30)], -180],
  ])('is cut at the 180th meridian', (points, side) => {
    const { geometry, properties } = trackOf('job-1', null, points);
    expect(geometry).toEqual({
      type: 'MultiLineString',
      coordinates: [
        [
          [points[0].lon, 1, 10],
          [side, 1.5, 15],
        ],
        [
          [-side, 1.5, 15],
          [points[1].lon, 3, 30],
        ],
      ],
    });
    expect(properties.times.map((time) => time.slice(17, 19))).toEqual(['00', '01', '01', '04']);
    expect(properties.distanceMeters).toBeGreaterThan(200_000);
    expect(properties.distanceMeters).toBeLessThan(400_000);
  });

  it('is not cut by a position on the meridian itself', () => {
    expect(trackOf('job-1', null, [point(0, 179.9), point(1, 180)]).geometry?.type).toBe('LineString');
    const { geometry } = trackOf('job-1', null, [point(0, 180), point(1, -180)]);
    expect(JSON.stringify(geometry)).not.toContain('null');
  });
});
