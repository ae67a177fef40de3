import type { Fence, Violation } from '../geofences/fence';
import type { Place } from '../missions/distance';
import { deviceLegs, ownLegs } from './flight-plan';
import type { FlightPlan } from './flight-plan';

/** What was found out of missions of thousands of legs, asked for each device. */
const found = new WeakMap<Fence, WeakMap<FlightPlan, Violation[]>>();

/** How a mission's own legs violate a fence, wherever the device comes from. */
export function ownViolations(fence: Fence, plan: FlightPlan): Violation[] {
  const byPlan = found.get(fence) ?? new WeakMap<FlightPlan, Violation[]>();
  found.set(fence, byPlan);
  let violations = byPlan.get(plan);
  if (!violations) {
    violations = fence.violations(ownLegs(plan.mission));
    byPlan.set(plan, violations);
  }
  return violations;
}

/** As `ownViolations`, with the legs from and to a device, where it is known where it stands. */
export function flightViolations(fence: Fence, plan: FlightPlan, device?: Place): Violation[] {
  const own = ownViolations(fence, plan);
  if (!device) return own;
  // The first waypoint by itself is on the way to it.
  const others = own.filter(({ segment }) => segment > 0);
  const [out, back] = deviceLegs(plan.mission, device);
  return [...fence.violations([out]), ...others, ...(back ? fence.violations([back]) : [])];
}
