import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { link, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';

import { hasCode } from './embedded-files';
import { commandLine, isAlive } from './embedded-process';

/** The server that runs on a cluster, as PostgreSQL's own lock file `postmaster.pid` tells. */
export interface Postmaster {
  pid: number;
  port: number;
  /** `starting`, `ready` or `stopping`. */
  status: string;
}

/** Milliseconds after which an empty or damaged lock file is of a machine that lost power, not one being written. */
const EMPTY_TIME = 5_000;

/**
 * The server that runs on the files in `folder`, in whatever state. A lock file that names a process which is not that
 * server is removed; one that names a dead process is PostgreSQL's to remove, after it looked for surviving backends.
 */
export async function findPostmaster(folder: string): Promise<Postmaster | undefined> {
  const path = join(folder, 'postmaster.pid');
  try {
    const text = await readFile(path, 'utf8');
    const [pid, dataDirectory, , port, , , , status] = text.split('\n').map((line) => line.trim());
    const postmaster = { pid: Number(pid), port: Number(port), status: status || 'starting' };
    if (!(postmaster.pid > 0)) {
      if (Date.now() - (await stat(path)).mtimeMs < EMPTY_TIME) return postmaster;
    } else {
      if (!isAlive(postmaster.pid)) return undefined;
      if (serves(commandLine(postmaster.pid), folder, dataDirectory)) return postmaster;
    }
    await removeLockFile(path, text);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  return undefined;
}

/** Whether a command is PostgreSQL on `folder`, or on `formerFolder` when that has been moved to `folder` since. */
function serves([program, ...args]: string[], folder: string, formerFolder: string): boolean {
  if (!['postgres', 'postgres.exe'].includes(basename(program))) return false;
  const option = args.indexOf('-D');
  const served = option < 0 ? folder : args[option + 1];
  if (!isAbsolute(served)) return true;
  return existsSync(served) ? isSameFolder(served, folder) : served === formerFolder;
}

function isSameFolder(one: string, other: string): boolean {
  const [a, b] = [statSync(one), statSync(other)];
  return a.dev === b.dev && a.ino === b.ino;
}

/** Removes the lock file as judged; one that a server has made since is put back. */
async function removeLockFile(path: string, judged: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside);
  try {
    if ((await readFile(aside, 'utf8')) !== judged) await link(aside, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}
