import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { FIND_IN_FLEET, FIND_RULES } from '../dispatch/dispatch.statements';
import type { FlightPlan } from '../dispatch/flight-plan';
import { FlightPlans } from '../dispatch/flight-plans';
import type { FleetDevice, Gate, GroupRules } from '../dispatch/preflight';
import { Fences } from '../geofences/fences';
import { lookedUp } from '../ids';
import { deviceNotInGroup, notFound } from '../refusals';
import { estimateOf } from './estimate';
import type { EstimateDto, EstimateRequestDto } from './estimate.dto';

const FIND_CURRENT = {
  name: 'drone-estimate-find-mission',
  text: `SELECT current_version AS "currentVersion" FROM drone.missions
    WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL`,
};

/** What a mission would take. */
@Injectable()
export class EstimatesService {
  constructor(
    private readonly database: Database,
    private readonly plans: FlightPlans,
    private readonly fences: Fences,
  ) {}

  /** @throws DroneFailure where the mission, its version, the group or the device is not there, or they do not fit */
  async estimate(tenantId: string, missionId: string, request: EstimateRequestDto): Promise<EstimateDto> {
    const plan = await this.plan(tenantId, missionId, request.version ?? undefined);
    const named = request.deviceGroupId ? await this.gate(tenantId, request.deviceGroupId) : undefined;
    if (!request.deviceId) return estimateOf(plan, undefined, named);
    const values = [tenantId, lookedUp(request.deviceId)];
    const [device] = await this.database.run<FleetDevice>(FIND_IN_FLEET, values);
    if (!device) throw notFound('Device');
    if (named && device.groupId !== request.deviceGroupId) throw deviceNotInGroup();
    return estimateOf(plan, device, named ?? (await this.gate(tenantId, device.groupId)));
  }

  private async plan(tenantId: string, id: string, version?: number): Promise<FlightPlan> {
    const missionId = lookedUp(id);
    const [mission] = await this.database.run<{ currentVersion: number }>(FIND_CURRENT, [tenantId, missionId]);
    const flight = { missionId, missionVersion: version ?? mission?.currentVersion };
    const plan = mission && (await this.plans.of(tenantId, [flight]))(flight);
    if (!plan) throw notFound('Mission');
    return plan;
  }

  private async gate(tenantId: string, id: string): Promise<Gate> {
    const groupId = lookedUp(id);
    const [rules] = await this.database.run<GroupRules>(FIND_RULES, [tenantId, groupId]);
    if (!rules) throw notFound('Device group');
    return { ...rules, fence: this.fences.of(groupId, rules.geofence) };
  }
}
