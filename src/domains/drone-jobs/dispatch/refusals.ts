import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { Fences } from '../geofences/fences';
import { FAIL_IMPOSSIBLE, READ_TARGETS } from './dispatch.statements';
import { FlightPlans } from './flight-plans';
import type { MissionReference } from './flight-plans';
import { impossibility } from './preflight';
import type { Airframe, GroupRules } from './preflight';
import { DEVICE_GONE, MAX_REASONS, refusalFor } from './refusal';
import type { Refusal } from './refusal';

interface Targets extends MissionReference, GroupRules {
  groupId: string;
  hasTarget: boolean;
  /** Alike devices, which stand or fall together; null: none. */
  kinds: (Omit<Airframe, 'id'> & { ids: string[] })[] | null;
}

/** Ends jobs that no device can ever fly. */
@Injectable()
export class Refusals {
  constructor(
    private readonly database: Database,
    private readonly plans: FlightPlans,
    private readonly fences: Fences,
  ) {}

  /** Why a job that nobody has can never be flown, as things stand; undefined where it may be. */
  async find(tenantId: string, jobId: string): Promise<Refusal | undefined> {
    const [job] = await this.database.run<Targets>(READ_TARGETS, [tenantId, jobId, MAX_REASONS]);
    if (!job) return undefined;
    if (!job.hasTarget) return DEVICE_GONE;
    const plan = (await this.plans.of(tenantId, [job]))(job);
    const devices = (job.kinds ?? []).flatMap(({ ids, ...kind }) => ids.map((id) => ({ ...kind, id })));
    const gate = { ...job, fence: this.fences.of(job.groupId, job.geofence) };
    const reasons = impossibility(devices, plan, gate, MAX_REASONS);
    return reasons && refusalFor(reasons);
  }

  /** The job fails, where it still waits. */
  async write(tenantId: string, jobId: string, { failure, reasons }: Refusal): Promise<void> {
    await this.database.run(FAIL_IMPOSSIBLE, [tenantId, jobId, JSON.stringify(failure), JSON.stringify(reasons)]);
  }
}
