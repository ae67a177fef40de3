import { Failure } from '../../../kernel/errors/failure';
import { isJsonObject } from '../../../kernel/http/json';
import { parseInteger } from '../lists/list-query';
import { SCHEDULE_STATES } from '../transitions';
import { FieldReader } from '../values/field-reader';
import { instantOf, type Instant } from '../values/instant';
import type { SentJson } from '../values/json-text';
import { oneOf } from '../values/parsed';
import { textUpTo } from '../values/text';
import { parseTime } from '../values/time';
import type { SchedulePage } from './schedule-store';

type Query = Record<string, unknown>;

/** An offset beyond this has the same answer: nothing. */
const MAX_OFFSET = 1e15;

/** Reads the query of a list of schedules. @throws Failure `invalid` with the texts by field */
export function readSchedulePage(query: Query): SchedulePage {
  const reader = readerOf<'state' | 'limit' | 'offset'>(query);
  const state = reader.read('state', oneOf(SCHEDULE_STATES));
  const limit = reader.read('limit', (value) => parseInteger(value, 1, 100)) ?? 10;
  const offset = reader.read('offset', (value) => parseInteger(value, 0)) ?? 0;
  refuse(reader, ['state', 'limit', 'offset']);
  return { state, limit, offset: Math.min(offset, MAX_OFFSET) };
}

/** Reads how many slots are asked for. @throws Failure `invalid` with the texts by field */
export function readCount(query: Query): number {
  const reader = readerOf<'count'>(query);
  const count = reader.read('count', parseCount) ?? 10;
  refuse(reader, ['count']);
  return count;
}

export const parseCount = (value: unknown) => parseInteger(value, 1, 100);

/** Reads why a schedule is paused. @throws Failure `body-not-object`; `invalid` with the texts by field */
export function readReason({ value }: SentJson): string | null {
  const reader = new FieldReader<'reason'>(objectOf(value));
  const reason = reader.read('reason', textUpTo(255)) ?? null;
  refuse(reader, ['reason']);
  return reason;
}

/** Reads the time of a backfill. @throws Failure `body-not-object`; `invalid` with the texts by field */
export function readBackfill({ value }: SentJson): { from: Instant; to: Instant } {
  const reader = new FieldReader<'from' | 'to'>(objectOf(value));
  const now = instantOf(Date.now());
  const [from = 0, to = 0] = (['from', 'to'] as const).map((field) => {
    if (!reader.isSet(field)) reader.refuse(field, "can't be blank");
    return reader.read(field, (given) => parseTime(given, now));
  });
  refuse(reader, ['from', 'to']);
  return { from, to };
}

/** @throws Failure `body-not-object` */
export function objectOf(value: unknown): object {
  if (!isJsonObject(value)) throw new Failure('body-not-object');
  return value;
}

/** An empty parameter is not set. */
export function readerOf<Field extends string>(query: Query): FieldReader<Field> {
  return new FieldReader(Object.fromEntries(Object.entries(query).filter(([, value]) => value !== '')));
}

/** @throws Failure `invalid` with the texts by field when there are any */
export function refuse<Field extends string>(reader: FieldReader<Field>, fields: readonly Field[]): void {
  const errors = reader.errors(fields);
  if (errors) throw new Failure('invalid', undefined, { status: 422, data: errors });
}
