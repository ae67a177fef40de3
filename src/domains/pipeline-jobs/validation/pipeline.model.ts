import { PIPELINE_STATUSES } from '../pipelines/pipeline-status';
import type { PipelineStatus } from '../pipelines/pipeline-status';
import type { Accepted } from './findings';
import { merged, nullable, object, optional, required } from './lax';
import { oneOf, string } from './lax-text';
import { pageQuery } from './page.model';
import type { PageQuery } from './page.model';
import { validateBody, validateParameters } from './request';
import type { RawRequest, Validation } from './request';

/** `query_yaml` is YAML or JSON text. */
export const createPipelineBody = object({
  name: required(string()),
  query_yaml: required(string()),
});

export type CreatePipelineBody = Accepted<typeof createPipelineBody>;

export const queryYamlBody = object({ query_yaml: required(string()) });

export type QueryYamlBody = Accepted<typeof queryYamlBody>;

export type PipelineSort = 'created_at' | 'name';

export interface ListPipelinesQuery extends PageQuery<PipelineSort> {
  status: PipelineStatus | null;
  /** A part of the name, in any case. */
  pipeline_name: string | null;
}

export interface ListPipelinesRequest {
  query: ListPipelinesQuery;
}

const listPipelinesQuery = merged(
  pageQuery<PipelineSort>('created_at', 'name'),
  object({
    status: optional(nullable(oneOf(...PIPELINE_STATUSES)), null),
    pipeline_name: optional(nullable(string()), null),
  }),
);

/** Validates `POST /api/v1/workspaces/{name}/pipelines`. */
export function validateCreatePipeline({ body }: RawRequest): Validation<CreatePipelineBody> {
  return validateBody(createPipelineBody, body);
}

/** Validates bodies with `query_yaml` alone. */
export function validateQueryYaml({ body }: RawRequest): Validation<QueryYamlBody> {
  return validateBody(queryYamlBody, body);
}

/** Validates `GET /api/v1/workspaces/{name}/pipelines`. */
export function validateListPipelines(request: RawRequest): Validation<ListPipelinesRequest> {
  return validateParameters({ path: object({}), query: listPipelinesQuery }, request);
}
