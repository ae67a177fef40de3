import { deviceTopics, senderOf } from './topics';

describe('topics of devices', () => {
  it('lead back to the device', () => {
    const { eventsTopic, telemetryTopic, commandsTopic } = deviceTopics('drone-1');
    expect(senderOf(eventsTopic)).toEqual({ deviceId: 'drone-1', kind: 'events' });
    expect(senderOf(telemetryTopic)).toEqual({ deviceId: 'drone-1', kind: 'telemetry' });
    expect(senderOf(commandsTopic)).toBeUndefined();
  });

  it.each([
    'quintet/devices//events',
    'quintet/devices/a/b/events',
    'quintet/devices/a/events/x',
    'x/devices/a/events',
  ])('are not %s', (topic) => expect(senderOf(topic)).toBeUndefined());
});
