import { PendingTelemetries } from './pending-telemetry';
import type { PendingTelemetry } from './pending-telemetry';

const message = (deviceId: string, receivedAt: number): PendingTelemetry => ({
  device: { tenantId: 't', deviceId },
  telemetry: { battery: 1, droneState: 'HOVER', navigation: { position: { type: 'Point', coordinates: [0, 0, 0] } } },
  receivedAt,
});
const told = (all: PendingTelemetry[]) => all.map(({ device, receivedAt }) => `${device.deviceId}${receivedAt}`);

describe('pending telemetry', () => {
  it('is taken once, in the order of its arrival per device', () => {
    const pending = new PendingTelemetries();
    for (const one of [message('a', 1), message('b', 2), message('a', 3)]) pending.add(one);
    expect([pending.size, pending.has('a'), pending.has('c')]).toEqual([2, true, false]);
    expect(told(pending.takeAll())).toEqual(['a1', 'a3', 'b2']);
    expect([pending.size, pending.takeAll()]).toEqual([0, []]);
  });

  it('keeps the last ten of each device', () => {
    const pending = new PendingTelemetries();
    for (let time = 1; time <= 12; time++) pending.add(message('a', time));
    expect(told(pending.takeAll())).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((time) => `a${time}`));
  });

  it('puts back what could not be written before what has come since', () => {
    const pending = new PendingTelemetries();
    pending.add(message('a', 1));
    const batch = pending.takeAll();
    pending.add(message('a', 2));
    pending.putBack(batch);
    expect(told(pending.takeAll())).toEqual(['a1', 'a2']);
  });
});
