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

/** Filters for what all devices send. */
export const FROM_DEVICES = [`${PREFIX}+/events`, `${PREFIX}+/telemetry`];

/** The sender of a message that came by one of `FROM_DEVICES`. */
export function senderOf(topic: string): { deviceId: string; kind: 'events' | 'telemetry' } | undefined {
  const [, deviceId, kind] = /^quintet\/devices\/([^/]+)\/(events|telemetry)$/.exec(topic) ?? [];
  return deviceId === undefined ? undefined : { deviceId, kind: kind as 'events' | 'telemetry' };
}
