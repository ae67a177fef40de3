import { codePoints } from '../../../kernel/http/common-rules';
import { refused } from '../refusals';

/** Code points. */
const MAX_TEXT = 10_000;

export type Verdict = 'pass' | 'fail';
export type Value = number | boolean | string;

export const CHARACTERISTIC_TYPES = ['number', 'boolean', 'text'] as const;
export type CharacteristicType = (typeof CHARACTERISTIC_TYPES)[number];

/** Something to look at on a unit. */
export interface Characteristic {
  name: string;
  type: CharacteristicType;
  unit?: string;
  /** Inclusive. */
  min?: number;
  /** Inclusive. */
  max?: number;
  required: boolean;
}

export interface JudgedResult {
  name: string;
  value: Value;
  unit?: string;
  min?: number;
  max?: number;
  pass: boolean;
}

/** A result as it was sent. */
export interface GivenResult {
  name: string;
  value: unknown;
  /** Only looked at without a plan. */
  pass?: boolean | null;
}

const KINDS: Record<CharacteristicType, { words: string; fits: (value: unknown) => value is Value }> = {
  number: { words: 'a number', fits: (value): value is number => typeof value === 'number' && Number.isFinite(value) },
  boolean: { words: 'a boolean', fits: (value): value is boolean => typeof value === 'boolean' },
  text: { words: 'a string', fits: (value): value is string => typeof value === 'string' },
};

/**
 * Judges results by the plan of a step; without one (no characteristics) each result says itself whether it passes.
 * @throws Failure `invalid` for what the plan does not know, of another type, or missing
 */
export function judge(plan: readonly Characteristic[], given: readonly GivenResult[]): JudgedResult[] {
  refuseRepeated(given);
  if (plan.length === 0) return given.map(takenAtItsWord);
  const results = given.map(({ name, value }) => {
    const characteristic = plan.find((one) => one.name === name);
    if (!characteristic) throw refused(`Unknown characteristic: ${name}`);
    const { type, unit, min, max } = characteristic;
    refuseUnfit(name, value, [type]);
    return { name, value, unit, min, max, pass: passes(characteristic, value) };
  });
  const missing = plan.find(({ name, required }) => required && !given.some((result) => result.name === name));
  if (missing) throw refused(`Missing result for: ${missing.name}`);
  return results;
}

export const verdictOf = (results: readonly JudgedResult[]): Verdict =>
  results.every(({ pass }) => pass) ? 'pass' : 'fail';

function takenAtItsWord({ name, value, pass }: GivenResult, index: number): JudgedResult {
  refuseUnfit(name, value, ['number', 'boolean', 'text']);
  if (typeof pass !== 'boolean') throw refused(`results[${index}].pass must be a boolean`);
  return { name, value, pass };
}

function passes({ min = -Infinity, max = Infinity }: Characteristic, value: Value): boolean {
  return typeof value === 'number' ? value >= min && value <= max : value !== false;
}

function refuseUnfit(name: string, value: unknown, types: CharacteristicType[]): asserts value is Value {
  if (!types.some((type) => KINDS[type].fits(value))) {
    throw refused(`Value of ${name} must be ${types.map((type) => KINDS[type].words).join(' or ')}`);
  }
  if (typeof value === 'string' && codePoints(value) > MAX_TEXT) {
    throw refused(`Value of ${name} must be at most ${MAX_TEXT} characters`);
  }
}

function refuseRepeated(given: readonly GivenResult[]): void {
  const seen = new Set<string>();
  for (const { name } of given) {
    if (seen.has(name)) throw refused(`Duplicate result for: ${name}`);
    seen.add(name);
  }
}
