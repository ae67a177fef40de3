import type { ServerResponse } from 'node:http';
import { send } from './question-stub';
import { Target } from './target';

/** A kind of connector that calls a service, and how that service speaks. */
export interface PipelineKind {
  /** The config of a pipeline that is answered at a URL. */
  yaml(url: string): string;
  /** What its ready check asks, and what is answered to it. */
  ready: Record<string, object>;
  /** An answer, and JSON that is none. */
  answer: object;
  unknown: object;
}

const RUN_SCHEMA = { type: 'object', properties: { query: {}, filters: {} }, required: ['query'] };
const RUN_ROUTE = { post: { requestBody: { content: { 'application/json': { schema: RUN_SCHEMA } } } } };

export const KINDS: Record<string, PipelineKind> = {
  hayhooks: {
    yaml: (url) => `connector: hayhooks\nurl: ${url}\npipeline: p`,
    ready: { '/status/p': { status: 'Up!' }, '/openapi.json': { paths: { '/p/run': RUN_ROUTE } } },
    answer: { result: 'yes' },
    unknown: { result: { a: 1 } },
  },
  'deepset-search': {
    yaml: (url) => `connector: deepset-search\nurl: ${url}\nworkspace: w\npipeline: p`,
    ready: { '/api/v1/workspaces/w/pipelines/p': { status: 'DEPLOYED' } },
    answer: { results: [{ answers: [{ answer: 'yes' }], documents: [] }] },
    unknown: { results: [] },
  },
  'openai-compatible': {
    yaml: (url) => `connector: openai-compatible\nurl: ${url}\nmodel: m`,
    ready: { '/models': { data: [] } },
    answer: { choices: [{ message: { content: 'yes' } }] },
    unknown: { choices: [] },
  },
};

/** A service of a kind that is always ready. Each question has a connection of its own. */
export function openKind(
  { ready }: PipelineKind,
  reply: (response: ServerResponse, question: string) => void,
): Promise<Target> {
  return Target.open((response, { method, url, body }) => {
    // A connection that was used before outlives a change of its name, and what is lost on it is sent once more.
    response.shouldKeepAlive = false;
    if (method === 'GET') send(response, 200, ready[url]);
    else reply(response, body.toString());
  });
}
