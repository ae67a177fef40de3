import { LineCounter, isAlias, isMap, isScalar, parseDocument, visit } from 'yaml';
import type { Document, Scalar, YAMLMap } from 'yaml';
import { Findings } from '../validation/findings';
import { freeObject } from '../validation/lax-free-object';
import type { FreeObject } from '../validation/lax-free-object';
import { refusedConfig } from './config-problems';

/** What stands for a secret where configs are shown, and keeps it where they are changed. */
export const HIDDEN = '***';

const MAX_BYTES = 100 * 1024;
const MAX_ALIASES = 20;
const MAX_LEVELS = 32;
const STANDARD_TAG = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/;
/** In quotes: a bare asterisk is an alias. */
const HIDDEN_TEXT = `"${HIDDEN}"`;

class YamlError extends Error {}

/** The config of a pipeline as it was written, in YAML or JSON. */
export class QueryYaml {
  private constructor(
    private readonly text: string,
    private readonly document: Document,
    readonly value: FreeObject,
  ) {}

  /** @throws Failure 422 with one `YAML_ERROR` */
  static read(text: string): QueryYaml {
    try {
      if (Buffer.byteLength(text) > MAX_BYTES) throw new YamlError(`The text is larger than ${MAX_BYTES / 1024} KiB`);
      const document = parse(text);
      return new QueryYaml(text, document, plain(document));
    } catch (error) {
      // Nesting can be deeper than the parser's stack.
      const message = error instanceof YamlError ? error.message : 'The text cannot be read';
      throw refusedConfig(422, [{ code: 'YAML_ERROR', message, category: 'ERROR', json_pointer: '' }]);
    }
  }

  /** The text with `***` in place of every secret, all else as it was written. */
  hidden(): string {
    const ranges = [...this.secretNodes()].map(({ range }) => range!).sort((one, other) => other[0] - one[0]);
    return ranges.reduce((text, [start, end]) => {
      const newline = text.slice(start, end).endsWith('\n') ? '\n' : '';
      return text.slice(0, start) + HIDDEN_TEXT + newline + text.slice(end);
    }, this.text);
  }

  /** `api_key` and the values of `headers`, whether the connector knows them or not. */
  private secretNodes(): Set<Scalar> {
    const resolved = (node: unknown): unknown => (isAlias(node) ? node.resolve(this.document) : node);
    const headers = resolved(this.document.get('headers', true));
    const values = isMap(headers) ? headers.items.map(({ value }) => value) : [];
    return new Set([this.document.get('api_key', true), ...values].map(resolved).filter(isText));
  }
}

const isText = (node: unknown): node is Scalar => isScalar(node) && typeof node.value === 'string';

function parse(text: string): Document {
  const lineCounter = new LineCounter();
  // Keys are compared below: the parser compares each with all others.
  const document = parseDocument(text, { lineCounter, logLevel: 'silent', prettyErrors: false, uniqueKeys: false });
  const fail = (message: string, at = 0): never => {
    const { line, col } = lineCounter.linePos(at);
    throw new YamlError(`Line ${line}, column ${col}: ${message}`);
  };
  const [error] = document.errors;
  if (error) fail(error.message, error.pos[0]);
  let aliases = 0;
  visit(document, {
    Node: (_, node) => {
      const at = node.range?.[0];
      if (isAlias(node)) {
        if (++aliases > MAX_ALIASES) fail(`There are more than ${MAX_ALIASES} aliases`, at);
        if (!node.resolve(document)) fail('The alias has no anchor before it', at);
        return;
      }
      if (node.tag !== undefined && !STANDARD_TAG.test(node.tag)) fail('Custom tags are not allowed', at);
      if (isMap(node) && hasTwins(node)) fail('Map keys must be unique', at);
    },
  });
  return document;
}

function hasTwins({ items }: YAMLMap): boolean {
  const keys = items.map(({ key }) => (isScalar(key) ? String(key.value) : key));
  return new Set(keys).size < keys.length;
}

/** Its content as JSON has it. */
function plain(document: Document): FreeObject {
  const value: unknown = JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: MAX_ALIASES }) ?? null));
  const findings = new Findings();
  const read = freeObject(MAX_LEVELS)(value, findings);
  if (read) return read;
  const [{ type, msg }] = findings.errors;
  throw new YamlError(type === 'dict_type' ? 'The text is not a mapping' : msg.replace('Value error, ', ''));
}
