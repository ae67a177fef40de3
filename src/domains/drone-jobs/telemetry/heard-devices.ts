import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { Links } from '../flights/links';
import { LOCK_DEVICE_OF_TENANT } from './telemetry.statements';
import type { HeardDevice } from './telemetry.statements';

/** Flights that are looked at at once: a process has few connections, and thousands of devices may come back together. */
const AT_ONCE = 4;

/** What telemetry means to flights. It is told again with the next telemetry where it fails. */
@Injectable()
export class HeardDevices {
  private readonly logger = new Logger('drone-telemetry');

  constructor(
    private readonly database: Database,
    private readonly links: Links,
  ) {}

  async follow(devices: HeardDevice[]): Promise<void> {
    const waiting = devices.filter(({ restored_lease, strayed }) => restored_lease !== null || strayed);
    const work = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) await this.followOne(next);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  private async followOne({ tenant_id: tenantId, id: deviceId, restored_lease, strayed }: HeardDevice): Promise<void> {
    const device = { tenantId, deviceId };
    try {
      await this.database.transaction(async () => {
        await this.database.run(LOCK_DEVICE_OF_TENANT, [tenantId, deviceId]);
        if (restored_lease !== null) await this.links.heardWith(device, restored_lease);
        if (strayed) await this.links.strayed(device);
      });
    } catch (error) {
      this.logger.warn({ err: error }, 'a flight waits for the next telemetry of its device');
    }
  }
}
