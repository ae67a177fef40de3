import { isAlias, isMap, isScalar } from 'yaml';
import type { Document, Scalar } from 'yaml';
import { Findings } from '../validation/findings';
import { freeObject } from '../validation/lax-free-object';
import type { FreeObject } from '../validation/lax-free-object';
import { refusedConfig } from './config-problems';
import { MAX_ALIASES, MAX_LEVELS, readDocument, YamlError } from './yaml-document';

/** What stands for a secret where configs are shown, and keeps it where they are changed. */
export const HIDDEN = '***';

const MAX_BYTES = 100 * 1024;
/** In quotes: a bare asterisk is an alias. */
const HIDDEN_TEXT = `"${HIDDEN}"`;

/** The config of a pipeline as it was written, in YAML or JSON. */
export class QueryYaml {
  private constructor(
    private readonly text: string,
    private readonly document: Document,
    readonly value: FreeObject,
  ) {}

  /** @throws Failure 422 with one `YAML_ERROR` */
  static async read(text: string): Promise<QueryYaml> {
    try {
      if (Buffer.byteLength(text) > MAX_BYTES) throw new YamlError(`The text is larger than ${MAX_BYTES / 1024} KiB`);
      const document = await readDocument(text);
      return new QueryYaml(text, document, plain(document));
    } catch (error) {
      // Nesting can be deeper than the parser's stack.
      const message = error instanceof YamlError ? error.message : 'The text cannot be read';
      throw refusedConfig(422, [{ code: 'YAML_ERROR', message, category: 'ERROR', json_pointer: '' }]);
    }
  }

  /** The text with `***` in place of every secret, all else as it was written. */
  hidden(): string {
    const ranges = [...this.secretNodes()].map(({ range }) => range!).sort((one, other) => one[0] - other[0]);
    let at = 0;
    const pieces = ranges.map(([start, end]) => {
      const before = this.text.slice(at, start);
      at = end;
      return before + HIDDEN_TEXT + (this.text.slice(start, end).endsWith('\n') ? '\n' : '');
    });
    return pieces.join('') + this.text.slice(at);
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

/** Its content as JSON has it. */
function plain(document: Document): FreeObject {
  // What an anchor stands for counts as well.
  const value: unknown = JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: MAX_ALIASES + 1 }) ?? null));
  const findings = new Findings();
  const read = freeObject(MAX_LEVELS)(value, findings);
  if (read) return read;
  const [{ type, msg }] = findings.errors;
  throw new YamlError(type === 'dict_type' ? 'The text is not a mapping' : msg.replace('Value error, ', ''));
}
