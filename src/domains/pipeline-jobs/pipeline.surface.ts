import { Failure } from '../../kernel/errors/failure';
import type { ApiSurface } from '../../kernel/http/api-surface';
import { ConfigProblems } from './pipelines/config-problems';
import type { ValidationError } from './validation/findings';
import { parseJson } from './validation/json-body';
import { DEFAULT_PIPELINE_ID, DEFAULT_WORKSPACE_ID } from './workspaces/default-ids';
import { PIPELINE_SECTIONS } from './pipeline-sections';

const JSON_TYPE = /^(application\/json|[^/]+\/[^/]+\+json)$/;
/** What a body of another type counts as: no object, so that validation refuses it in its own words. */
const NO_OBJECT = '';

function textOf(failure: Failure, requestId: string, route: string): string {
  switch (failure.kind) {
    case 'unauthenticated':
      return 'Authentication required';
    case 'forbidden':
      return `Missing scope: ${(failure.data as { scope: string }).scope}`;
    case 'route-not-found':
      return `Route not found: ${route}`;
    case 'payload-too-large':
      return 'Request body is too large';
    case 'idempotency-mismatch':
      return 'Idempotency-Key was already used with a different request';
    case 'rate-limited':
      return 'Too Many Requests';
    case 'unavailable':
      return 'Service Unavailable';
    case 'internal':
      return `Internal error (request ${requestId})`;
    default:
      return failure.message;
  }
}

/** `detail` of a 422: what validation found, or the place where the body stops being JSON. */
function detailOf(failure: Failure): ValidationError[] | undefined {
  if (failure.kind === 'invalid') return failure.data as ValidationError[] | undefined;
  if (failure.kind !== 'malformed-json') return undefined;
  const { position } = (failure.data ?? { position: 0 }) as { position: number };
  return [{ type: 'json_invalid', loc: ['body', position], msg: 'JSON decode error' }];
}

/** The API of a retrieval platform: validation in the words of pydantic, all other errors as a list of texts. */
export const pipelineSurface: ApiSurface = {
  name: 'pipeline',
  title: 'Pipeline jobs',
  description: 'Lists of questions that are put to a pipeline, once for each file of a workspace or once over all.',
  prefixes: ['/api/v1/workspaces', '/api/v2/workspaces', '/api/v2/shared_jobs'],
  body: {
    maxBytes: 1024 * 1024,
    empty: undefined,
    accepts: () => true,
    parse(body, mediaType) {
      if (mediaType !== undefined && !JSON_TYPE.test(mediaType)) return NO_OBJECT;
      const parsed = parseJson(body, Infinity);
      if (parsed.position === undefined) return parsed.value;
      throw new Failure('malformed-json', undefined, { data: { position: parsed.position } });
    },
  },
  sections: PIPELINE_SECTIONS,
  example: {
    path: `/api/v2/workspaces/${DEFAULT_WORKSPACE_ID}/jobs`,
    body: {
      name: 'Leases',
      pipeline_id: DEFAULT_PIPELINE_ID,
      execution_mode: 'PER_FILE',
      queries: [{ query: 'Who is the tenant?' }],
    },
  },
  describe(failure, request) {
    if (failure.data instanceof ConfigProblems) {
      return { status: failure.status, body: { details: failure.data.details } };
    }
    const detail = detailOf(failure);
    if (detail) return { status: 422, body: { detail } };
    const route = `${request.method} ${request.url.split('?', 1)[0]}`;
    return { status: failure.status, body: { errors: [textOf(failure, request.id, route)] } };
  },
};
