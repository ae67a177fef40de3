/** Where a device and the service talk to each other. */
export interface DeviceTopics {
  commandsTopic: string;
  eventsTopic: string;
  telemetryTopic: string;
}

const PREFIX = 'quintet/devices/';

export const deviceTopics = (deviceId: string): DeviceTopics => ({
  commandsTopic: `${PREFIX}${deviceId}/commands`,
  eventsTopic: `${PREFIX}${deviceId}/events`,
  telemetryTopic: `${PREFIX}${deviceId}/telemetry`,
});

/** Where a device that is connected to an external broker is told what became of each of its events. */
export const acksTopic = (deviceId: string) => `${PREFIX}${deviceId}/acks`;

/**
 * Filters for what all devices send, with the QoS to ask for. A broker keeps events while nobody takes them; telemetry is
 * only good while it is fresh, and must not take their place.
 */
export const FROM_DEVICES = { [`${PREFIX}+/events`]: { qos: 1 }, [`${PREFIX}+/telemetry`]: { qos: 0 } } as const;

export interface Sender {
  deviceId: string;
  kind: 'events' | 'telemetry';
}

/** The sender of a message that came by one of `FROM_DEVICES`. */
export function senderOf(topic: string): Sender | undefined {
  const [, deviceId, kind] = /^quintet\/devices\/([^/]+)\/(events|telemetry)$/.exec(topic) ?? [];
  return deviceId === undefined ? undefined : { deviceId, kind: kind as Sender['kind'] };
}
