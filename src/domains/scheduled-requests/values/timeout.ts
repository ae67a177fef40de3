import { parseDurationWithin } from './duration';
import { MINUTE, SECOND } from './instant';
import type { Parsed } from './parsed';

const DEFAULT = 30 * SECOND;

/** Microseconds that an attempt may take from connect to the last byte; 30 s when not set. */
export function parseTimeout(value: unknown): Parsed<number> {
  if (value === undefined) return { value: DEFAULT };
  return parseDurationWithin(value, SECOND, 15 * MINUTE, 'must be between 1 second and 15 minutes');
}
