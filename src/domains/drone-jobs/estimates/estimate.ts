import { flightViolations } from '../dispatch/fence-check';
import { batteryFor, effortFrom, placeOf } from '../dispatch/flight-plan';
import type { FlightPlan } from '../dispatch/flight-plan';
import { lackOf, shortage } from '../dispatch/preflight';
import type { FleetDevice, Gate } from '../dispatch/preflight';
import type { EstimateDto, EstimateViolationDto } from './estimate.dto';

/** Seconds on a full battery, where no device is named. */
const ENDURANCE = 1500;

/**
 * What a mission takes, and what stands against it.
 * @param device that is to fly it, from where it was last heard; without one only the mission's own legs count
 * @param gate of the group that it is flown for; without one there is no reserve and no fence
 */
export function estimateOf(plan: FlightPlan, device?: FleetDevice, gate?: Gate): EstimateDto {
  const place = device?.position ? placeOf(device.position, plan.mission) : undefined;
  const effort = place ? effortFrom(plan, place) : plan;
  const battery = batteryFor(effort, device?.maxFlightSeconds ?? ENDURANCE);
  const required = battery + (gate?.policy.reserveBatteryPercent ?? 0);
  const violations: EstimateViolationDto[] = gate?.fence ? flightViolations(gate.fence, plan, place) : [];
  const missing = device && lackOf(device, plan);
  const low = required > (device?.battery ?? 100) && shortage(battery, gate?.policy, device?.battery ?? undefined);
  for (const failure of [missing, low]) if (failure) violations.push({ segment: null, ...failure });
  return {
    distanceMeters: effort.meters,
    durationSeconds: effort.seconds,
    batteryPercent: battery,
    requiredBatteryPercent: required,
    feasible: violations.length === 0,
    violations,
  };
}
