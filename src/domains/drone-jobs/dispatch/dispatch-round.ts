import type { JobFailure, JobReason } from '../jobs/job.entity';
import type { Airspace } from '../conflicts/airspace';
import { bestOf } from './choosing';
import type { FlightPlan } from './flight-plan';
import type { MissionReference } from './flight-plans';
import { impossibility, reasonsOf, unavailability, unfitness } from './preflight';
import type { FleetDevice, Gate } from './preflight';
import { DEVICE_GONE, MAX_REASONS, refusalFor } from './refusal';
import type { Refusal } from './refusal';

/** Reasons that may pass without anybody telling: places, batteries and the flights of other groups change. */
const PASSING = new Set(['BATTERY_LOW', 'OUTSIDE_GEOFENCE', 'IN_EXCLUSION', 'ABOVE_CEILING', 'CONFLICT']);

const CONFLICT: JobFailure = { code: 'CONFLICT', message: 'It would come too near to another flight' };

/** A job that waits for a device. */
export interface WaitingJob extends MissionReference {
  id: string;
  /** The one that has to fly it; any of the group where it is null. */
  deviceId: string | null;
  /** Whether the device that it names is still there, in whatever group. */
  hasTarget: boolean;
  reasons: JobReason[];
  /** Devices that have refused or missed it, and are not asked again for a while; null for none. */
  heldBack: JobReason[] | null;
}

/** A job and the device that is to get it. */
export interface Choice {
  job: WaitingJob;
  device: FleetDevice;
  plan: FlightPlan | undefined;
}

/** Hands out the devices of a group, job after job, each device once; and says why the other jobs wait, or have to end. */
export class DispatchRound {
  readonly choices: Choice[] = [];
  readonly refused: { id: string; refusal: Refusal }[] = [];
  /** Jobs whose reasons to wait are not what they were. */
  readonly waiting: { id: string; reasons: JobReason[] }[] = [];
  /** Whether a job waits for something that may pass without anybody telling. */
  passing = false;

  private readonly free: Map<string, FleetDevice>;
  private readonly byId: Map<string, FleetDevice>;
  private readonly held = new Map<string, JobFailure>();

  constructor(
    private readonly gate: Gate,
    private readonly fleet: FleetDevice[],
    private readonly airspace?: Airspace,
  ) {
    this.byId = new Map(fleet.map((device) => [device.id, device]));
    this.free = new Map(fleet.filter((device) => this.isFree(device)).map((device) => [device.id, device]));
  }

  /** Whether nobody is left to give a job to. */
  get exhausted(): boolean {
    return this.free.size === 0;
  }

  /** Jobs have to come in their order. */
  judge(job: WaitingJob, plan: FlightPlan | undefined): void {
    for (const { deviceId, ...failure } of job.heldBack ?? []) this.held.set(pair(job.id, deviceId), failure);
    const candidates = job.deviceId === null ? this.free.values() : named(this.free, job.deviceId);
    const device = bestOf(candidates, plan, (one) => this.mayFly(one, job, plan));
    if (device) this.choose({ job, device, plan });
    else if (!job.hasTarget) this.refused.push({ id: job.id, refusal: DEVICE_GONE });
    else this.keepWaiting(job, plan);
  }

  /** Whether a device, as it is found now, may take the job that it was chosen for. */
  mayTake(device: FleetDevice, { plan }: Choice): boolean {
    return this.isFree(device) && unfitness(device, plan, this.gate).length === 0;
  }

  private choose(choice: Choice): void {
    this.choices.push(choice);
    this.free.delete(choice.device.id);
    if (choice.plan) this.airspace?.add(choice.plan, choice.device.position);
    // For the jobs behind it is as busy as it soon will be.
    this.byId.set(choice.device.id, { ...choice.device, busy: true });
  }

  private keepWaiting(job: WaitingJob, plan: FlightPlan | undefined): void {
    const targets = job.deviceId === null ? this.fleet.filter(({ enabled }) => enabled) : this.targets(job);
    const impossible = impossibility(targets, plan, this.gate, MAX_REASONS);
    if (impossible) {
      this.refused.push({ id: job.id, refusal: refusalFor(impossible) });
      return;
    }
    const reasons = this.reasons(job, plan);
    this.passing ||= reasons.some(({ code }) => PASSING.has(code));
    if (JSON.stringify(reasons) !== JSON.stringify(job.reasons)) this.waiting.push({ id: job.id, reasons });
  }

  private isFree(device: FleetDevice): boolean {
    return unavailability(device, this.gate).length === 0;
  }

  private mayFly(device: FleetDevice, job: WaitingJob, plan: FlightPlan | undefined): boolean {
    return (
      !this.held.has(pair(job.id, device.id)) &&
      unfitness(device, plan, this.gate).length === 0 &&
      !(plan && this.airspace?.conflict(plan, device.position))
    );
  }

  private reasons(job: WaitingJob, plan: FlightPlan | undefined): JobReason[] {
    const reasons: JobReason[] = [];
    for (const device of this.targets(job)) {
      if (reasons.length >= MAX_REASONS) break;
      const held = this.held.get(pair(job.id, device.id));
      const failures = [...unavailability(device, this.gate), ...unfitness(device, plan, this.gate)];
      reasons.push(...reasonsOf(device, held ? [...failures, held] : failures));
      if (failures.length === 0 && !held) reasons.push({ ...CONFLICT, deviceId: device.id });
    }
    if (job.deviceId !== null && !this.byId.has(job.deviceId)) {
      reasons.push({ code: 'DEVICE_GONE', message: 'The device is in another group', deviceId: job.deviceId });
    }
    return reasons;
  }

  private targets({ deviceId }: WaitingJob): FleetDevice[] {
    return deviceId === null ? [...this.byId.values()] : named(this.byId, deviceId);
  }
}

const pair = (jobId: string, deviceId: string) => `${jobId} ${deviceId}`;

function named(devices: Map<string, FleetDevice>, id: string): FleetDevice[] {
  const device = devices.get(id);
  return device ? [device] : [];
}
