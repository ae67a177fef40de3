import { PREPARATION } from '../dispatch/flight-plan';
import type { FlightPlan } from '../dispatch/flight-plan';
import { legMeters } from '../missions/distance';
import type { Place } from '../missions/distance';

/** Where a flight is at a time, seconds since 1970; in between it goes straight. */
export interface Fix extends Place {
  at: number;
}

/** A flight in space and time, by its estimate, from take-off: who stands on the ground is in nobody's way. */
export interface Trajectory {
  fixes: Fix[];
  /** Metres above sea level that its altitudes count from: 0, or those of its take-off; unknown without its device. */
  base: number | undefined;
}

/**
 * @param coordinates of the device at take-off: longitude, latitude, metres above sea level; only the mission's own legs
 * are known without them
 */
export function trajectoryOf({ mission }: FlightPlan, startAt: number, coordinates?: number[]): Trajectory {
  const { waypoints, speed, finishAction } = mission;
  const isRelative = mission.altitudeMode === 'RELATIVE';
  const ground = coordinates?.[2] ?? 0;
  const home = coordinates && { lat: coordinates[1], lon: coordinates[0], alt: isRelative ? 0 : ground };
  const begin = home ?? waypoints[0];
  const fixes: Fix[] = [{ ...placeOf(begin), at: startAt + PREPARATION }];
  const stay = (seconds: number) => {
    const last = fixes[fixes.length - 1];
    if (seconds > 0) fixes.push({ ...last, at: last.at + seconds });
  };
  const fly = (to: Place, metersPerSecond: number) => {
    const last = fixes[fixes.length - 1];
    fixes.push({ ...placeOf(to), at: last.at + legMeters(last, to) / metersPerSecond });
  };
  for (const waypoint of waypoints) {
    fly(waypoint, waypoint.speed ?? speed);
    stay(waypoint.hoverSeconds ?? 0);
  }
  if (home && finishAction === 'RTH') fly(home, speed);
  return { fixes, base: isRelative ? home && ground : 0 };
}

const placeOf = ({ lat, lon, alt }: Place): Place => ({ lat, lon, alt });
