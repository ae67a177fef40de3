import { common } from 'node-mavlink';
import { Refusal } from './refusal.mjs';

const { MavCmd, MavFrame } = common;
/** Metres above the ground that a take-off climbs at least: lower is no flight. */
const LEAST_CLIMB = 3;
const LANDED = 0;
/** What can be done at a waypoint, as commands. */
const ACTIONS = { TAKE_PHOTO: [MavCmd.IMAGE_START_CAPTURE, [0, 0, 1, 0]] };

/**
 * The items of a mission, in order. Those of waypoints have `waypoint`, the number of it. Speeds are items, not commands: they
 * hold without a link too.
 * @param from where the vehicle stands: lat, lon, alt (metres above sea level)
 * @param homeFirst whether the first item is home, which only the autopilot decides
 * @throws Refusal where it cannot be flown
 */
export function itemsOf({ waypoints, speed, altitudeMode, finishAction }, from, homeFirst) {
  const amsl = altitudeMode === 'AMSL';
  const frame = amsl ? MavFrame.GLOBAL : MavFrame.GLOBAL_RELATIVE_ALT;
  const ground = amsl ? from.alt : LANDED;
  const items = [];
  const add = (command, params, place, more) => items.push({ seq: items.length, command, params, ...place, ...more });
  const at = ({ lat, lon, alt }, within = frame) => ({
    frame: within,
    x: Math.round(lat * 1e7),
    y: Math.round(lon * 1e7),
    z: alt,
  });
  const nowhere = { frame: MavFrame.MISSION, x: 0, y: 0, z: 0 };

  if (homeFirst) add(MavCmd.NAV_WAYPOINT, [0, 0, 0, 0], at(from, MavFrame.GLOBAL));
  const climb = Math.max(waypoints[0].alt, ground + LEAST_CLIMB);
  add(MavCmd.NAV_TAKEOFF, [0, 0, 0, NaN], at({ ...from, alt: climb }));
  let current;
  waypoints.forEach((waypoint, number) => {
    const wanted = waypoint.speed ?? speed;
    if (wanted !== current) add(MavCmd.DO_CHANGE_SPEED, [1, wanted, -1, 0], nowhere);
    current = wanted;
    const params = [waypoint.hoverSeconds ?? 0, 0, 0, waypoint.heading ?? NaN];
    add(MavCmd.NAV_WAYPOINT, params, at(waypoint), { waypoint: number });
    for (const { type } of waypoint.actions ?? []) {
      if (!Object.hasOwn(ACTIONS, type)) {
        throw new Refusal('UNSUPPORTED_ACTION', `waypoints[${number}] wants ${type}: only TAKE_PHOTO is known`);
      }
      add(...ACTIONS[type], nowhere);
    }
  });
  if (finishAction === 'RTH') add(MavCmd.NAV_RETURN_TO_LAUNCH, [0, 0, 0, 0], nowhere);
  if (finishAction === 'LAND') add(MavCmd.NAV_LAND, [0, 0, 0, NaN], at({ ...waypoints.at(-1), alt: ground }));
  return items;
}
