import { beforeEach, describe, expect, it } from '@jest/globals';
import { Vehicle } from './vehicle.mjs';

const NOW = 1_000_000;
const HEARTBEAT = { type: 2, autopilot: 12, baseMode: 1, customMode: 0x04_04_00_00 };
const ARMED = { ...HEARTBEAT, baseMode: 129 };
const POSITION = {
  lat: 377_749_001,
  lon: -1_224_194_000,
  alt: 42_500,
  relativeAlt: 0,
  vx: 300,
  vy: 400,
  vz: -50,
  hdg: 9_050,
};

describe('a vehicle', () => {
  let vehicle;
  beforeEach(() => {
    vehicle = new Vehicle();
    vehicle.heard('HEARTBEAT', HEARTBEAT, NOW);
    vehicle.heard('GLOBAL_POSITION_INT', POSITION, NOW);
    vehicle.heard('SYS_STATUS', { batteryRemaining: 81, voltageBattery: 15_800, onboardControlSensorsEnabled: 0 }, NOW);
  });
  const refusal = (now = NOW) => {
    try {
      vehicle.mustBeReady(now);
      return 'none';
    } catch ({ code, message }) {
      return [code, message];
    }
  };

  it('is offline after five heartbeats that did not come', () => {
    expect(new Vehicle().online(NOW)).toBe(false);
    expect([vehicle.online(NOW + 4_999), vehicle.online(NOW + 5_000)]).toEqual([true, false]);
  });

  it('has the telemetry of a device', () => {
    expect(vehicle.telemetry(NOW)).toEqual({
      battery: 81,
      droneState: 'LANDED',
      navigation: {
        position: { type: 'Point', coordinates: [-122.4194, 37.7749001, 42.5] },
        orientation: { heading: 90.5 },
        velocity: { groundSpeed: 5, verticalSpeed: 0.5 },
      },
      sensorPayload: { battery: { voltage: 15.8 } },
    });
    vehicle.heard('ATTITUDE', { pitch: -0.1, roll: Math.PI / 2 }, NOW);
    vehicle.heard('VFR_HUD', { groundspeed: 4, climb: -1, heading: 90 }, NOW);
    vehicle.heard('GPS_RAW_INT', { fixType: 3, satellitesVisible: 14 }, NOW);
    vehicle.heard('BATTERY_STATUS', { id: 0, batteryRemaining: 80 }, NOW);
    vehicle.heard('BATTERY_STATUS', { id: 1, batteryRemaining: 10 }, NOW);
    expect(vehicle.telemetry(NOW)).toMatchObject({
      battery: 80,
      navigation: { orientation: { pitch: -5.7, roll: 90 }, velocity: { groundSpeed: 4, verticalSpeed: -1 } },
      sensorPayload: { gps: { fixType: 3, satellites: 14 } },
    });
  });

  it('has none while it does not tell where it is, or how full its battery is', () => {
    expect(vehicle.telemetry(NOW + 5_001)).toBeUndefined();
    const empty = new Vehicle();
    empty.heard('GLOBAL_POSITION_INT', POSITION, NOW);
    empty.heard('SYS_STATUS', { batteryRemaining: -1 }, NOW);
    expect(empty.telemetry(NOW)).toBeUndefined();
  });

  it.each([
    [ARMED, 1, 'MANUAL'],
    [ARMED, 2, 'WAYPOINT'],
    [{ ...ARMED, customMode: 0x05_04_00_00 }, 4, 'RETURNING'],
    [{ ...ARMED, customMode: 0x00_03_00_00 }, 2, 'MANUAL'],
    [{ ...ARMED, autopilot: 3, customMode: 17 }, 2, 'HOVER'],
    [{ ...ARMED, autopilot: 3, customMode: 0 }, 2, 'MANUAL'],
    [{ ...ARMED, autopilot: 0, baseMode: 132 }, 2, 'WAYPOINT'],
    [HEARTBEAT, 2, 'LANDED'],
  ])('that says %j and is %i is %s', (heartbeat, landedState, state) => {
    vehicle.heard('HEARTBEAT', heartbeat, NOW);
    vehicle.heard('EXTENDED_SYS_STATE', { landedState }, NOW);
    expect(vehicle.droneState).toBe(state);
  });

  it('flies where it is armed and high, if it says nothing else', () => {
    vehicle.heard('HEARTBEAT', ARMED, NOW);
    expect(vehicle.airborne).toBe(false);
    vehicle.heard('GLOBAL_POSITION_INT', { ...POSITION, relativeAlt: 1_001 }, NOW);
    expect(vehicle.airborne).toBe(true);
  });

  it('says why it cannot fly now', () => {
    expect(refusal()).toBe('none');
    expect(refusal(NOW + 5_000)).toEqual(['VEHICLE_OFFLINE', 'The vehicle is not heard']);
    vehicle.heard('GPS_RAW_INT', { fixType: 2 }, NOW);
    expect(refusal()[0]).toBe('NO_POSITION');
    vehicle.heard('GPS_RAW_INT', { fixType: 3 }, NOW);
    const checks = 268_435_456;
    const status = { onboardControlSensorsEnabled: checks, onboardControlSensorsHealth: 0, batteryRemaining: 81 };
    vehicle.heard('SYS_STATUS', status, NOW);
    vehicle.heard('STATUSTEXT', { severity: 6, text: 'EKF ready' }, NOW);
    vehicle.heard('STATUSTEXT', { severity: 2, text: 'PreArm: Compass\0\n' }, NOW);
    expect(refusal()).toEqual(['NOT_READY_TO_ARM', 'The checks before arming fail: PreArm: Compass']);
    vehicle.heard('HEARTBEAT', ARMED, NOW);
    expect(refusal()[0]).toBe('VEHICLE_ARMED');
    vehicle.heard('HEARTBEAT', { ...HEARTBEAT, type: 1 }, NOW);
    expect(refusal()[0]).toBe('UNSUPPORTED_VEHICLE');
  });
});
