import { common, minimal } from 'node-mavlink';
import { dialectOf } from './autopilots.mjs';
import { Refusal } from './refusal.mjs';

/** Milliseconds between two heartbeats, and how many may be missed. */
export const BEAT = 1_000;
const MISSED = 5;
/** Milliseconds that a place, or what the vehicle said, is worth something. */
const STALE = 5_000;
const RECENT = 30_000;
/** Metres above the ground from which it flies, where the vehicle does not tell. */
const IN_AIR = 1;
/** Hundredths of a degree; what is more means unknown. */
const FULL_CIRCLE = 36_000;
const { MavLandedState } = common;

const degrees = (radians) => (radians * 180) / Math.PI;
const round = (number, digits) => Number(number.toFixed(digits));
const within = (number, least, most) => Math.min(most, Math.max(least, number));

/** What a vehicle has told of itself. It knows no clock: times are milliseconds of whatever clock the caller has. */
export class Vehicle {
  #told = {};
  #heardAt = {};
  #battery;
  #said;

  /** A message of the vehicle. */
  heard(name, message, now) {
    this.#told[name] = message;
    this.#heardAt[name] = now;
    const charge = message.batteryRemaining;
    const counts = name === 'SYS_STATUS' || (name === 'BATTERY_STATUS' && message.id === 0);
    if (counts && charge >= 0 && charge <= 100) this.#battery = charge;
    if (name === 'STATUSTEXT' && message.severity <= common.MavSeverity.WARNING) this.#said = { at: now, ...message };
  }

  /** Whether its heartbeats come. */
  online(now) {
    return now - (this.#heardAt.HEARTBEAT ?? -Infinity) < MISSED * BEAT;
  }

  /** How to speak to it; undefined while it has not been heard, and for what is no rotorcraft. */
  get dialect() {
    return this.#told.HEARTBEAT && dialectOf(this.#told.HEARTBEAT);
  }

  get armed() {
    return ((this.#told.HEARTBEAT?.baseMode ?? 0) & minimal.MavModeFlag.SAFETY_ARMED) !== 0;
  }

  get airborne() {
    if (!this.armed) return false;
    const landed = this.#told.EXTENDED_SYS_STATE?.landedState ?? MavLandedState.UNDEFINED;
    if (landed === MavLandedState.UNDEFINED) return (this.#told.GLOBAL_POSITION_INT?.relativeAlt ?? 0) > IN_AIR * 1_000;
    return landed !== MavLandedState.ON_GROUND;
  }

  get landing() {
    return this.#told.EXTENDED_SYS_STATE?.landedState === MavLandedState.LANDING;
  }

  /** As telemetry has it. */
  get droneState() {
    if (this.airborne) return this.dialect?.stateOf(this.#told.HEARTBEAT) ?? 'MANUAL';
    return this.armed ? 'MANUAL' : 'LANDED';
  }

  /** Degrees, metres above sea level and above home; undefined while it does not tell. */
  place(now) {
    const position = this.#told.GLOBAL_POSITION_INT;
    if (!position || now - this.#heardAt.GLOBAL_POSITION_INT > STALE) return undefined;
    const { lat, lon, alt, relativeAlt } = position;
    return { lat: lat / 1e7, lon: lon / 1e7, alt: alt / 1e3, relative: relativeAlt / 1e3 };
  }

  /** What it complained of last; undefined where that is long ago. */
  complaint(now) {
    if (!this.#said || now - this.#said.at > RECENT) return undefined;
    return this.#said.text.replaceAll(/[^\x20-\x7e]/g, '').slice(0, 100);
  }

  /** @throws Refusal where it cannot fly a mission now */
  mustBeReady(now) {
    const refuse = (code, message) => {
      throw new Refusal(code, [message, this.complaint(now)].filter(Boolean).join(': '));
    };
    if (!this.online(now)) refuse('VEHICLE_OFFLINE', 'The vehicle is not heard');
    if (!this.dialect) refuse('UNSUPPORTED_VEHICLE', 'The vehicle is no rotorcraft');
    if (this.armed) refuse('VEHICLE_ARMED', 'Somebody else has armed the vehicle');
    const fix = this.#told.GPS_RAW_INT?.fixType;
    if (!this.place(now) || (fix !== undefined && fix < common.GpsFixType.GPS_FIX_TYPE_3D_FIX)) {
      refuse('NO_POSITION', 'The vehicle does not know where it is');
    }
    const checks = common.MavSysStatusSensor.PREARM_CHECK;
    const status = this.#told.SYS_STATUS;
    const checked = status && (status.onboardControlSensorsEnabled & checks) !== 0;
    if (checked && (status.onboardControlSensorsHealth & checks) === 0) {
      refuse('NOT_READY_TO_ARM', 'The checks before arming fail');
    }
  }

  /** Undefined while it does not tell where it is, or how full its battery is. */
  telemetry(now) {
    const place = this.place(now);
    if (!place || this.#battery === undefined) return undefined;
    const { GPS_RAW_INT: gps, SYS_STATUS: status } = this.#told;
    return {
      battery: this.#battery,
      droneState: this.droneState,
      navigation: {
        position: {
          type: 'Point',
          coordinates: [round(place.lon, 7), round(place.lat, 7), round(within(place.alt, -1_000, 20_000), 2)],
        },
        orientation: this.#orientation(),
        velocity: this.#velocity(),
      },
      sensorPayload: {
        ...(gps && { gps: { fixType: gps.fixType, satellites: gps.satellitesVisible } }),
        ...(status && { battery: { voltage: status.voltageBattery / 1_000 } }),
      },
    };
  }

  #orientation() {
    const { GLOBAL_POSITION_INT: position, VFR_HUD: hud, ATTITUDE: attitude } = this.#told;
    const heading = position.hdg > FULL_CIRCLE ? hud?.heading : position.hdg / 100;
    return {
      ...(heading !== undefined && { heading: round(heading, 1) }),
      ...(attitude && { pitch: round(degrees(attitude.pitch), 1), roll: round(degrees(attitude.roll), 1) }),
    };
  }

  #velocity() {
    const { GLOBAL_POSITION_INT: position, VFR_HUD: hud } = this.#told;
    const ground = hud?.groundspeed ?? Math.hypot(position.vx, position.vy) / 100;
    const climb = hud?.climb ?? -position.vz / 100;
    return { groundSpeed: round(within(ground, 0, 500), 2), verticalSpeed: round(within(climb, -500, 500), 2) };
  }
}
