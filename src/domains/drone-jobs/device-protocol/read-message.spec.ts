import { InvalidMessage, MAX_MESSAGE, parseMessage, readEvent, readTelemetry } from './read-message';

const TELEMETRY = {
  battery: 81,
  droneState: 'WAYPOINT',
  navigation: { position: { type: 'Point', coordinates: [-122.4194, 37.7749, 85.5] } },
};

describe('messages of devices', () => {
  it.each([
    ['{', 'message is not valid JSON'],
    ['', 'message is not valid JSON'],
    ['{"__proto__":{}}', 'message is not valid JSON'],
    [' '.repeat(MAX_MESSAGE + 1), 'message must be at most 65536 bytes'],
  ])('are JSON within limits', (text, reason) => {
    expect(() => parseMessage(Buffer.from(text))).toThrow(new InvalidMessage(reason));
  });

  it('say what they say, and nothing else', () => {
    const orientation = { heading: 270.5, pitch: null, yaw: 3 };
    const position = { ...TELEMETRY.navigation.position, bbox: [] };
    expect(
      readTelemetry({ ...TELEMETRY, navigation: { position, orientation, x: 1 }, dockState: null, tenantId: 'x' }),
    ).toEqual({ ...TELEMETRY, navigation: { ...TELEMETRY.navigation, orientation: { heading: 270.5 } } });
  });

  it.each([
    [{ battery: -0.1 }, 'battery must be a number between 0 and 100'],
    [{ battery: NaN }, 'battery must be a number between 0 and 100'],
    [
      { dockState: 'AJAR' },
      'dockState must be one of OPEN, CLOSED, OPENING, CLOSING, COOLING, CHARGING, TASK_INPROGRESS',
    ],
    [{ navigation: 5 }, 'navigation must be an object'],
    [{ navigation: { position: { type: 'Line' } } }, 'navigation.position.type must be one of Point'],
    [
      { navigation: { ...TELEMETRY.navigation, velocity: { groundSpeed: '1' } } },
      'navigation.velocity.groundSpeed must be a number between 0 and 500',
    ],
    [{ at: 'yesterday' }, 'at must be an ISO 8601 date-time'],
    [{ weather: { humidity: 101 } }, 'weather.humidity must be a number between 0 and 100'],
    [{ sensorPayload: { a: 'x'.repeat(16_384) } }, 'sensorPayload must be at most 16384 bytes'],
    [{ jobId: 5 }, 'jobId must be a string'],
    [{ lease: 0 }, 'lease must be an integer between 1 and 9007199254740991'],
  ])('are refused for %j', (fields, reason) => {
    expect(() => readTelemetry({ ...TELEMETRY, ...fields })).toThrow(new InvalidMessage(reason));
  });

  it.each([
    [{ id: 'e', type: 'offline' }],
    [{ id: 'e', type: 'accepted', commandId: 'cmd-1' }],
    [{ id: 'e', type: 'rejected', jobId: 'job-1', lease: 3, code: 'MOTOR', reason: 'Motor 3' }],
    [
      {
        id: 'e',
        type: 'progress',
        jobId: 'job-1',
        lease: 3,
        percent: 40.5,
        phase: 'MISSION',
        waypointIndex: 0,
        etaSeconds: 9,
      },
    ],
  ])('are events: %j', (event) => {
    expect(readEvent(event)).toEqual(event);
  });

  it('name a command only where they answer one', () => {
    expect(() => readEvent({ id: 'e', type: 'started', commandId: 'cmd-1' })).toThrow('jobId is required');
    const started = { id: 'e', type: 'started', jobId: 'job-1', lease: 3 };
    expect(readEvent({ ...started, commandId: 'cmd-1' })).toEqual(started);
  });

  it.each([
    [null, 'message must be a JSON object'],
    [{ type: 'offline' }, 'id is required'],
    [{ id: '', type: 'offline' }, 'id must not be empty'],
    [{ id: 'x'.repeat(256), type: 'offline' }, 'id must be at most 255 characters'],
    [{ id: 'e' }, 'type is required'],
    [{ id: 'e', type: 'completed', jobId: 'job-1' }, 'lease is required'],
    [{ id: 'e', type: 'failed', jobId: 'job-1', lease: 3, reason: 5 }, 'reason must be a string'],
  ])('are no events: %j', (event, reason) => {
    expect(() => readEvent(event)).toThrow(new InvalidMessage(reason));
  });
});
