import { Target } from './target';
import type { Received } from './target';

/** What its pipelines take: names of inputs with their JSON Schema. */
export interface StubPipeline {
  inputs: Record<string, object>;
  required?: string[];
  /** Media type of what it is run with. */
  type?: string;
  /** What a run returns; its own inputs as text unless told otherwise. */
  result?: unknown;
}

/** A Hayhooks server with a few pipelines, as FastAPI describes them. Like the real one it ignores unknown fields. */
export async function openHayhooks(pipelines: Record<string, StubPipeline>): Promise<Target> {
  const schemas = Object.fromEntries(
    Object.entries(pipelines).map(([name, { inputs, required = [] }]) => [
      `${name}RunRequest`,
      { type: 'object', properties: inputs, required },
    ]),
  );
  const paths = Object.fromEntries(
    Object.entries(pipelines).map(([name, { type = 'application/json' }]) => [
      `/${name}/run`,
      { post: { requestBody: { content: { [type]: { schema: { $ref: `#/components/schemas/${name}RunRequest` } } } } } },
    ]),
  );
  const answer = ({ method, url, body }: Received): unknown => {
    if (method === 'GET' && url === '/openapi.json') return { openapi: '3.1.0', paths, components: { schemas } };
    const [, first, second] = url.split('/').map(decodeURIComponent);
    if (method === 'GET' && first === 'status' && second in pipelines) return { status: 'Up!', pipeline: second };
    if (method !== 'POST' || second !== 'run' || !(first in pipelines)) return undefined;
    return { result: pipelines[first].result ?? body.toString() };
  };
  return Target.open((response, request) => {
    const body = answer(request);
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? { detail: 'Not Found' }));
  });
}
