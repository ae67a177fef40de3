import { legMeters, routeMeters } from '../missions/distance';
import type { Leg } from '../geofences/fence';
import type { Place } from '../missions/distance';
import type { MissionBody } from '../missions/mission-version.entity';

/** Seconds that a flight takes besides its legs and stays. */
export const PREPARATION = 30;

/** What flying takes: metres, seconds. */
export interface Effort {
  meters: number;
  seconds: number;
}

/** A mission and what flying its own legs takes, wherever the device comes from. */
export interface FlightPlan extends Effort {
  mission: MissionBody;
}

export function planOf(mission: MissionBody): FlightPlan {
  const { waypoints, speed } = mission;
  const seconds = waypoints.reduce((sum, waypoint, index) => {
    const leg = index === 0 ? 0 : legMeters(waypoints[index - 1], waypoint) / (waypoint.speed ?? speed);
    return sum + leg + (waypoint.hoverSeconds ?? 0);
  }, PREPARATION);
  return { mission, meters: routeMeters(waypoints), seconds };
}

/**
 * A device's place among the waypoints of a mission: it stands at 0 where their altitudes count from take-off.
 * @param coordinates longitude, latitude, metres above sea level
 */
export function placeOf([lon, lat, alt = 0]: number[], { altitudeMode }: MissionBody): Place {
  return { lat, lon, alt: altitudeMode === 'RELATIVE' ? 0 : alt };
}

/** What flying a mission takes from where the device stands, and back where the mission ends so. */
export function effortFrom({ mission, meters, seconds }: FlightPlan, device: Place): Effort {
  const { waypoints, speed, finishAction } = mission;
  const out = legMeters(device, waypoints[0]);
  const back = finishAction === 'RTH' ? legMeters(waypoints[waypoints.length - 1], device) : 0;
  return { meters: meters + out + back, seconds: seconds + out / (waypoints[0].speed ?? speed) + back / speed };
}

/** A mission's own legs; it begins at its first waypoint. */
export function ownLegs({ waypoints }: MissionBody): Leg[] {
  return waypoints.map((to, segment) => ({ segment, from: waypoints[Math.max(0, segment - 1)], to }));
}

/** The legs from where a device stands to the mission, and back where it ends so. */
export function deviceLegs({ waypoints, finishAction }: MissionBody, device: Place): Leg[] {
  const out = { segment: 0, from: device, to: waypoints[0] };
  const back = { segment: waypoints.length, from: waypoints[waypoints.length - 1], to: device };
  return finishAction === 'RTH' ? [out, back] : [out];
}

/** Percent of a full battery. @param maxFlightSeconds that the device flies on a full one */
export const batteryFor = ({ seconds }: Effort, maxFlightSeconds: number) => (100 * seconds) / maxFlightSeconds;
