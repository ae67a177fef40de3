import type { GroupPolicy } from '../device-groups/device-group.entity';
import type { DroneState } from '../device-protocol/messages';
import type { Fence, Violation } from '../geofences/fence';
import type { JobFailure, JobReason } from '../jobs/job.entity';
import { batteryFor, effortFrom, placeOf } from './flight-plan';
import type { FlightPlan } from './flight-plan';
import { flightViolations, ownViolations } from './fence-check';

/** States in which a drone may be sent off. */
const READY: readonly (DroneState | null)[] = ['DOCKED', 'LANDED', 'GPS_NORMAL'];

/** What a device is, whatever it is at. */
export interface Airframe {
  id: string;
  capabilities: string[];
  /** On a full battery. */
  maxFlightSeconds: number;
}

/** A device as its group sees it when jobs are handed out. */
export interface FleetDevice extends Airframe {
  groupId: string;
  enabled: boolean;
  online: boolean;
  /** It has a lease, or has to let go of one. */
  busy: boolean;
  /** What it last told of itself: its state, percent, and longitude, latitude, metres above sea level. */
  droneState: DroneState | null;
  battery: number | null;
  position: number[] | null;
}

/** The rules of a group, its geofence as JSON. */
export interface GroupRules {
  policy: GroupPolicy;
  locked: boolean;
  geofence: string | null;
}

/** The rules of a group, ready to be asked. */
export interface Gate extends Pick<GroupRules, 'policy' | 'locked'> {
  /** Where it may fly; anywhere where there is none. */
  fence?: Fence;
}

const failing = (...failures: (JobFailure | false | undefined)[]) => failures.filter((failure) => !!failure);
const percent = (value: number) => `${Math.round(value * 10) / 10} %`;

/** Why a device can take no job at all at the moment. */
export function unavailability(device: FleetDevice, { locked }: Gate): JobFailure[] {
  return failing(
    !device.online && { code: 'DEVICE_OFFLINE', message: 'The device is offline' },
    !device.enabled && { code: 'DEVICE_DISABLED', message: 'The device is disabled' },
    device.busy && { code: 'DEVICE_BUSY', message: 'The device has another job, or one to let go of' },
    locked && { code: 'GROUP_LOCKED', message: 'The device group is locked' },
    isIdle(device) &&
      !READY.includes(device.droneState) && {
        code: 'DEVICE_NOT_READY',
        message: `The device is in state ${device.droneState ?? 'unknown'}`,
      },
  );
}

/** Why a device can never fly a plan, as far as the device, its group and the mission stay as they are. */
export function incapacity(device: Airframe, plan: FlightPlan | undefined, { policy, fence }: Gate): JobFailure[] {
  if (!plan) return [];
  const needed = batteryFor(plan, device.maxFlightSeconds);
  return failing(
    lackOf(device, plan),
    needed > 100 - policy.reserveBatteryPercent && shortage(needed, policy),
    ...faultsOf(fence ? ownViolations(fence, plan) : []),
  );
}

/** Why a device should not fly a plan now: its abilities, and what it takes from where it stands with what it has. */
export function unfitness(device: FleetDevice, plan: FlightPlan | undefined, gate: Gate): JobFailure[] {
  // What a device told before it flew off, or before it was lost, says nothing about when it will be free.
  if (!isIdle(device)) return incapacity(device, plan, gate);
  const { battery, position } = device;
  const place = plan && position ? placeOf(position, plan.mission) : undefined;
  const effort = plan && place ? effortFrom(plan, place) : plan;
  const needed = effort ? batteryFor(effort, device.maxFlightSeconds) : 0;
  return failing(
    plan && lackOf(device, plan),
    (battery ?? 0) < needed + gate.policy.reserveBatteryPercent && shortage(needed, gate.policy, battery ?? 0),
    ...faultsOf(plan && gate.fence ? flightViolations(gate.fence, plan, place) : []),
  );
}

/**
 * What stands against each device of a flight's targets for good.
 * @returns undefined where one of them may do it some day, or there are none that could tell
 */
export function impossibility(
  targets: Airframe[],
  plan: FlightPlan | undefined,
  gate: Gate,
  limit: number,
): JobReason[] | undefined {
  const reasons: JobReason[] = [];
  for (const device of targets) {
    const failures = incapacity(device, plan, gate);
    if (failures.length === 0) return undefined;
    if (reasons.length < limit) reasons.push(...reasonsOf(device, failures));
  }
  return targets.length > 0 ? reasons : undefined;
}

export const reasonsOf = ({ id }: { id: string }, failures: JobFailure[]): JobReason[] =>
  failures.map(({ code, message }) => ({ code, message, deviceId: id }));

/** The first fault of each kind. */
const faultsOf = (violations: Violation[]) =>
  violations
    .filter(({ code }, index) => violations.findIndex((one) => one.code === code) === index)
    .map(({ code, message }) => ({ code, message }));

const isIdle = ({ online, busy }: FleetDevice) => online && !busy;

export function lackOf({ capabilities }: Airframe, { mission }: FlightPlan): JobFailure | undefined {
  const missing = mission.requiredCapabilities.filter((one) => !capabilities.includes(one));
  return missing.length > 0
    ? { code: 'MISSING_CAPABILITY', message: `The device lacks ${missing.join(', ')}` }
    : undefined;
}

/** @param battery percent that there is; none where not even a full one is enough */
export function shortage(needed: number, policy?: GroupPolicy, battery?: number): JobFailure {
  const reserve = policy?.reserveBatteryPercent ?? 0;
  const demand = `the flight needs ${percent(needed)} and ${percent(reserve)} must be left`;
  const supply = battery === undefined ? 'A full battery is not enough' : `The battery has ${percent(battery)}`;
  return { code: 'BATTERY_LOW', message: `${supply}: ${demand}` };
}
