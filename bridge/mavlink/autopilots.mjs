import { common, minimal } from 'node-mavlink';

const { MavCmd } = common;
const { MavAutopilot, MavModeFlag, MavType } = minimal;

/** What takes off and stands in the air by itself. */
const ROTORCRAFT = [
  MavType.QUADROTOR,
  MavType.COAXIAL,
  MavType.HELICOPTER,
  MavType.HEXAROTOR,
  MavType.OCTOROTOR,
  MavType.TRICOPTER,
  MavType.DODECAROTOR,
  MavType.DECAROTOR,
];

const order = (command, ...params) => ({ command, params });
const mode = (...numbers) => order(MavCmd.DO_SET_MODE, MavModeFlag.CUSTOM_MODE_ENABLED, ...numbers);
const ARM = order(MavCmd.COMPONENT_ARM_DISARM, 1);
const RTH = order(MavCmd.NAV_RETURN_TO_LAUNCH);
const LAND = order(MavCmd.NAV_LAND);
const PAUSE = order(MavCmd.DO_PAUSE_CONTINUE, 0);
const RESUME = order(MavCmd.DO_PAUSE_CONTINUE, 1);
const START = order(MavCmd.MISSION_START);

export const DISARM = order(MavCmd.COMPONENT_ARM_DISARM, 0);

/** Custom modes of ArduCopter; those that are not here are a pilot's. */
const COPTER = { AUTO: 3, GUIDED: 4, LOITER: 5, RTL: 6, CIRCLE: 7, LAND: 9, BRAKE: 17, SMART_RTL: 21, AUTO_RTL: 27 };
const COPTER_STATES = {
  [COPTER.AUTO]: 'WAYPOINT',
  [COPTER.GUIDED]: 'HOVER',
  [COPTER.LOITER]: 'HOVER',
  [COPTER.BRAKE]: 'HOVER',
  [COPTER.CIRCLE]: 'ORBIT',
  [COPTER.RTL]: 'RETURNING',
  [COPTER.SMART_RTL]: 'RETURNING',
  [COPTER.AUTO_RTL]: 'RETURNING',
  [COPTER.LAND]: 'RETURNING',
};

/** Main mode of PX4 in which it flies by itself, and the sub modes of it. */
const PX4_AUTO = 4;
const PX4 = { TAKEOFF: 2, LOITER: 3, MISSION: 4, RTL: 5, LAND: 6 };
const PX4_STATES = {
  [PX4.TAKEOFF]: 'WAYPOINT',
  [PX4.LOITER]: 'HOVER',
  [PX4.MISSION]: 'WAYPOINT',
  [PX4.RTL]: 'RETURNING',
  [PX4.LAND]: 'RETURNING',
};

/** A copter arms only in a mode that needs no stick, and goes on where it was in its last mission unless it is told. */
const ARDUPILOT = {
  homeFirst: true,
  stateOf: ({ customMode }) => COPTER_STATES[customMode] ?? 'MANUAL',
  start: [{ ...order(MavCmd.DO_SET_MISSION_CURRENT, 0), optional: true }, mode(COPTER.GUIDED), ARM, START],
  pause: PAUSE,
  resume: RESUME,
  HOVER: mode(COPTER.BRAKE),
  LAND,
  RTH,
};

const PX4_STACK = {
  homeFirst: false,
  stateOf({ customMode }) {
    const main = (customMode >>> 16) & 0xff;
    return main === PX4_AUTO ? (PX4_STATES[customMode >>> 24] ?? 'HOVER') : 'MANUAL';
  },
  start: [mode(PX4_AUTO, PX4.MISSION), ARM],
  pause: mode(PX4_AUTO, PX4.LOITER),
  resume: mode(PX4_AUTO, PX4.MISSION),
  HOVER: mode(PX4_AUTO, PX4.LOITER),
  LAND: mode(PX4_AUTO, PX4.LAND),
  RTH: mode(PX4_AUTO, PX4.RTL),
};

/** By what MAVLink itself defines. */
const ANY = {
  homeFirst: false,
  stateOf({ baseMode }) {
    if (baseMode & MavModeFlag.AUTO_ENABLED) return 'WAYPOINT';
    return baseMode & MavModeFlag.GUIDED_ENABLED ? 'HOVER' : 'MANUAL';
  },
  start: [ARM, START],
  pause: PAUSE,
  resume: RESUME,
  HOVER: PAUSE,
  LAND,
  RTH,
};

/**
 * How to speak to an autopilot: the COMMAND_LONGs of what it can be told, and whether the first item of its missions is home.
 * Undefined for what is no rotorcraft. @param heartbeat fields of its HEARTBEAT
 */
export function dialectOf({ autopilot, type }) {
  if (!ROTORCRAFT.includes(type)) return undefined;
  if (autopilot === MavAutopilot.ARDUPILOTMEGA) return ARDUPILOT;
  return autopilot === MavAutopilot.PX4 ? PX4_STACK : ANY;
}
