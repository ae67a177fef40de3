import { randomUUID } from 'node:crypto';
import { type FileHandle, link, open, rename, rm } from 'node:fs/promises';

import type { Account } from './embedded-account';

/** Creates `path` with all of `text` at once. Answers false when it exists already; then nothing is changed. */
export async function createFile(path: string, text: string, mode: number, owner?: Account): Promise<boolean> {
  const draft = await writeDraft(path, text, mode, owner);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Puts `text` in the place of what `path` held; a reader sees the old or the new, never a part. */
export async function replaceFile(path: string, text: string, mode: number, owner?: Account): Promise<void> {
  const draft = await writeDraft(path, text, mode, owner);
  await rename(draft, path);
}

/** Whether an error of the operating system carries one of these codes, such as `ENOENT`. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException | undefined)?.code ?? '');
}

async function writeDraft(path: string, text: string, mode: number, owner?: Account): Promise<string> {
  const draft = `${path}.${randomUUID()}`;
  const file: FileHandle = await open(draft, 'wx', mode);
  try {
    await file.writeFile(text);
    if (owner) await file.chown(owner.uid, owner.gid);
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
}
