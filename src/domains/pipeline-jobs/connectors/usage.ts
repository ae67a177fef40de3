import { isJsonObject } from '../../../kernel/http/json';
import type { Usage } from './found';

/** Prices of a million tokens. */
export interface Prices {
  input_price?: number;
  output_price?: number;
}

/**
 * What an answer cost, as the lists of `usage` objects in it say.
 * @param given one for each call of a model; what is none is left out
 */
export function usageOf(given: unknown[], { input_price: input, output_price: output }: Prices = {}): Usage | null {
  const found = given.filter(isJsonObject).filter((usage) => Number.isInteger(usage.prompt_tokens));
  if (found.length === 0) return null;
  const sum = (name: string) => found.reduce((total, usage) => total + count(usage[name]), 0);
  const [prompt, completion] = [sum('prompt_tokens'), sum('completion_tokens')];
  const priced = input !== undefined || output !== undefined;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: sum('total_tokens') || prompt + completion,
    cost: priced ? (prompt * (input ?? 0) + completion * (output ?? 0)) / 1_000_000 : null,
  };
}

const count = (value: unknown) => (Number.isInteger(value) ? Number(value) : 0);
