import type { Accepted } from '../validation/findings';
import { list, nullable, object, optional, required } from '../validation/lax';
import { freeObject } from '../validation/lax-free-object';
import { boolean } from '../validation/lax-scalars';
import { string } from '../validation/lax-text';
import { uuid } from '../validation/lax-uuid';
import { validateBody } from '../validation/request';
import type { RawRequest, Validation } from '../validation/request';

const MAX_QUERIES = 100;
const MAX_FILES = 10_000;
const MAX_LEVELS = 32;

/** What deepset's clients send; prompts and debugging are asked for and never given. */
export const searchBody = object({
  queries: required(list(string(), MAX_QUERIES)),
  debug: optional(nullable(boolean()), null),
  view_prompts: optional(nullable(boolean()), null),
  filters: optional(nullable(freeObject(MAX_LEVELS)), null),
  params: optional(nullable(freeObject(MAX_LEVELS)), null),
  files: optional(nullable(list(uuid(), MAX_FILES)), null),
});

export type SearchBody = Accepted<typeof searchBody>;

/** Validates `POST /api/v1/workspaces/{workspace}/pipelines/{name}/search`. */
export function validateSearch({ body }: RawRequest): Validation<SearchBody> {
  return validateBody(searchBody, body);
}
