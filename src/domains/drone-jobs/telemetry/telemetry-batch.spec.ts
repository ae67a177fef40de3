import type { Database, Statement } from '../../../kernel/database/database';
import type { Telemetry } from '../device-protocol/messages';
import type { HeardDevices } from './heard-devices';
import { TelemetryBatch } from './telemetry-batch';
import { WRITE_TELEMETRY } from './telemetry.statements';

const TELEMETRY: Telemetry = {
  battery: 50,
  droneState: 'HOVER',
  navigation: { position: { type: 'Point', coordinates: [0, 0, 0] } },
};

describe('telemetry batch', () => {
  it('is settled for each of several devices at once only when it is written', async () => {
    const written: string[] = [];
    const run = async ({ name }: Statement, [rows]: string[]) => {
      await new Promise(setImmediate);
      if (name === WRITE_TELEMETRY.name) {
        written.push(...(JSON.parse(rows) as { device_id: string }[]).map(({ device_id }) => device_id));
      }
      return [];
    };
    const transaction = (work: () => Promise<unknown>) => work();
    const database = { run, transaction } as unknown as Database;
    const batch = new TelemetryBatch(database, { follow: async () => undefined } as unknown as HeardDevices);
    const devices = ['a', 'b', 'c'];
    for (const deviceId of devices) batch.add({ tenantId: 't', deviceId }, TELEMETRY);
    await Promise.all(
      devices.map(async (deviceId) => {
        await batch.settle(deviceId);
        expect(written).toContain(deviceId);
      }),
    );
  });
});
