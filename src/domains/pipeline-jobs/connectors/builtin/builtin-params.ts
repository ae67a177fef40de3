import { isJsonObject } from '../../../../kernel/http/json';
import { ItemError } from '../../items/item-error';
import type { FreeObject } from '../../validation/lax-free-object';

export const TOP_K = { min: 1, max: 100, default: 10 };
export const ANSWERS = { min: 0, max: 10, default: 3 };

/** What `params` of one query ask for; undefined where the pipeline's config decides. */
export interface BuiltinParams {
  topK: number | undefined;
  answers: number | undefined;
  /** To be met besides the filters of the query. */
  filters: FreeObject | null;
}

/**
 * Reads `{"retriever":{"top_k","filters"},"answers":{"top_k"}}`.
 * @throws ItemError `invalid_params`
 */
export function readParams(params: FreeObject | null): BuiltinParams {
  const { retriever, answers } = fields(params, 'params', ['retriever', 'answers']);
  const { top_k: topK, filters } = fields(retriever, 'params.retriever', ['top_k', 'filters']);
  const { top_k: count } = fields(answers, 'params.answers', ['top_k']);
  if ((filters ?? null) !== null && !isJsonObject(filters)) throw refusal('params.retriever.filters is an object');
  return {
    topK: integer(topK, 'params.retriever.top_k', TOP_K),
    answers: integer(count, 'params.answers.top_k', ANSWERS),
    filters: (filters as FreeObject | undefined) ?? null,
  };
}

function fields(value: unknown, place: string, names: string[]): FreeObject {
  const object = value ?? {};
  if (!isJsonObject(object)) throw refusal(`${place} is an object`);
  if (Object.keys(object).some((name) => !names.includes(name))) throw refusal(`${place} takes ${names.join(', ')}`);
  return object;
}

function integer(value: unknown, place: string, { min, max }: { min: number; max: number }): number | undefined {
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return value as number;
  throw refusal(`${place} is an integer from ${min} to ${max}`);
}

const refusal = (text: string) => new ItemError('invalid_params', text);
