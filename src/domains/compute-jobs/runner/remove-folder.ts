import { chmod, readdir, rm } from 'node:fs/promises';

/** Removes a folder that a program has written to, and that it may have made hard to remove. Missing is no matter. */
export async function removeFolder(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch {
    await makeRemovable(Buffer.from(path));
    await rm(path, { recursive: true, force: true });
  }
}

/** Names are bytes here: not all that a program chooses can be decoded. */
async function makeRemovable(folder: Buffer): Promise<void> {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true, encoding: 'buffer' })) {
    if (entry.isDirectory()) await makeRemovable(Buffer.concat([folder, Buffer.from('/'), entry.name]));
  }
}
