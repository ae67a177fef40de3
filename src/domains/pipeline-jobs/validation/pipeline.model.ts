import type { Accepted } from './findings';
import { object, required } from './lax';
import { string } from './lax-text';

/** `query_yaml` is YAML or JSON text. */
export const createPipelineBody = object({
  name: required(string()),
  query_yaml: required(string()),
});

export type CreatePipelineBody = Accepted<typeof createPipelineBody>;
