import { isDeeperThan, isJsonObject } from '../../../kernel/http/json';
import { parseDuration, shortestLength, type Duration } from './duration';
import { MAX_DEPTH } from './json';
import type { Parsed } from './parsed';
import { parseIdempotencyKey } from './text';

/** Limits of a key; null where none was given. */
export interface FlowLimits {
  /** Requests that are executing at once. */
  concurrency: number | null;
  /** Starts in any window of `period`. */
  rate: number | null;
  period: Duration | null;
  /** Discarded jobs in a row that pause the key; 0: none do. */
  pauseAfterFailures: number | null;
}

export interface FlowControlRequest extends FlowLimits {
  /** Null: that of the destination. */
  key: string | null;
}

const INVALID = { error: 'is invalid' };

/** Keys of limits obey the same rules. */
export const parseLimitKey = parseIdempotencyKey;

/** Reads `flow_control`. One text for whatever is wrong; unknown members are ignored. */
export function parseFlowControl(value: unknown): Parsed<FlowControlRequest> {
  if (!isJsonObject(value) || isDeeperThan(value, MAX_DEPTH)) return INVALID;
  const refused: unknown[] = [];
  const member = <T>(name: string, parse: (given: unknown) => Parsed<T>): T | null => {
    if (!Object.hasOwn(value, name) || value[name] === null) return null;
    const parsed = parse(value[name]);
    if ('value' in parsed) return parsed.value;
    refused.push(name);
    return null;
  };
  const request = {
    key: member('key', parseLimitKey),
    concurrency: member('concurrency', parseConcurrency),
    rate: member('rate', parseRate),
    period: member('period', parsePeriod),
    pauseAfterFailures: member('pause_after_failures', parsePauseAfterFailures),
  };
  return refused.length > 0 ? INVALID : { value: request };
}

export const parseConcurrency = integerWithin(1, 1000);
export const parseRate = integerWithin(1, 10_000);
export const parsePauseAfterFailures = integerWithin(0, 1000);

/** A Duration that is longer than nothing. */
export function parsePeriod(value: unknown): Parsed<Duration> {
  const parsed = parseDuration(value);
  return 'value' in parsed && shortestLength(parsed.value) < 1 ? INVALID : parsed;
}

function integerWithin(min: number, max: number): (value: unknown) => Parsed<number> {
  return (value) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max
      ? { value: value as number }
      : { error: `must be between ${min} and ${max}` };
}
