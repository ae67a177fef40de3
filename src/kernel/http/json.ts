import { parse } from 'secure-json-parse';
import { Failure } from '../errors/failure';

export interface JsonRules {
  /** Levels of lists and objects that are let through; any when left out. */
  maxDepth?: number;
  /** Keys to refuse instead of passing them on as plain data: `__proto__`, and `constructor` that holds `prototype`. */
  refuse?: ('__proto__' | 'constructor')[];
}

/**
 * Parses a JSON text. Of duplicate keys the last wins; a byte order mark is let through.
 * @throws Failure `malformed-json`
 */
export function parseJson(body: Buffer, rules: JsonRules): unknown {
  let value: unknown;
  try {
    value = parse(body.toString('utf8'), undefined, {
      protoAction: rules.refuse?.includes('__proto__') ? 'error' : 'ignore',
      constructorAction: rules.refuse?.includes('constructor') ? 'error' : 'ignore',
    });
  } catch {
    throw new Failure('malformed-json');
  }
  if (rules.maxDepth !== undefined && isDeeperThan(value, rules.maxDepth)) throw new Failure('malformed-json');
  return value;
}

/** Whether lists and objects are nested deeper than the limit. Iterative: user data may be 200,000 levels deep. */
export function isDeeperThan(value: unknown, limit: number): boolean {
  let level = [value].filter(isNested);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === limit) return true;
    level = level.flatMap((nested) => Object.values(nested).filter(isNested));
  }
  return false;
}

/** Whether a value is a JSON object: no list, not null. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return isNested(value) && !Array.isArray(value);
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
