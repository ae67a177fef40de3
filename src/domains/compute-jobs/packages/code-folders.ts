import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, link, lstat, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { Settings } from '../../../kernel/config/settings';
import { ArchiveTree } from './archive/archive-tree';
import type { ArchiveEntry } from './archive/archive-tree';
import { DOCUMENTS, layoutOf } from './archive/layout';
import { readArchive } from './archive/read-archive';
import { Blobs, hashOf, hexOf } from './blobs';
import type { Program } from './program';
import { lockFoldersBelow, removeFolder } from './read-only-folders';

/** Keeps node from finding the package.json of whatever the data folder lies in. */
const BOUNDARY = 'package.json';
/** Milliseconds after which nobody unpacks any more. */
const ABANDONED = 24 * 60 * 60_000;

/**
 * The code of programs on this machine, below `<DATA_DIR>/compute/code/<account>/<name>/<version>/<hash>`: unpacked once
 * for all of its processes, and only to be read.
 */
@Injectable()
export class CodeFolders {
  private readonly root: string;
  /** On the same file system, so that a folder appears, and goes, as a whole. */
  private readonly aside: string;
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    settings: Settings,
    private readonly blobs: Blobs,
  ) {
    this.root = resolve(settings.DATA_DIR, 'compute/code');
    this.aside = resolve(settings.DATA_DIR, 'compute/code-aside');
  }

  /**
   * The absolute path of a program's code folder.
   * @throws ObjectMissingError when its archive is gone
   */
  async folderOf({
    owner,
    name,
    version,
    hash,
  }: Pick<Program, 'owner' | 'name' | 'version' | 'hash'>): Promise<string> {
    const folder = join(this.root, owner, name, version, hexOf(hash));
    if (await exists(folder)) return folder;
    let unpacking = this.underWay.get(folder);
    if (!unpacking) {
      unpacking = this.make(folder, hash).finally(() => this.underWay.delete(folder));
      this.underWay.set(folder, unpacking);
    }
    await unpacking;
    return folder;
  }

  /** Removes the code whose archive is gone, and what was left by processes that were killed. */
  async removeUnused(): Promise<void> {
    const folders = await this.all();
    const known = await this.blobs.known(folders.map(({ hash }) => hash));
    for (const { path } of folders.filter(({ hash }) => !known.has(hash))) await this.remove(path);
    for (const name of await namesIn(this.aside)) {
      const path = join(this.aside, name);
      const { mtimeMs } = await lstat(path).catch(() => ({ mtimeMs: Infinity }));
      if (mtimeMs < Date.now() - ABANDONED) await removeFolder(path);
    }
  }

  private async make(folder: string, hash: string): Promise<void> {
    const bytes = await this.blobs.read(hash);
    if (hashOf(bytes) !== hash) throw new Error(`the archive ${hexOf(hash)} has been changed`);
    const aside = await this.newFolder();
    try {
      const code = await unpack(bytes, aside);
      await mkdir(dirname(folder), { recursive: true });
      await writeFile(join(this.root, BOUNDARY), '{}');
      await lockFoldersBelow(code);
      await rename(code, folder).catch(async (error: Error) => {
        // Another process was faster.
        if (!(await exists(folder))) throw error;
      });
      await chmod(folder, 0o555);
    } finally {
      await removeFolder(aside);
    }
  }

  /** At a stroke, because it may be asked for again meanwhile. */
  private async remove(folder: string): Promise<void> {
    const away = await this.newFolder();
    await chmod(folder, 0o755);
    await rename(folder, join(away, 'code'));
    await removeFolder(away);
  }

  private async newFolder(): Promise<string> {
    const path = join(this.aside, randomUUID());
    await mkdir(path, { recursive: true });
    return path;
  }

  private async all(): Promise<{ path: string; hash: string }[]> {
    const found: { path: string; hash: string }[] = [];
    for (const owner of await namesIn(this.root)) {
      for (const name of await namesIn(join(this.root, owner))) {
        for (const version of await namesIn(join(this.root, owner, name))) {
          for (const hex of await namesIn(join(this.root, owner, name, version))) {
            const hash = Buffer.from(hex, 'hex').toString('base64');
            found.push({ path: join(this.root, owner, name, version, hex), hash });
          }
        }
      }
    }
    return found;
  }
}

/** Unpacks an archive into an empty folder. Returns the path of the code in it. */
async function unpack(bytes: Buffer, folder: string): Promise<string> {
  const tree = new ArchiveTree();
  const files = new Set<string>();
  for await (const { entry, content } of readArchive(bytes, tree)) {
    const path = join(folder, entry.path);
    // The last of several files of a name counts.
    if (files.has(path)) await rm(path);
    if (entry.kind === 'file') files.add(path);
    await place(path, entry, folder, content);
  }
  const { root, code } = layoutOf(tree)!;
  for (const name of DOCUMENTS) await rm(join(folder, root, name), { force: true });
  return resolve(folder, code);
}

async function place(path: string, entry: ArchiveEntry, folder: string, content: AsyncIterable<Buffer>): Promise<void> {
  await mkdir(entry.kind === 'directory' ? path : dirname(path), { recursive: true });
  if (entry.kind === 'symlink') await symlink(entry.target, path);
  if (entry.kind === 'link') await link(join(folder, entry.target), path);
  if (entry.kind === 'file') {
    await pipeline(content, createWriteStream(path, { flags: 'wx', mode: entry.executable ? 0o555 : 0o444 }));
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
