import { isJsonObject } from '../../../kernel/http/json';
import type { Rule } from '../../../kernel/http/rules';
import { optional } from '../../../kernel/http/rules';
import { id, instant, integer, metadata, name, number, object, oneOf, required, text } from '../drone-rules';
import { DOCK_STATES, DRONE_STATES, EVENT_TYPES, FLIGHT_PHASES } from './messages';

/** Fields of an object and their rules, in the order in which they refuse. */
type Fields = Record<string, Rule>;

/** The first refusal of an object's fields, by its path. */
function refusalOf(fields: Fields, value: object, path = ''): string | undefined {
  for (const [field, rule] of Object.entries(fields)) {
    const refusal = rule((value as Record<string, unknown>)[field], path + field);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

const within =
  (fields: Fields): Rule =>
  (value, field) =>
    object()(value, field) ?? refusalOf(fields, value as object, `${field}.`);

/** Metres above sea level that anything flies at. */
const ALTITUDE = { min: -1000, max: 20_000 };
const MAX_WAYPOINT = 10_000;
/** Seconds. */
const MAX_ETA = 86_400;
const NO_OBJECT = 'message must be a JSON object';

const COORDINATES: Rule[] = [number(-180, 180), number(-90, 90), number(ALTITUDE.min, ALTITUDE.max)];

const coordinates: Rule = (value, field) => {
  if (!Array.isArray(value) || value.length !== COORDINATES.length) {
    return `${field} must be a longitude, a latitude and an altitude`;
  }
  const refusals = COORDINATES.map((rule, index) => rule(value[index], `${field}[${index}]`));
  return refusals.find((refusal) => refusal !== undefined);
};

const mark = [id(), text(255)];
const lease = integer(1, Number.MAX_SAFE_INTEGER);

/** Angles in degrees, speeds in metres per second. */
const NAVIGATION: Fields = {
  position: required(within({ type: required(oneOf('Point')), coordinates: required(coordinates) })),
  orientation: optional(
    within({
      heading: optional(number(-360, 360)),
      pitch: optional(number(-180, 180)),
      roll: optional(number(-180, 180)),
    }),
  ),
  velocity: optional(within({ groundSpeed: optional(number(0, 500)), verticalSpeed: optional(number(-500, 500)) })),
};

/** What a dock measures: metres per second, degrees, degrees Celsius, percent. */
const WEATHER: Fields = {
  windSpeed: optional(number(0, 200)),
  windDirection: optional(number(0, 360)),
  temperature: optional(number(-100, 100)),
  humidity: optional(number(0, 100)),
};

const TELEMETRY: Fields = {
  battery: required(number(0, 100)),
  droneState: required(oneOf(...DRONE_STATES)),
  navigation: required(within(NAVIGATION)),
  dockState: optional(oneOf(...DOCK_STATES)),
  sensorPayload: optional(metadata()),
  weather: optional(metadata(), within(WEATHER)),
  at: optional(instant()),
  jobId: optional(...mark),
  lease: optional(lease),
};

const FLIGHT: Fields = { jobId: optional(...mark), lease: optional(lease) };
/** A report says which flight it is about, and under which lease. */
const NAMED_FLIGHT: Fields = { jobId: required(...mark), lease: required(lease) };

const EVENT: Fields = { id: required(name()), type: required(oneOf(...EVENT_TYPES)) };
const MORE: Fields = {
  at: optional(instant()),
  commandId: optional(...mark),
  code: optional(text(100)),
  reason: optional(text(1000)),
  percent: optional(number(0, 100)),
  phase: optional(oneOf(...FLIGHT_PHASES)),
  waypointIndex: optional(integer(0, MAX_WAYPOINT)),
  etaSeconds: optional(number(0, MAX_ETA)),
};
const REPORT: Fields = { ...EVENT, ...NAMED_FLIGHT, ...MORE };
const OTHER_EVENT: Fields = { ...EVENT, ...FLIGHT, ...MORE };

/** Whether an event names the command that it answers, and so the flight. */
export const answersCommand = ({ type, commandId }: Record<string, unknown>) =>
  (type === 'accepted' || type === 'rejected') && commandId !== undefined && commandId !== null;

/** Why a message is no event of a device; undefined where it is one. */
export function refusalOfEvent(message: unknown): string | undefined {
  if (!isJsonObject(message)) return NO_OBJECT;
  return refusalOf(message.type === 'offline' || answersCommand(message) ? OTHER_EVENT : REPORT, message);
}

/** Why a message is no telemetry; undefined where it is. */
export function refusalOfTelemetry(message: unknown): string | undefined {
  return isJsonObject(message) ? refusalOf(TELEMETRY, message) : NO_OBJECT;
}
