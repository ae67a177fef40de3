import { parseDateTime } from '../requests/date-time';
import type { Fields } from '../requests/fields';

const MOST_AHEAD = 365 * 86_400_000;

/** Reads when a job is to run by itself: at most 365 days ahead; a moment that is past asks for now. */
export function readStartAt(fields: Fields): Date | null {
  const value = fields.value('startAt');
  if (value === undefined) return null;
  const at = parseDateTime(value);
  const now = Date.now();
  if (at <= now + MOST_AHEAD) return new Date(Math.max(at, now));
  return fields.refuse('startAt', 'must be an RFC 3339 date-time') ?? null;
}
