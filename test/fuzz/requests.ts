import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { damage, oddMembers, plain, print } from './json-text';
import type { Node } from './json-text';
import type { Document, Operation, Parameter } from './openapi';
import { JSON_TYPES, ODD_QUERIES, ODD_SEGMENTS, oddHeaders, OTHER_TYPES } from './odd-requests';
import { SchemaValues } from './schema-values';
import { oddText } from './values';

/** A request in the making: ids that the service gave out are filled in when it is sent. */
export interface Draft {
  method: string;
  path: Part[];
  query: Part[];
  headers: Record<string, string>;
  body?: { json: Node; damage?: (body: Buffer) => Buffer };
  /** Sent without its length. */
  chunked: boolean;
}

type Part = string | { picked: number };

/** A request as it is sent. */
export interface FuzzRequest {
  method: string;
  target: string;
  headers: Record<string, string>;
  body?: Buffer;
  chunked: boolean;
}

/** Lone surrogates have no UTF-8: what stands for them on a wire is sent as the bytes that careless encoders make. */
const encode = (text: string) => encodeURIComponent(text.toWellFormed()).replaceAll('%EF%BF%BD', '%ED%A0%80');

export function fillIn(
  { method, path, query, headers, body, chunked }: Draft,
  ids: (picked: number) => string,
): FuzzRequest {
  const filled = (part: Part) => (typeof part === 'string' ? part : encode(ids(part.picked)));
  const search = query.map(filled).join('');
  const bytes = body && Buffer.from(print(body.json, ids));
  return {
    method,
    target: path.map(filled).join('') + (search && `?${search}`),
    headers,
    body: bytes && (body.damage?.(bytes) ?? bytes),
    chunked,
  };
}

/** Requests of the operations of a document, made of what it says of them. */
export class Requests {
  private readonly values: SchemaValues;

  constructor(private readonly document: Document) {
    this.values = new SchemaValues(document);
  }

  /** From fitting to absurd. */
  of(operation: Operation): Arbitrary<Draft> {
    const { method, parameters } = operation;
    const headers = fc.oneof(
      { weight: 3, arbitrary: fc.constant<Record<string, string>>({}) },
      { weight: 1, arbitrary: oddHeaders },
    );
    return fc
      .record({
        path: this.path(operation),
        query: this.query(parameters.filter((parameter) => parameter.in === 'query')),
        headers,
        content: this.content(operation),
        chunked: fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
      })
      .map(({ path, query, headers: odd, content: { type, body }, chunked }) => ({
        method,
        path,
        query,
        headers: { ...(type === undefined ? {} : { 'content-type': type }), ...odd },
        body,
        chunked,
      }));
  }

  private path({ path, parameters }: Operation): Arbitrary<Part[]> {
    const segments = path.split(/(\{[^}]+\})/).map((part): Arbitrary<Part> => {
      if (!part.startsWith('{')) return fc.constant(part);
      const { example, schema } = parameters.find(({ name }) => name === part.slice(1, -1))!;
      const known = example ?? schema.example;
      return fc.oneof(
        { weight: 5, arbitrary: fc.nat().map((picked) => ({ picked })) },
        { weight: known === undefined ? 0 : 5, arbitrary: fc.constant(encode(String(known))) },
        { weight: 2, arbitrary: oddText.map(encode) },
        { weight: 2, arbitrary: fc.constantFrom(...ODD_SEGMENTS) },
      );
    });
    return fc.tuple(...segments);
  }

  private query(parameters: Parameter[]): Arbitrary<Part[]> {
    const one = (parameter: Parameter): Arbitrary<Part[]> => {
      const name = encode(parameter.name);
      const fitting = this.values.of(parameter.schema, 6, parameter.name).map((node): Part[] => {
        if ('picked' in node) return [`${name}=`, node, '&'];
        const text = print(node, String).replace(/^"(.*)"$/s, '$1');
        return [`${name}=${encode(text)}&`];
      });
      return fc.oneof(
        { weight: 4, arbitrary: fc.constant<Part[]>([]) },
        { weight: 6, arbitrary: fitting },
        { weight: 1, arbitrary: fc.tuple(fitting, fitting).map((twice) => twice.flat()) },
        {
          weight: 1,
          arbitrary: fc
            .constantFrom('', '=', '[]=1', '[x]=1', '=%00', '=%zz', '=+1')
            .map((odd): Part[] => [`${name}${odd}&`]),
        },
      );
    };
    const odd = fc.oneof(
      { weight: 5, arbitrary: fc.constant<Part[]>([]) },
      { weight: 1, arbitrary: fc.constantFrom(...ODD_QUERIES).map((text): Part[] => [text]) },
    );
    return fc.tuple(...parameters.map(one), odd).map((parts) => parts.flat());
  }

  private content({ body, method }: Operation): Arbitrary<{ type?: string; body?: Draft['body'] }> {
    const [type, { schema, example }] = Object.entries(body ?? {})[0] ?? [undefined, {}];
    const none = fc.constantFrom({}, { type: 'application/json' }, { type: 'text/plain' });
    if (!schema) return method === 'GET' || method === 'HEAD' ? none : fc.oneof(none, this.stray());
    const fixed = example === undefined ? this.exampleOf(schema) : plain(example);
    const json = fc.oneof(
      { weight: 1, arbitrary: fc.constant(fixed) },
      { weight: 3, arbitrary: this.values.of(schema, 0) },
      { weight: 6, arbitrary: this.values.of(schema, 12) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(this.values.of(schema, 0), oddMembers)
          .map(([node, more]) => ('members' in node ? { members: [...node.members, ...more] } : node)),
      },
    );
    const types = fc.oneof(
      { weight: 12, arbitrary: fc.constant(type) },
      { weight: 2, arbitrary: fc.constantFrom(...JSON_TYPES, undefined) },
      { weight: 1, arbitrary: fc.constantFrom(...OTHER_TYPES) },
    );
    const harm = fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: damage });
    return fc.record({ type: types, body: fc.record({ json, damage: harm }) });
  }

  /** A body where none is asked for. */
  private stray(): Arbitrary<{ type?: string; body?: Draft['body'] }> {
    return fc.record({
      type: fc.constantFrom('application/json', 'text/plain', undefined),
      body: fc.record({ json: fc.constant(plain({})), damage: fc.oneof(fc.constant(undefined), damage) }),
    });
  }

  /** The body that the documents prefill. */
  exampleOf(schema: Document['schemas'][string]): Node {
    const { example, properties, items } = this.document.resolve(schema);
    if (example !== undefined) return plain(example);
    if (items) return { list: [this.exampleOf(items)] };
    if (!properties) return plain(null);
    return { members: Object.entries(properties).map(([name, property]) => [name, this.exampleOf(property)]) };
  }
}
