import { DEFAULT_POLICY } from '../device-groups/group-policy.dto';
import { Fence } from '../geofences/fence';
import type { MissionBody } from '../missions/mission-version.entity';
import { bestOf } from './choosing';
import { batteryFor, effortFrom, placeOf, planOf } from './flight-plan';
import { impossibility, unavailability, unfitness } from './preflight';
import type { FleetDevice, Gate } from './preflight';

const DEGREE = 111_195.08;
const at = (north: number, alt = 0) => ({ lat: north / DEGREE, lon: 0, alt });
const missionOf = (fields: Partial<MissionBody> = {}): MissionBody => ({
  name: 'M',
  description: null,
  waypoints: [at(1000), at(2000)],
  speed: 10,
  altitudeMode: 'RELATIVE',
  finishAction: 'RTH',
  requiredCapabilities: [],
  ...fields,
});
const plan = (fields: Partial<MissionBody> = {}) => planOf(missionOf(fields));
const device = (fields: Partial<FleetDevice> = {}): FleetDevice => ({
  id: 'd',
  groupId: 'g',
  capabilities: [],
  maxFlightSeconds: 1000,
  enabled: true,
  online: true,
  busy: false,
  droneState: 'DOCKED',
  battery: 100,
  position: [0, 0, 300],
  ...fields,
});
const gate = (fields: Partial<Gate> = {}): Gate => ({ policy: DEFAULT_POLICY, locked: false, ...fields });
const codes = (failures: { code: string }[]) => failures.map(({ code }) => code);

describe('a flight plan', () => {
  it('takes the mission, each leg at the speed of its end, stays and preparation', () => {
    const { meters, seconds } = plan({
      waypoints: [{ ...at(0), hoverSeconds: 5 }, { ...at(1000), speed: 20 }, at(1300, 400)],
    });
    expect(meters).toBeCloseTo(1500, 2);
    expect(seconds).toBeCloseTo(30 + 5 + 50 + 50, 4);
  });

  it.each([
    ['RTH', 4000, 430],
    ['LAND', 2000, 230],
    ['HOVER', 2000, 230],
  ] as const)('adds the way from the device, and back for %s', (finishAction, meters, seconds) => {
    const one = plan({ finishAction });
    const effort = effortFrom(one, placeOf([0, 0, 300], one.mission));
    expect(effort.meters).toBeCloseTo(meters, 2);
    expect(effort.seconds).toBeCloseTo(seconds, 3);
  });

  it('has the device at 0, or at its height over the sea', () => {
    expect(placeOf([1, 2, 300], missionOf())).toEqual({ lat: 2, lon: 1, alt: 0 });
    expect(placeOf([1, 2, 300], missionOf({ altitudeMode: 'AMSL' }))).toEqual({ lat: 2, lon: 1, alt: 300 });
    expect(placeOf([1, 2], missionOf({ altitudeMode: 'AMSL' })).alt).toBe(0);
  });

  it('needs a part of the battery', () => {
    expect(batteryFor({ meters: 0, seconds: 430 }, 1000)).toBe(43);
  });
});

