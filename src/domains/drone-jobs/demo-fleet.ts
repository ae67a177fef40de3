import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { DEFAULT_TENANT, Tenants } from '../../kernel/auth/tenants';
import { Settings } from '../../kernel/config/settings';
import { Database } from '../../kernel/database/database';
import { isUniqueViolation } from '../../kernel/database/database-errors';
import { DeviceGroupsService } from './device-groups/device-groups.service';
import { DevicesService } from './devices/devices.service';
import { DroneSettings } from './drone-settings';
import { EXAMPLE_JOB } from './jobs/create-job.dto';
import { MissionsService } from './missions/missions.service';

const WAYPOINTS = [
  { lat: 37.7749, lon: -122.4194, alt: 60 },
  { lat: 37.776, lon: -122.4194, alt: 60 },
  { lat: 37.776, lon: -122.418, alt: 60, hoverSeconds: 10 },
  { lat: 37.7749, lon: -122.418, alt: 60 },
];

/** The model that the fleet simulator plays. */
const SIMULATED = 'Simulated quadcopter';

const IS_THERE = { name: 'drone-demo-is-there', text: 'SELECT FROM drone.missions WHERE id = $1' };

/** What the published example names, for the tenant `default`, so that it works on a fresh start as it stands. */
@Injectable()
export class DemoFleet implements OnApplicationBootstrap {
  constructor(
    private readonly settings: Settings,
    private readonly droneSettings: DroneSettings,
    private readonly database: Database,
    private readonly tenants: Tenants,
    private readonly groups: DeviceGroupsService,
    private readonly devices: DevicesService,
    private readonly missions: MissionsService,
  ) {}

  /** Missions stay when they are deleted, so this one tells that the fleet has been there. */
  async onApplicationBootstrap(): Promise<void> {
    const { missionId } = EXAMPLE_JOB;
    if (this.settings.NODE_ENV === 'production' || !this.droneSettings.DRONE_DEMO) return;
    if ((await this.database.run(IS_THERE, [missionId])).length > 0) return;
    await this.database
      .transaction(() => this.create())
      .catch((error: unknown) => {
        if (!isUniqueViolation(error, 'missions_pkey')) throw error;
      });
  }

  private async create(): Promise<void> {
    const { missionId, deviceGroupId, deviceId } = EXAMPLE_JOB;
    const tenantId = await this.tenants.idOf(DEFAULT_TENANT);
    await this.missions.create(tenantId, { name: 'Fleet Alpha round', waypoints: WAYPOINTS }, missionId);
    await this.groups.create(tenantId, { name: 'Fleet Alpha' }, deviceGroupId);
    await this.devices.create(tenantId, { name: 'Alpha 1', deviceGroupId, model: SIMULATED }, deviceId);
  }
}
