import { Failure } from '../../../kernel/errors/failure';
import { isJobNumber, isUuid } from '../ids';
import { parseInteger } from '../lists/list-query';
import { FieldReader } from '../values/field-reader';
import type { Instant } from '../values/instant';
import type { Parsed } from '../values/parsed';
import { parseTime } from '../values/time';

/** Which dead letters are meant; what is undefined does not matter. */
export interface DeadLetterFilter {
  scheduleId?: string;
  /** A host name, with the port if one is meant. */
  host?: string;
  /** The first moment at which a letter was discarded, and the first at which it was not. */
  from?: Instant;
  to?: Instant;
}

export interface DeadLetterList extends DeadLetterFilter {
  limit: number;
  offset: number;
}

/** Letters to replay: of these numbers and uuids, if any are given, and that fit the filter. */
export interface ReplaySelection extends DeadLetterFilter {
  ids?: string[];
}

const FILTERS = ['schedule_id', 'host', 'from', 'to'] as const;
const LIST_FIELDS = ['limit', 'offset', ...FILTERS] as const;
const REPLAY_FIELDS = ['ids', ...FILTERS, 'all'] as const;
type Field = (typeof LIST_FIELDS | typeof REPLAY_FIELDS)[number];

const MAX_OFFSET = 1e15;
export const MAX_REPLAYS = 1000;

/** Reads the query of the list; an empty parameter is not set. @throws Failure `invalid` with the texts by field */
export function readDeadLetterList(query: Record<string, unknown>, now: Instant): DeadLetterList {
  const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
  const reader = new FieldReader<Field>(given);
  const limit = reader.read('limit', (value) => parseInteger(value, 1, 100)) ?? 10;
  const offset = reader.read('offset', (value) => parseInteger(value, 0)) ?? 0;
  const filter = readFilter(reader, now);
  refuse(reader, LIST_FIELDS);
  return { limit, offset: Math.min(offset, MAX_OFFSET), ...filter };
}

/** Reads the body of a replay of many. @throws Failure `invalid` with the texts by field */
export function readReplaySelection(body: object, now: Instant): ReplaySelection {
  const reader = new FieldReader<Field>(body);
  const ids = reader.read('ids', parseIds);
  reader.read('all', parseFlag);
  const filter = readFilter(reader, now);
  const selects = REPLAY_FIELDS.some((field) => reader.isSet(field) && reader.value(field) !== false);
  if (!selects) reader.refuse('ids', "can't be blank");
  refuse(reader, REPLAY_FIELDS);
  return { ids, ...filter };
}

function readFilter(reader: FieldReader<Field>, now: Instant): DeadLetterFilter {
  return {
    scheduleId: reader.read('schedule_id', parseText),
    host: reader.read('host', parseText)?.toLowerCase(),
    from: reader.read('from', (value) => parseTime(value, now)),
    to: reader.read('to', (value) => parseTime(value, now)),
  };
}

function refuse(reader: FieldReader<Field>, order: readonly Field[]): void {
  const errors = reader.errors(order);
  if (errors) throw new Failure('invalid', undefined, { status: 422, data: errors });
}

function parseText(value: unknown): Parsed<string> {
  return typeof value === 'string' && !value.includes('\0') ? { value } : { error: 'is invalid' };
}

function parseFlag(value: unknown): Parsed<boolean> {
  return typeof value === 'boolean' ? { value } : { error: 'is invalid' };
}

function parseIds(value: unknown): Parsed<string[]> {
  if (!Array.isArray(value)) return { error: 'is invalid' };
  if (value.length === 0) return { error: "can't be blank" };
  if (value.length > MAX_REPLAYS) return { error: `should have at most ${MAX_REPLAYS} item(s)` };
  const ids = value.map((id: unknown) => (typeof id === 'number' ? String(id) : id));
  const known = ids.every((id) => typeof id === 'string' && (isJobNumber(id) || isUuid(id)));
  return known ? { value: [...new Set(ids as string[])] } : { error: 'is invalid' };
}
