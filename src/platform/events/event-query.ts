import { Failure } from '../../kernel/errors/failure';
import { hasLoneSurrogate, hasNull } from '../../kernel/http/common-rules';
import type { Violation } from '../../kernel/http/rules';
import { LOG_START, parseCursor } from '../../kernel/events/event-cursor';
import type { EventPosition } from '../../kernel/events/event-cursor';

const TYPE = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*(\.\*)?$/;
const MAX_TYPE = 200;
const MAX_SUBJECT = 500;
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

export interface EventQuery {
  after: EventPosition;
  /** Exact, or a prefix that ends in `.*`. */
  type?: string;
  subject?: string;
  limit: number;
}

/** @throws Failure `invalid` with every parameter that is refused */
export function readEventQuery(given: Record<string, unknown>): EventQuery {
  const violations: Violation[] = [];
  const read = <T>(field: string, absent: T, parse: (text: string) => T | undefined, rule: string): T => {
    const value = given[field];
    if (value === undefined || value === '') return absent;
    const parsed = typeof value === 'string' ? parse(value) : undefined;
    if (parsed === undefined) violations.push({ field, message: `${field} must be ${rule}` });
    return parsed ?? absent;
  };
  const query = {
    after: read('after', LOG_START, parseCursor, 'a cursor that this service gave'),
    type: read<string | undefined>('type', undefined, asType, 'an event type, or a prefix of types that ends in .*'),
    subject: read<string | undefined>('subject', undefined, asSubject, `a text of at most ${MAX_SUBJECT} characters`),
    limit: read('limit', DEFAULT_LIMIT, asLimit, `an integer between 1 and ${MAX_LIMIT}`),
  };
  if (violations.length > 0) throw new Failure('invalid', violations[0].message, { data: violations });
  return query;
}

function asType(text: string): string | undefined {
  return text.length <= MAX_TYPE && TYPE.test(text) ? text : undefined;
}

function asSubject(text: string): string | undefined {
  return text.length <= MAX_SUBJECT && !hasNull(text) && !hasLoneSurrogate(text) ? text : undefined;
}

function asLimit(text: string): number | undefined {
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= MAX_LIMIT ? limit : undefined;
}
