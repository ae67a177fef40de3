import { lstat, readFile, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import type { Headers, Pack } from 'tar-stream';

/** So that the same files make the same bytes. */
const TIME = new Date(0);

/**
 * Packs what is in a folder into a tar; the same files make the same bytes. What is neither file nor folder nor symbolic
 * link is left out.
 */
export async function packFolder(folder: string): Promise<Buffer> {
  const tar = pack();
  const packing = addBelow(tar, folder, '').then(
    () => tar.finalize(),
    (error: Error) => tar.destroy(error),
  );
  const [bytes] = await Promise.all([buffer(tar), packing]);
  return bytes;
}

async function addBelow(tar: Pack, folder: string, prefix: string): Promise<void> {
  for (const name of (await readdir(folder)).sort()) await add(tar, join(folder, name), prefix + name);
}

async function add(tar: Pack, path: string, name: string): Promise<void> {
  const stats = await lstat(path);
  if (stats.isDirectory()) {
    await put(tar, { name, type: 'directory', mode: 0o755 });
    await addBelow(tar, path, `${name}/`);
  } else if (stats.isSymbolicLink()) {
    await put(tar, { name, type: 'symlink', linkname: await readlink(path) });
  } else if (stats.isFile()) {
    await put(tar, { name, mode: stats.mode & 0o100 ? 0o755 : 0o644 }, await readFile(path));
  }
}

function put(tar: Pack, header: Headers, content?: Buffer): Promise<void> {
  return new Promise((done, fail) => {
    const ended = (error?: Error | null) => (error ? fail(error) : done());
    const stamped = { ...header, mtime: TIME };
    if (content) tar.entry(stamped, content, ended);
    else tar.entry(stamped, ended);
  });
}
