import { parseJson } from '../../../kernel/http/json';
import { answersCommand, refusalOfEvent, refusalOfTelemetry } from './message-rules';
import type { DeviceEvent, Navigation, Telemetry } from './messages';

/** Bytes of a message of a device. */
export const MAX_MESSAGE = 64 * 1024;

const EVENT_FIELDS = [
  'id',
  'type',
  'jobId',
  'lease',
  'at',
  'code',
  'reason',
  'percent',
  'phase',
  'waypointIndex',
  'etaSeconds',
] as const satisfies (keyof DeviceEvent)[];
const TELEMETRY_FIELDS = [
  'battery',
  'droneState',
  'dockState',
  'navigation',
  'sensorPayload',
  'weather',
  'at',
  'jobId',
  'lease',
] as const satisfies (keyof Telemetry)[];

/** A message that is dropped; `message` tells its device why. */
export class InvalidMessage extends Error {}

/** @throws InvalidMessage */
export function parseMessage(payload: Buffer): unknown {
  if (payload.length > MAX_MESSAGE) throw new InvalidMessage(`message must be at most ${MAX_MESSAGE} bytes`);
  try {
    return parseJson(payload, { refuse: ['__proto__', 'constructor'] });
  } catch {
    throw new InvalidMessage('message is not valid JSON');
  }
}

/** @throws InvalidMessage */
export function readEvent(message: unknown): DeviceEvent {
  refuse(refusalOfEvent(message));
  const given = message as Record<string, unknown>;
  const event = pick(given, EVENT_FIELDS) as unknown as DeviceEvent;
  return answersCommand(given) ? { ...event, commandId: given.commandId as string } : event;
}

/** @throws InvalidMessage */
export function readTelemetry(message: unknown): Telemetry {
  refuse(refusalOfTelemetry(message));
  const telemetry = pick(message as Record<string, unknown>, TELEMETRY_FIELDS) as unknown as Telemetry;
  return { ...telemetry, navigation: navigationOf(telemetry.navigation) };
}

function refuse(refusal: string | undefined): void {
  if (refusal !== undefined) throw new InvalidMessage(refusal);
}

/** Subscribers see the whole of it, so there is nothing else in it. */
function navigationOf({ position, orientation, velocity }: Navigation): Navigation {
  const navigation: Navigation = { position: { type: 'Point', coordinates: position.coordinates } };
  if (orientation) navigation.orientation = pick(orientation, ['heading', 'pitch', 'roll']);
  if (velocity) navigation.velocity = pick(velocity, ['groundSpeed', 'verticalSpeed']);
  return navigation;
}

/** What is null counts as left out. */
function pick(from: object, fields: readonly string[]): Record<string, unknown> {
  const values = from as Record<string, unknown>;
  return Object.fromEntries(
    fields.filter((field) => (values[field] ?? null) !== null).map((field) => [field, values[field]]),
  );
}
