import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Lets what lies below a folder be read only; files have their modes already. */
export async function lockFoldersBelow(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) await chmod(join(entry.parentPath, entry.name), 0o555);
  }
}

/** Removes a folder with all that is in it, if it is there; what may only be read too. */
export async function removeFolder(folder: string): Promise<void> {
  await unlockFolders(folder);
  await rm(folder, { recursive: true, force: true });
}

/** What lies in a folder cannot be removed while it may only be read. */
async function unlockFolders(folder: string): Promise<void> {
  await chmod(folder, 0o755).catch(() => {});
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await unlockFolders(join(folder, entry.name));
}
