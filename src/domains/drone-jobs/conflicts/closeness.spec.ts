import { planOf } from '../dispatch/flight-plan';
import type { MissionBody, Waypoint } from '../missions/mission-version.entity';
import { closenessOf } from './closeness';
import { trajectoryOf } from './trajectory';

const DEGREE = 111_195.08;
const mission = (waypoints: Waypoint[], fields: Partial<MissionBody> = {}): MissionBody => ({
  name: 'M',
  description: null,
  waypoints,
  speed: 10,
  altitudeMode: 'AMSL',
  finishAction: 'HOVER',
  requiredCapabilities: [],
  ...fields,
});
const at = (east: number, north: number, alt = 100): Waypoint => ({ lat: north / DEGREE, lon: east / DEGREE, alt });
const flight = (waypoints: Waypoint[], startAt = 0, fields: Partial<MissionBody> = {}, home?: number[]) =>
  trajectoryOf(planOf(mission(waypoints, fields)), startAt, home);

describe('trajectoryOf', () => {
  it('takes as long as the estimate says', () => {
    const waypoints = [at(0, 0), { ...at(100, 0), speed: 5, hoverSeconds: 7 }, at(100, 100, 200)];
    const plan = planOf(mission(waypoints));
    const { fixes } = trajectoryOf(plan, 1000);
    expect(fixes[fixes.length - 1].at - 1000).toBeCloseTo(plan.seconds, 6);
  });

  it('comes from its device and goes home', () => {
    const { fixes, base } = flight([at(100, 0, 50)], 0, { altitudeMode: 'RELATIVE', finishAction: 'RTH' }, [0, 0, 400]);
    expect(fixes.map(({ alt }) => alt)).toEqual([0, 50, 0]);
    expect(base).toBe(400);
  });
});

describe('closenessOf', () => {
  const east = [at(-1000, 0), at(1000, 0)];
  const west = [at(1000, 0), at(-1000, 0)];

  it('finds flights that meet head-on, when and for how long', () => {
    const found = closenessOf(flight(east), flight(west))!;
    expect(found.from).toBeCloseTo(30 + 97.5, 2);
    expect(found.to).toBeCloseTo(30 + 102.5, 2);
    expect(found.horizontalMeters).toBeCloseTo(0, 3);
    expect(found.verticalMeters).toBe(0);
  });

  it.each([
    ['another height', flight([at(1000, 0, 115), at(-1000, 0, 115)])],
    ['another lane', flight([at(1000, 50.01), at(-1000, 50.01)])],
    ['another time', flight(west, 400)],
    ['the same way a little later', flight(east, 6)],
  ])('lets flights at %s pass', (_name, other) => {
    expect(closenessOf(flight(east), other)).toBeUndefined();
    expect(closenessOf(other, flight(east))).toBeUndefined();
  });

  it.each([
    ['almost that height', flight([at(1000, 0, 114.9), at(-1000, 0, 114.9)]), 0, 14.9],
    ['almost that lane', flight([at(1000, 49.9), at(-1000, 49.9)]), 49.9, 0],
    ['the same way soon after', flight(east, 4), 40, 0],
    ['one place', flight([{ ...at(0, 20), hoverSeconds: 500 }]), 20, 0],
  ])('finds flights at %s', (_name, other, horizontal, vertical) => {
    const found = closenessOf(flight(east), other)!;
    expect(found.horizontalMeters).toBeCloseTo(horizontal, 1);
    expect(found.verticalMeters).toBeCloseTo(vertical, 6);
  });

  it('needs both at once: who climbs through a height elsewhere does not conflict', () => {
    const climber = flight([at(-1000, 0, 200), at(0, 0, 200), at(0, 1000, 0), at(0, 0, 200)]);
    expect(closenessOf(flight(east), climber)).toBeUndefined();
  });

  it('compares heights over sea level, where both are known', () => {
    const low = flight([at(0, 0, 50), at(100, 0, 50)], 0, { altitudeMode: 'RELATIVE' }, [0, 0, 50]);
    expect(closenessOf(low, flight([at(0, 0, 100), at(100, 0, 100)]))).toBeDefined();
    expect(closenessOf(low, flight([at(0, 0, 116), at(100, 0, 116)]))).toBeUndefined();
  });

  it('works over 180 degrees', () => {
    const over = (lon: number, to: number) =>
      flight([
        { lat: 0, lon, alt: 100 },
        { lat: 0, lon: to, alt: 100 },
      ]);
    expect(closenessOf(over(179.99, -179.99), over(-179.99, 179.99))).toBeDefined();
  });
});
