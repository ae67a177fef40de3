import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Account, isRoot, ownerOf } from './embedded-account';
import { createFile, hasCode, replaceFile } from './embedded-files';

/** What `DATA_DIR/postgres.json` keeps about the embedded PostgreSQL; readable by its owner only. */
export interface Note {
  /** The cluster's folder, relative to DATA_DIR where it lies inside. */
  cluster: string;
  /** The TCP port it used last, 0 before the first start. */
  port: number;
  /** Password of the user `quintet`. */
  password: string;
}

/**
 * Reads the note in `dataDir`, which it makes first where there is none. Of several processes that do so at once all
 * get the same one.
 */
export async function obtainNote(dataDir: string, chooseCluster: () => Promise<string>): Promise<Note> {
  try {
    await mkdir(dataDir, { recursive: true });
    return (await readNote(dataDir)) ?? (await makeNote(dataDir, await chooseCluster()));
  } catch (error) {
    if (!hasCode(error, 'EACCES', 'EPERM')) throw error;
    throw new Error(
      `DATA_DIR ${dataDir} belongs to another user: start the service as that user, or set another DATA_DIR`,
      { cause: error },
    );
  }
}

/** Keeps the port for the next start. */
export async function keepPort(dataDir: string, note: Note, port: number): Promise<void> {
  if (note.port === port) return;
  note.port = port;
  await replaceFile(notePath(dataDir), serialize(note), 0o600, ownerOfDataDir(dataDir));
}

async function makeNote(dataDir: string, cluster: string): Promise<Note> {
  const note = { cluster, port: 0, password: randomBytes(24).toString('base64url') };
  const created = await createFile(notePath(dataDir), serialize(note), 0o600, ownerOfDataDir(dataDir));
  return created ? note : (await readNote(dataDir))!;
}

async function readNote(dataDir: string): Promise<Note | undefined> {
  try {
    return JSON.parse(await readFile(notePath(dataDir), 'utf8')) as Note;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    if (error instanceof SyntaxError) throw new Error(`${notePath(dataDir)} is damaged`, { cause: error });
    throw error;
  }
}

const notePath = (dataDir: string): string => join(dataDir, 'postgres.json');

const serialize = (note: Note): string => `${JSON.stringify(note, undefined, 2)}\n`;

/** Whom root gives the files in DATA_DIR to, so that they stay usable to the user whose folder it is. */
export const ownerOfDataDir = (dataDir: string): Account | undefined => (isRoot() ? ownerOf(dataDir) : undefined);
