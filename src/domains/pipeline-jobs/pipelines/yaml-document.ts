import { setImmediate } from 'node:timers/promises';
import { Composer, Lexer, Parser, isAlias, isMap, isNode, isPair, isScalar, isSeq } from 'yaml';
import type { Document, YAMLMap } from 'yaml';

export const MAX_ALIASES = 20;
export const MAX_LEVELS = 32;
/** Open collections of the parser, which has some of its own. */
const MAX_OPEN = 2 * MAX_LEVELS;
/** Lexemes and nodes that are looked at in one go: a text has up to 200,000, and others wait meanwhile. */
const AT_ONCE = 5_000;
const STANDARD_TAG = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/;

/** Why a text is no config. */
export class YamlError extends Error {}

/** The only document of a text. @throws YamlError */
export async function readDocument(text: string): Promise<Document> {
  const document = await compose(text);
  const [error] = document.errors;
  if (error) throw errorAt(text, error.pos[0], error.message);
  await judge(document, text);
  return document;
}

/** The first error ends it: making them all can take longer than all the rest. */
async function compose(text: string): Promise<Document> {
  const parser = new Parser();
  // Keys are compared below: the parser compares each with all others.
  const composer = new Composer({ logLevel: 'error', prettyErrors: false, uniqueKeys: false });
  let failure: YamlError | undefined;
  const onError = (source: Source, code: string, message: string, isWarning?: boolean) => {
    if (isWarning) return;
    // It comes here again from every collection around.
    failure ??= errorAt(text, offsetOf(source), code === 'RESOURCE_EXHAUSTION' ? 'nested too deep' : message);
    throw failure;
  };
  // It has no option for this. Should it be called otherwise one day, the document has the errors.
  Object.assign(composer, { onError });
  const documents: Document[] = [];
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      if (token.type === 'error') throw errorAt(text, token.offset, token.message);
      documents.push(...composer.next(token));
    }
    if (parser.stack.length > MAX_OPEN) throw errorAt(text, parser.offset, 'nested too deep');
    if (++count % AT_ONCE === 0) await setImmediate();
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end(true, text.length));
  if (documents.length > 1) throw errorAt(text, documents[1].range![0], 'There is more than one document');
  return documents[0];
}

/** What is YAML, but not to stand in a config. */
async function judge(document: Document, text: string): Promise<void> {
  const left: unknown[] = [document.contents];
  const anchors = new Set<string>();
  let aliases = 0;
  for (let count = 1; left.length > 0; count++) {
    const node = left.pop();
    if (isPair(node)) left.push(node.value, node.key);
    if (!isNode(node)) continue;
    const fail = (message: string) => errorAt(text, node.range?.[0] ?? 0, message);
    if (isAlias(node)) {
      if (++aliases > MAX_ALIASES) throw fail(`There are more than ${MAX_ALIASES} aliases`);
      // `resolve` would look through the whole document.
      if (!anchors.has(node.source)) throw fail('The alias has no anchor before it');
      continue;
    }
    if ('anchor' in node && node.anchor !== undefined) anchors.add(node.anchor);
    if (node.tag !== undefined && !STANDARD_TAG.test(node.tag)) throw fail('Custom tags are not allowed');
    if (isMap(node) && hasTwins(node)) throw fail('Map keys must be unique');
    if (isMap(node) || isSeq(node)) for (let at = node.items.length - 1; at >= 0; at--) left.push(node.items[at]);
    if (count % AT_ONCE === 0) await setImmediate();
  }
}

function hasTwins({ items }: YAMLMap): boolean {
  const keys = items.map(({ key }) => (isScalar(key) ? String(key.value) : key));
  return new Set(keys).size < keys.length;
}

type Source = number | readonly number[] | { offset: number };

function offsetOf(source: Source): number {
  if (typeof source === 'number') return source;
  return 'offset' in source ? source.offset : source[0];
}

function errorAt(text: string, offset: number, message: string): YamlError {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return new YamlError(`Line ${line}, column ${offset - before.lastIndexOf('\n')}: ${message}`);
}
