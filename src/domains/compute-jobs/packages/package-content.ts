import { Failure } from '../../../kernel/errors/failure';
import { parseJson } from '../../../kernel/http/json';
import { ArchiveRefusal } from './archive/archive-refusal';
import { ArchiveTree } from './archive/archive-tree';
import { DOCUMENTS, MANIFEST, checkLinks, layoutOf } from './archive/layout';
import type { Layout } from './archive/layout';
import { readArchive } from './archive/read-archive';
import { faultOf } from './app-schemas';
import { readManifest } from './manifest-reader';
import type { PushedManifest } from './manifest-reader';
import type { PackageKind } from './package.entity';

const DEFAULT_ENTRYPOINT = 'main.py';
/** Bytes of one of the documents. */
const MAX_DOCUMENT = 256 * 1024;
const MAX_DEPTH = 200;

/** What the archive of an app or engine says. */
export interface PackageContent extends PushedManifest {
  /** Below the code folder. */
  entrypoint: string;
  /** JSON Schema of an app's params. */
  schema?: object;
  /** `template.json`, not looked at. */
  template?: unknown;
}

/**
 * Reads the archive of a package without unpacking it.
 * @param bytes a tar, gzipped or not
 * @throws ArchiveRefusal
 */
export async function readPackage(bytes: Buffer, kind: PackageKind): Promise<PackageContent> {
  const tree = new ArchiveTree();
  const documents = new Map<string, Buffer>();
  let folder: string | undefined;
  for await (const { entry, content } of readArchive(bytes, tree)) {
    const place = entry.kind === 'file' ? placeOfDocument(entry.path) : undefined;
    if (place === undefined) continue;
    // Documents count in one folder only, so there is no need to hold those of others.
    if (place !== '') folder ??= place;
    if (place === '' || place === folder) documents.set(entry.path, await start(content));
  }
  const layout = layoutOf(tree);
  if (!layout) throw new ArchiveRefusal(`${MANIFEST} not found`);
  const [manifest, schema, template] = DOCUMENTS.map((name) => ({ name, text: documents.get(layout.root + name) }));
  const pushed = parsed(manifest, (document) => readManifest(document, kind))!;
  const content = {
    ...pushed,
    schema: parsed(schema, (document) => checkedSchema(document)),
    template: parsed(template, (document) => document),
    entrypoint: entrypointOf(tree, layout, pushed.manifest.entrypoint),
  };
  checkLinks(tree, layout);
  return content;
}

/** The folder of what may be a document, empty for the top; undefined for what is none. */
function placeOfDocument(path: string): string | undefined {
  const [name, folder = '', ...above] = path.split('/').reverse();
  return above.length === 0 && DOCUMENTS.some((document) => document === name) ? folder : undefined;
}

/** As much of a document as is needed to see that it is too large. */
async function start(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of content) {
    if (length <= MAX_DOCUMENT) chunks.push(chunk);
    length += chunk.length;
  }
  return Buffer.concat(chunks);
}

/** What becomes of a document, if there is one. @throws ArchiveRefusal naming it */
function parsed<T>(document: { name: string; text?: Buffer }, read: (value: unknown) => T): T | undefined {
  const { name, text } = document;
  if (!text) return undefined;
  if (text.length > MAX_DOCUMENT) throw notValid(name, `must be at most ${MAX_DOCUMENT} bytes`);
  try {
    return read(parseJson(text, { maxDepth: MAX_DEPTH, refuse: ['__proto__'] }));
  } catch (error) {
    throw error instanceof Failure ? notValid(name, reasonOf(error)) : error;
  }
}

/** @param reason completes the sentence */
export function notValid(document: string, reason: string): ArchiveRefusal {
  return new ArchiveRefusal(`${document} is not valid: ${reason}`);
}

/** Why a document was refused, in the words that a request's body would have been. */
export function reasonOf({ kind, message }: Failure): string {
  if (kind === 'malformed-json') return 'malformed JSON';
  return kind === 'body-not-object' ? 'must be a JSON object' : message;
}

function checkedSchema(schema: unknown): object {
  const fault = faultOf(schema);
  if (fault !== undefined) throw new Failure('invalid', fault);
  return schema as object;
}

/** @throws ArchiveRefusal */
function entrypointOf(tree: ArchiveTree, { code }: Layout, wanted: string | undefined): string {
  const isFile = (path: string) => ['file', 'link'].includes(tree.kindOf(code + path) ?? '');
  const name = wanted?.replace(/^\.\//, '');
  if (name !== undefined && isFile(name)) return name;
  if (wanted !== undefined) throw new ArchiveRefusal(`entrypoint not found: ${wanted}`);
  if (isFile(DEFAULT_ENTRYPOINT)) return DEFAULT_ENTRYPOINT;
  const mains = [...tree.all()].map(({ path }) => path.slice(code.length)).filter((path) => /^main\.[^/]+$/.test(path));
  const [main, ...others] = mains.filter(isFile);
  if (main === undefined || others.length > 0) throw new ArchiveRefusal(`entrypoint not found: ${DEFAULT_ENTRYPOINT}`);
  return main;
}
