import { legMeters } from '../missions/distance';
import { placeOf } from './flight-plan';
import type { FlightPlan } from './flight-plan';
import type { FleetDevice } from './preflight';

interface Candidate {
  device: FleetDevice;
  meters: number;
}

/**
 * The best of the devices that may fly: the nearest to the first waypoint, the one with the fullest battery, the first by
 * id. @param mayFly is asked only of devices that are better than the best one so far: it may be slow
 */
export function bestOf(
  devices: Iterable<FleetDevice>,
  plan: FlightPlan | undefined,
  mayFly: (device: FleetDevice) => boolean,
): FleetDevice | undefined {
  let best: Candidate | undefined;
  for (const device of devices) {
    const candidate = { device, meters: metersToStart(device, plan) };
    if ((!best || isBetter(candidate, best)) && mayFly(device)) best = candidate;
  }
  return best?.device;
}

function isBetter(one: Candidate, other: Candidate): boolean {
  const difference = one.meters - other.meters || (other.device.battery ?? 0) - (one.device.battery ?? 0);
  return difference === 0 ? one.device.id < other.device.id : difference < 0;
}

function metersToStart({ position }: FleetDevice, plan: FlightPlan | undefined): number {
  if (!plan) return 0;
  return position ? legMeters(placeOf(position, plan.mission), plan.mission.waypoints[0]) : Number.MAX_VALUE;
}
