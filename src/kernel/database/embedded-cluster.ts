import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

import { type Account, canEnter, isRoot, ownerOf, substituteForRoot } from './embedded-account';
import { type Binaries, findBinaries, runProgram, sharedFolder } from './embedded-binaries';
import { hasCode } from './embedded-files';
import { type Note, obtainNote } from './embedded-note';
import { isAlive } from './embedded-process';

/** A database cluster on disk: the files of one PostgreSQL server. */
export interface Cluster {
  dataDir: string;
  folder: string;
  note: Note;
  binaries: Binaries;
  /** Whom its programs run as; undefined: as this process. */
  account: Account | undefined;
}

/** The cluster of `dataDir`, which is made first where there is none. */
export async function openCluster(dataDir: string, log: (line: string) => void): Promise<Cluster> {
  const substitute = substituteForRoot();
  const note = await obtainNote(dataDir, () => chooseFolder(dataDir, substitute));
  const folder = resolve(dataDir, note.cluster);
  const account = substitute && existsSync(folder) ? await adoptOwner(folder, substitute) : substitute;
  const binaries = await findBinaries(account);
  const cluster = { dataDir, folder, note, binaries, account };
  if (!existsSync(folder)) {
    log('Creating the embedded PostgreSQL');
    await initialize(cluster);
  }
  requireVersion(cluster);
  return cluster;
}

/** Root runs a cluster as the user who made it, so that it stays usable to them. A copy that root made is handed over. */
async function adoptOwner(folder: string, substitute: Account): Promise<Account> {
  const owner = ownerOf(folder);
  if (owner.uid !== 0) return owner;
  await runProgram('chown', ['-R', `${substitute.uid}:${substitute.gid}`, folder], '/', undefined);
  return substitute;
}

/** Inside DATA_DIR, unless root's substitute cannot get there. */
async function chooseFolder(dataDir: string, account: Account | undefined): Promise<string> {
  if (!account || canEnter(account, dataDir)) return 'postgres';
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  return join(await sharedFolder(), `cluster-${name}`);
}

/**
 * initdb works in a folder beside, which is renamed at its end: a cluster is there wholly or not at all, and of several
 * processes that make it at once the first one's is taken.
 */
async function initialize({ folder, note, binaries, account }: Cluster): Promise<void> {
  await removeAbandonedDrafts(folder);
  const draft = `${folder}.new-${process.pid}-${randomUUID()}`;
  await mkdir(draft, { mode: 0o700 });
  try {
    const passwordFile = join(draft, 'password');
    await writeFile(passwordFile, note.password, { mode: 0o600 });
    if (account) for (const path of [passwordFile, draft]) await chown(path, account.uid, account.gid);
    await runProgram(
      join(binaries.bin, 'initdb'),
      [
        `--pgdata=${join(draft, 'data')}`,
        '--username=quintet',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // Sorts by code point and knows the letters of every script, the same on every machine.
        ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
        '--no-instructions',
      ],
      draft,
      account,
    );
    await rename(join(draft, 'data'), folder);
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Removes what processes that were killed during initdb have left. */
async function removeAbandonedDrafts(folder: string): Promise<void> {
  const prefix = `${basename(folder)}.new-`;
  for (const name of await readdir(dirname(folder))) {
    if (!name.startsWith(prefix) || isAlive(parseInt(name.slice(prefix.length)))) continue;
    await rm(join(dirname(folder), name), { recursive: true, force: true });
  }
}

function requireVersion({ folder, dataDir, binaries }: Cluster): void {
  let version: string;
  try {
    version = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  } catch (error) {
    if (!hasCode(error, 'EACCES')) throw error;
    const advice = isRoot() ? '' : ': start the service as that user, or set another DATA_DIR';
    throw new Error(`The cluster in ${folder} belongs to another user${advice}`, { cause: error });
  }
  if (version === binaries.major) return;
  throw new Error(
    `DATA_DIR ${dataDir} holds a cluster of PostgreSQL ${version}, and this is PostgreSQL ${binaries.major}: ` +
      'dump it with the earlier release of Quintet and restore it into a new DATA_DIR',
  );
}
