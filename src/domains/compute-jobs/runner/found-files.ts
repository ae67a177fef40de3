import type { Stats } from 'node:fs';
import { chmod, lstat, readdir } from 'node:fs/promises';
import { inBatches } from './in-batches';

/** A regular file that a program has left. */
export interface FoundFile {
  /** Its path as the bytes that it is: not every name can be decoded. */
  path: Buffer;
  /** Its folders below the searched one, and its name. */
  parts: string[];
  /** Bytes. */
  size: number;
}

/** More entries than any program needs: each costs time and memory, an empty one too. */
const MAX_ENTRIES = 1_000_000;

export class TooManyFilesError extends Error {}

/**
 * Finds the regular files of a folder, in no order. Nothing is opened or followed: what else there is, is skipped.
 * @param deep whether folders are searched, or skipped as well
 * @param onSkipped told the path below the folder, and why
 * @throws TooManyFilesError
 */
export async function findFiles(
  folder: string,
  deep: boolean,
  onSkipped: (path: string, why: string) => void,
): Promise<FoundFile[]> {
  const files: FoundFile[] = [];
  const folders: { path: Buffer; parts: string[] }[] = [{ path: Buffer.from(folder), parts: [] }];
  let entries = 0;
  while (folders.length > 0) {
    const searched = folders.pop()!;
    const names = await readdir(searched.path, { encoding: 'buffer' });
    entries += names.length;
    if (entries > MAX_ENTRIES) throw new TooManyFilesError(`more than ${MAX_ENTRIES} files`);
    await inBatches(names, async (name) => {
      const path = join(searched.path, name);
      const parts = [...searched.parts, name.toString()];
      const stats = await lstat(path).catch(() => undefined);
      const why = whySkipped(parts, stats, deep);
      if (why) onSkipped(parts.join('/'), why);
      else if (stats!.isFile()) files.push({ path, parts, size: stats!.size });
      else if (await isReadable(path, stats!)) folders.push({ path, parts });
      else onSkipped(parts.join('/'), 'not readable');
    });
  }
  return files;
}

const join = (folder: Buffer, name: Buffer): Buffer => Buffer.concat([folder, Buffer.from('/'), name]);

function whySkipped(parts: string[], stats: Stats | undefined, deep: boolean): string | undefined {
  if (!stats) return 'not readable';
  if (parts.at(-1)!.startsWith('.')) return 'a dot file';
  if (stats.isSymbolicLink()) return 'a link';
  if (stats.isFIFO()) return 'a fifo';
  if (stats.isSocket()) return 'a socket';
  if (stats.isDirectory()) return deep ? undefined : 'a folder';
  return stats.isFile() ? undefined : 'a device';
}

/** Makes a folder readable whose rights the program has taken away; its files are to be moved out of it. */
async function isReadable(path: Buffer, { mode }: Stats): Promise<boolean> {
  if ((mode & 0o700) === 0o700) return true;
  return chmod(path, 0o700).then(
    () => true,
    () => false,
  );
}
