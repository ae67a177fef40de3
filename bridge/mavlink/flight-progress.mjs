import { common } from 'node-mavlink';
import { metersBetween } from '../../device/places.mjs';

/** Seconds that a report can say at most. */
const MOST = 86_400;

/** Number of the last item that a waypoint is. */
const lastOf = (items) => items.findLast(({ waypoint }) => waypoint !== undefined).seq;

/**
 * The number of the last item that the vehicle has behind it, by what it says. @param reached as far as was known
 * @param items as `itemsOf` makes them
 */
export function reachedBy(name, message, reached, items) {
  if (name === 'MISSION_ITEM_REACHED') return Math.max(reached, message.seq);
  // One past the last item is the end; what is beyond is no item.
  if (name !== 'MISSION_CURRENT' || message.seq > items.length) return reached;
  const over = message.missionState === common.MissionState.COMPLETE && message.seq >= lastOf(items);
  return Math.max(reached, over ? items.length - 1 : message.seq - 1);
}

/**
 * How a flight ended, `completed` or `failed`; undefined while it flies.
 * @param airborne whether the vehicle is off the ground @param grounded whether it was disarmed
 */
export function endOf({ mission, items, reached }, { airborne, grounded }) {
  const all = reached >= lastOf(items);
  if (all && (!airborne || mission.finishAction === 'HOVER')) return 'completed';
  return grounded ? 'failed' : undefined;
}

/**
 * What to report of a flight. @param place of the vehicle: lat, lon, alt, relative; undefined where it does not tell
 * @param state its droneState
 */
export function progressOf({ mission, items, reached, paused }, place, { state, landing }) {
  const { waypoints, altitudeMode, speed } = mission;
  const done = items.filter(({ seq, waypoint }) => waypoint !== undefined && seq <= reached).length;
  const here = place && { ...place, alt: altitudeMode === 'AMSL' ? place.alt : place.relative };
  const legs = waypoints.map((to, index) => (index ? metersBetween(waypoints[index - 1], to) : 0));
  const left = waypoints.reduce(
    (sum, to, index) => {
      if (index < done) return sum;
      const meters = index === done && here ? metersBetween(here, to) : legs[index];
      return {
        meters: sum.meters + meters,
        seconds: sum.seconds + meters / (to.speed ?? speed) + (to.hoverSeconds ?? 0),
      };
    },
    { meters: 0, seconds: 0 },
  );
  const whole = Math.max(
    1,
    legs.reduce((sum, meters) => sum + meters, 0),
  );
  const all = done === waypoints.length;
  return {
    percent: all ? 99 : Math.round(98 * Math.max(done / waypoints.length, Math.min(1, 1 - left.meters / whole))),
    phase: phaseOf({ all, done, paused, state, landing }),
    waypointIndex: Math.min(done, waypoints.length - 1),
    etaSeconds: Math.min(MOST, Math.round(left.seconds)),
  };
}

function phaseOf({ all, done, paused, state, landing }) {
  if (paused) return 'PAUSED';
  if (landing) return 'LANDING';
  if (all || state === 'RETURNING') return 'RETURNING';
  return done === 0 ? 'TAKEOFF' : 'MISSION';
}
