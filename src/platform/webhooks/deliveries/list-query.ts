import { Failure } from '../../../kernel/errors/failure';
import type { Violation } from '../../../kernel/http/rules';
import { positionOf } from './event-id';
import { DELIVERY_STATES } from './transitions';

export const [DEFAULT_LIMIT, MAX_LIMIT] = [100, 1000];
/** The largest position that there can be. */
const END = '9223372036854775807';

export interface DeliveryListQuery {
  state: string | null;
  limit: number;
  /** Position: deliveries of older events than this. */
  after: string;
}

/** Reads a query string's parameters. @throws Failure `invalid` */
export function readListQuery(query: Record<string, unknown>): DeliveryListQuery {
  const { state = null, limit = String(DEFAULT_LIMIT), after } = query;
  const position = after === undefined ? END : positionOf(String(after));
  const violations: Violation[] = [];
  const refuse = (field: string, rule: string) => violations.push({ field, message: `${field} must be ${rule}` });
  if (state !== null && !DELIVERY_STATES.some((known) => known === state)) {
    refuse('state', `one of ${DELIVERY_STATES.join(', ')}`);
  }
  const count = /^\d{1,9}$/.test(String(limit)) ? Number(limit) : 0;
  if (count < 1 || count > MAX_LIMIT) refuse('limit', `an integer from 1 to ${MAX_LIMIT}`);
  if (position === undefined) refuse('after', 'the `next` of another page');
  if (violations.length > 0) throw new Failure('invalid', violations[0].message, { data: violations });
  return { state: state as string | null, limit: count, after: position! };
}
