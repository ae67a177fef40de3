import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { damage, oddMembers, plain, print } from './json-text';
import type { Node } from './json-text';
import type { Document, Operation, Parameter } from './openapi';
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

const ODD_SEGMENTS = [
  '%',
  '%zz',
  '%00',
  '%2F',
  '%2f..%2f',
  '..',
  '.',
  '%2e%2e',
  '%ff',
  '%ED%A0%80',
  '%C0%AF',
  'a;b=c',
  '~',
  ':id',
  '*',
  '%25',
  'a%20b',
  '\u00ff',
  'x'.repeat(4096),
  'x'.repeat(4097),
  '%F0%9F%98%80',
  '',
  '/',
  '[]',
];
const ODD_QUERIES = [
  '&',
  '=',
  '&&&=&',
  'a[b]=c',
  'a[]=1&a[]=2',
  'a.b=1',
  '__proto__=1',
  '__proto__[x]=1',
  'constructor=1',
  'toString=1',
  '%',
  '%zz=%zz',
  'a=%00',
  '%00=a',
  'a=%ff',
  '?',
  '?a=1',
  'a=1;b=2',
  '+',
  'a=+',
  '%ED%A0%80=1',
  'x'.repeat(8192),
  'a=1&'.repeat(1500),
  '\u00ff=\u00fe',
  "'",
];
const JSON_TYPES = [
  'application/json; charset=utf-8',
  'APPLICATION/JSON',
  'application/json;charset=utf-16',
  'application/vnd.api+json',
  'application/json;',
  'application/json; charset="',
];
const OTHER_TYPES = [
  '',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'application/x-protobuf',
  'application/json, text/plain',
  'json',
  '/',
  'application/',
  `a/${'b'.repeat(2000)}`,
  'application/\u00ff',
];
const ODD_HEADERS: Record<string, string[]> = {
  'idempotency-key': [
    '',
    'a',
    '"a"',
    'x'.repeat(255),
    'x'.repeat(256),
    'x'.repeat(5000),
    '\u00ff\u00e9',
    'a, b',
    '__proto__',
    '\t',
  ],
  'x-request-id': ['', 'a b', 'x'.repeat(200), 'x'.repeat(201), '\u00e9', '<script>', '__proto__', 'a\tb'],
  authorization: [
    '',
    'Bearer',
    'Bearer ',
    'Bearer x',
    'Bearer sk_x',
    'sk_',
    'Token sk_\u00ff',
    'Basic',
    'Basic !!!',
    'Basic Og==',
    `Basic ${'A'.repeat(4000)}`,
    'Bearer a.b.c',
    'Bearer eyJhbGciOiJub25lIn0.e30.',
    'Bearer eyJhbGciOiJIUzI1NiJ9.bnVsbA.x',
    `Bearer ${'x'.repeat(8000)}`,
    'Digest username="a"',
  ],
  accept: [
    '',
    '*/*',
    'text/html',
    'application/x-protobuf',
    'application/json;q=0',
    ';;;',
    ',',
    'application/vnd.idi-fly.api-v9+json',
    'x'.repeat(4000),
    '\u00ff',
  ],
  host: [
    '',
    'localhost',
    'scheduler.localhost',
    'SCHEDULER.localhost:1',
    'scheduler.',
    '[::1]:80',
    'a..b',
    ':',
    '\u00ff',
    'compute.localhost',
    'x'.repeat(5000),
    '127.0.0.1:99999',
  ],
  'content-encoding': ['gzip', 'identity', 'br', 'x'],
  'x-forwarded-host': ['', 'evil.invalid', '\u00ff'],
  'x-forwarded-proto': ['https', 'javascript'],
  'accept-encoding': ['gzip', '*;q=0'],
  range: ['bytes=0-0'],
  'if-none-match': ['*', '"'],
  cookie: ['a=b', '__proto__=1', '\u00ff'],
  'x-http-method-override': ['DELETE'],
  'x-api-key': ['', 'sk_x', '\u00ff', 'x'.repeat(5000)],
  expect: ['100-continue'],
};

const oddHeaders: Arbitrary<Record<string, string>> = fc
  .array(
    fc
      .constantFrom(...Object.keys(ODD_HEADERS))
      .chain((name) => fc.tuple(fc.constant(name), fc.constantFrom(...ODD_HEADERS[name]))),
    { minLength: 1, maxLength: 2 },
  )
  .map((headers) => Object.fromEntries(headers));

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
