import { isJsonObject } from '../../../kernel/http/json';

/**
 * One JSON object over another: objects are merged key by key at every depth, all else is replaced; undefined leaves
 * what is below. Neither is changed. The nesting of both is bounded when they are parsed, hence the recursion.
 */
export function merge<T extends object>(below: T, above: Partial<T>): T {
  return mergeValues(below, above) as T;
}

/** A Map holds a key named `__proto__` like any other. */
function mergeValues(below: unknown, above: unknown): unknown {
  if (above === undefined) return below;
  if (!isJsonObject(below) || !isJsonObject(above)) return above;
  const merged = new Map(Object.entries(below));
  for (const [key, value] of Object.entries(above)) merged.set(key, mergeValues(merged.get(key), value));
  return Object.fromEntries(merged);
}
