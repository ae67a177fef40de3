import { surfaces } from '../../src/app.module';

/** What of JSON Schema the documents use. */
export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: unknown[];
  example?: unknown;
  default?: unknown;
  nullable?: boolean;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required?: boolean;
  schema: Schema;
  example?: unknown;
}

type Content = Record<string, { schema?: Schema; example?: unknown }>;

export interface Operation {
  /** `POST /api/jobs` */
  id: string;
  method: string;
  path: string;
  surface: string;
  parameters: Parameter[];
  body?: Content;
  /** By status. */
  responses: Record<string, { content?: Content }>;
}

export interface Document {
  operations: Operation[];
  schemas: Record<string, Schema>;
  /** Follows references, and joins what `allOf` lists. */
  resolve(schema: Schema): Schema;
}

interface Published {
  paths: Record<string, Record<string, { parameters?: Parameter[]; requestBody?: { content: Content } } & Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** Operations that are not fuzzed, with the reason. */
export const SKIPPED: Record<string, string> = {
  'GET /platform/v1/events/stream': 'an answer without an end: needs a reader of its own',
  'GET /api/board/stream': 'an answer without an end: needs a reader of its own',
  'GET /v1/customer/events': 'an answer without an end: needs a reader of its own',
  'GET /v1/customer/jobs/{id}/stream': 'an answer without an end: needs a reader of its own',
};

/** Names that nobody owns (RFC 2606), so that no request of an accepted job ever leaves for somebody's server. */
const reserved = (text: string) => text.replaceAll(/\bexample\.(com|org|net)\b/g, 'quintet.invalid');

/** Reads `/openapi.json`. */
export function readDocument(text: string): Document {
  const { paths, components } = JSON.parse(reserved(text)) as Published;
  const { schemas } = components;
  const resolve = (schema: Schema): Schema => {
    const { $ref, allOf, ...rest } = schema;
    const parts = [...($ref ? [schemas[$ref.split('/').at(-1)!]] : []), ...(allOf ?? [])].map(resolve);
    return Object.assign({}, ...parts, rest) as Schema;
  };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([name, { parameters = [], requestBody, responses }]) => {
      const method = name.toUpperCase();
      const id = `${method} ${path}`;
      return { id, method, path, surface: surfaces.of(path).name, parameters, body: requestBody?.content, responses };
    }),
  );
  return { operations: operations.filter(({ id }) => !(id in SKIPPED)), schemas, resolve };
}
