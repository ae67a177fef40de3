import { unsafePath } from './archive-refusal';
import { staysWithin } from './archive-tree';
import type { ArchiveEntry, ArchiveTree } from './archive-tree';

export const MANIFEST = 'manifest.json';
/** What a package says of itself, beside its code. */
export const DOCUMENTS = [MANIFEST, 'schema.json', 'template.json'] as const;

const CODE = 'app';
/** What archivers of some systems leave at the top. */
const LITTER = /^(\._.*|\.DS_Store|pax_global_header)$/;

/** Where the parts of a package lie in its archive; both end with a slash, or are empty. */
export interface Layout {
  /** Of its documents. */
  root: string;
  /** Of its code. */
  code: string;
}

/** Undefined where there is no manifest at the top or in the one folder there. */
export function layoutOf(tree: ArchiveTree): Layout | undefined {
  const root = rootOf(tree);
  if (root === undefined) return undefined;
  return { root, code: tree.kindOf(root + CODE) === 'directory' ? `${root}${CODE}/` : root };
}

function rootOf(tree: ArchiveTree): string | undefined {
  if (tree.kindOf(MANIFEST) === 'file') return '';
  const top = [...tree.all()].filter(({ path }) => !path.includes('/') && !LITTER.test(path));
  if (top.length !== 1) return undefined;
  const root = `${top[0].path}/`;
  return tree.kindOf(root + MANIFEST) === 'file' ? root : undefined;
}

/**
 * Sees to it that links of the code lead to code: nothing else is there when it runs.
 * @throws ArchiveRefusal
 */
export function checkLinks(tree: ArchiveTree, { code }: Layout): void {
  for (const entry of tree.all()) {
    if (entry.path.startsWith(code) && !leadsInto(entry, code)) throw unsafePath(entry.name);
  }
}

function leadsInto(entry: ArchiveEntry, code: string): boolean {
  if (entry.kind === 'link') return entry.target.startsWith(code);
  return entry.kind !== 'symlink' || staysWithin(entry.target, entry.path.slice(code.length).split('/').length - 1);
}
