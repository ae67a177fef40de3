import type { Fields } from '../requests/fields';
import { readDateTime } from './date-time';

const MOST_AHEAD = 365 * 86_400_000;

/** Reads when a job is to run by itself: at most 365 days ahead; a moment that is past asks for now. */
export function readStartAt(fields: Fields): Date | null {
  const at = readDateTime(fields, 'startAt');
  if (!at) return null;
  const now = Date.now();
  if (at.getTime() <= now + MOST_AHEAD) return new Date(Math.max(at.getTime(), now));
  return fields.refuse('startAt', 'must be an RFC 3339 date-time') ?? null;
}
