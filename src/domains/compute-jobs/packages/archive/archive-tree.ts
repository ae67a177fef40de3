import { MAX_ENTRIES, MAX_UNPACKED_BYTES, notAnArchive, unpacksToTooMuch, unsafePath } from './archive-refusal';

/** What a tar says of one of its entries. */
export interface EntryHeader {
  /** As it is written. */
  name: string;
  /** In the words of tar-stream; null for kinds that it does not know. */
  type?: string | null;
  size?: number;
  mode?: number;
  linkname?: string | null;
}

interface Placed {
  /** As it is written. */
  name: string;
  /** Below the top of the archive, without `.` and doubled slashes. */
  path: string;
}

export type ArchiveEntry =
  | (Placed & { kind: 'directory' })
  | (Placed & { kind: 'file'; executable: boolean })
  /** A symbolic link; the target is as it is written. */
  | (Placed & { kind: 'symlink'; target: string })
  /** A further name of a file; the target is its path. */
  | (Placed & { kind: 'link'; target: string });

const FILES = ['file', 'contiguous-file'];
/** Bytes; what file systems take. */
const MAX_NAME = 255;
const MAX_PATH = 2048;

/**
 * What an archive would become if it were unpacked, put together entry by entry. Nothing is in it that lies, leads or is
 * written outside: every folder of an entry's path is a folder, never a link.
 */
export class ArchiveTree {
  private readonly entries = new Map<string, ArchiveEntry>();
  private read = 0;
  private bytes = 0;

  /**
   * Adds an entry; undefined for the top folder itself.
   * @throws ArchiveRefusal
   */
  add(header: EntryHeader): ArchiveEntry | undefined {
    this.count(header.size ?? 0);
    const entry = this.toEntry(header);
    if (entry.path === '') {
      if (entry.kind === 'directory') return undefined;
      throw unsafePath(entry.name);
    }
    this.makeFoldersOf(entry);
    const before = this.entries.get(entry.path);
    // Whatever is not replaced by its own kind could be written through.
    if (before && !(before.kind === entry.kind && (entry.kind === 'file' || entry.kind === 'directory'))) {
      throw unsafePath(entry.name);
    }
    this.put(entry);
    return entry;
  }

  all(): IterableIterator<ArchiveEntry> {
    return this.entries.values();
  }

  kindOf(path: string): ArchiveEntry['kind'] | undefined {
    return this.entries.get(path)?.kind;
  }

  private count(size: number): void {
    if (!Number.isSafeInteger(size) || size < 0) throw notAnArchive();
    this.bytes += size;
    if (++this.read > MAX_ENTRIES || this.bytes > MAX_UNPACKED_BYTES) throw unpacksToTooMuch();
  }

  private put(entry: ArchiveEntry): void {
    this.entries.set(entry.path, entry);
    if (this.entries.size > MAX_ENTRIES) throw unpacksToTooMuch();
  }

  private toEntry({ name, type, mode = 0, linkname }: EntryHeader): ArchiveEntry {
    const parts = partsOf(name);
    if (!parts) throw unsafePath(name);
    const placed = { name, path: parts.join('/') };
    const target = linkname ?? '';
    if (type === 'directory') return { ...placed, kind: 'directory' };
    if (FILES.includes(type ?? '')) return { ...placed, kind: 'file', executable: (mode & 0o100) !== 0 };
    if (type === 'symlink' && staysWithin(target, parts.length - 1)) return { ...placed, kind: 'symlink', target };
    if (type === 'link') {
      const path = partsOf(target)?.join('/') ?? '';
      if (this.kindOf(path) === 'file') return { ...placed, kind: 'link', target: path };
    }
    throw unsafePath(name);
  }

  /** Folders need no entry of their own. */
  private makeFoldersOf({ name, path }: ArchiveEntry): void {
    for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
      const folder = path.slice(0, end);
      const kind = this.kindOf(folder);
      if (kind === undefined) this.put({ kind: 'directory', name: folder, path: folder });
      else if (kind !== 'directory') throw unsafePath(name);
    }
  }
}

/** Undefined for a path that leads out of the archive, or that no file system takes. */
function partsOf(name: string): string[] | undefined {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  const safe = !name.startsWith('/') && !name.includes('\0') && Buffer.byteLength(name) <= MAX_PATH;
  const each = (part: string) => part !== '..' && Buffer.byteLength(part) <= MAX_NAME;
  return safe && parts.every(each) ? parts : undefined;
}

/**
 * Whether the target of a link stays below a folder that is so many levels above the link. It may go up at its beginning
 * only: behind the name of another link, `..` would lead to who knows where.
 */
export function staysWithin(target: string, levels: number): boolean {
  if (target === '' || target.startsWith('/') || target.includes('\0')) return false;
  if (Buffer.byteLength(target) > MAX_PATH) return false;
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  const down = parts.findIndex((part) => part !== '..');
  const ups = down === -1 ? parts.length : down;
  return ups <= levels && !parts.slice(ups).includes('..');
}