describe('the preflight gate', () => {
  it.each<[Partial<FleetDevice>, Partial<Gate>, string[]]>([
    [{}, {}, []],
    [{ droneState: 'LANDED' }, {}, []],
    [{ droneState: 'GPS_NORMAL' }, {}, []],
    [{ online: false, droneState: null }, {}, ['DEVICE_OFFLINE']],
    [{ enabled: false }, {}, ['DEVICE_DISABLED']],
    [{ busy: true, droneState: 'WAYPOINT' }, {}, ['DEVICE_BUSY']],
    [{}, { locked: true }, ['GROUP_LOCKED']],
    [{ droneState: 'MANUAL' }, {}, ['DEVICE_NOT_READY']],
    [
      { online: false, enabled: false, busy: true },
      { locked: true },
      ['DEVICE_OFFLINE', 'DEVICE_DISABLED', 'DEVICE_BUSY', 'GROUP_LOCKED'],
    ],
  ])('finds %j, %j unavailable for %j', (fields, rules, expected) => {
    expect(codes(unavailability(device(fields), gate(rules)))).toEqual(expected);
  });

  it.each<[string, Partial<FleetDevice>, Partial<MissionBody> | undefined, string[]]>([
    ['just enough battery', { battery: 63.01 }, {}, []],
    ['too little battery', { battery: 62.9 }, {}, ['BATTERY_LOW']],
    ['a reserve without a mission', { battery: 20 }, undefined, []],
    ['less than the reserve', { battery: 19.9 }, undefined, ['BATTERY_LOW']],
    ['everything that is asked for', { capabilities: ['a', 'b', 'c'] }, { requiredCapabilities: ['a', 'c'] }, []],
    ['a lack', { capabilities: ['a'] }, { requiredCapabilities: ['a', 'b'] }, ['MISSING_CAPABILITY']],
    ['no news', { online: false, battery: 1, position: null }, {}, []],
  ])('judges %s', (_name, fields, mission, expected) => {
    expect(codes(unfitness(device(fields), mission && plan(mission), gate()))).toEqual(expected);
  });

  it('looks at the legs from the device and home, each fault once', () => {
    const fence = new Fence({ exclusions: [{ name: 'E', center: [0, 500 / DEGREE], radiusMeters: 10 }] });
    const failures = unfitness(device(), plan(), gate({ fence }));
    expect(failures).toEqual([{ code: 'IN_EXCLUSION', message: 'Leg 0 meets the exclusion E' }]);
    expect(unfitness(device({ online: false }), plan(), gate({ fence }))).toEqual([]);
  });
});

describe('impossibility', () => {
  const fence = new Fence({ ceilingMeters: 10 });
  const high = plan({ waypoints: [at(0, 11)] });

  it('is what fails with each target for good', () => {
    const short = device({ id: 'short', maxFlightSeconds: 160 });
    const poor = device({ id: 'poor', battery: 0, online: false });
    const one = plan({ requiredCapabilities: ['x'] });
    expect(impossibility([short, poor], one, gate(), 9)!.map(({ code, deviceId }) => [code, deviceId])).toEqual([
      ['MISSING_CAPABILITY', 'short'],
      ['BATTERY_LOW', 'short'],
      ['MISSING_CAPABILITY', 'poor'],
    ]);
    expect(codes(impossibility([poor], high, gate({ fence }), 9)!)).toEqual(['ABOVE_CEILING']);
  });

  it('is not there while one may do it, there is none, or nothing is asked for', () => {
    const one = plan({ requiredCapabilities: ['x'] });
    expect(impossibility([device(), device({ capabilities: ['x'], battery: 0 })], one, gate(), 9)).toBeUndefined();
    expect(impossibility([], one, gate(), 9)).toBeUndefined();
    expect(impossibility([device({ battery: 0 })], undefined, gate({ fence }), 9)).toBeUndefined();
  });
});

describe('bestOf', () => {
  const near = device({ id: 'near', position: [0, 900 / DEGREE, 0], battery: 50 });
  const far = device({ id: 'far', battery: 90 });
  const full = device({ id: 'full' });
  const all = () => true;

  it('takes the nearest to the first waypoint, then the fullest, then the first', () => {
    expect(bestOf([far, full, near], plan(), all)!.id).toBe('near');
    expect(bestOf([far, full], plan(), all)!.id).toBe('full');
    expect(bestOf([device({ id: 'b' }), device({ id: 'a' })], plan(), all)!.id).toBe('a');
  });

  it('takes the fullest where there is no waypoint', () => {
    expect(bestOf([near, far, full], undefined, all)!.id).toBe('full');
  });

  it('takes none that may not fly, and asks only of those that would be better', () => {
    const asked: string[] = [];
    const mayFly = ({ id }: FleetDevice) => asked.push(id) > 0 && id !== 'near';
    expect(bestOf([full, far, near], plan(), mayFly)!.id).toBe('full');
    expect(asked).toEqual(['full', 'near']);
  });
});
