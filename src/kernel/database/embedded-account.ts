import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** A user of the operating system. */
export interface Account {
  uid: number;
  gid: number;
}

/** Whether this process runs as root, whom PostgreSQL's programs refuse to serve. */
export const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * The account that PostgreSQL's programs run as instead of root: `postgres` if the system has it, else `nobody`.
 * Undefined for an ordinary user, who runs them as themselves. No user is created.
 */
export function substituteForRoot(passwd = '/etc/passwd'): Account | undefined {
  if (!isRoot()) return undefined;
  const users = readFileSync(passwd, 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const user = users.find(([candidate]) => candidate === name);
    if (user) return { uid: Number(user[2]), gid: Number(user[3]) };
  }
  throw new Error('PostgreSQL refuses to run as root, and there is neither a user "postgres" nor a user "nobody" here');
}

/** The account that owns `path`. */
export function ownerOf(path: string): Account {
  const { uid, gid } = statSync(path);
  return { uid, gid };
}

/** Whether `account` may enter every folder on the way to the folder `path` and list it, judged by mode bits. */
export function canEnter(account: Account, path: string): boolean {
  const ENTER = 0b001;
  const LIST_AND_ENTER = 0b101;
  let folder = realpathSync(path);
  if (!permits(account, folder, LIST_AND_ENTER)) return false;
  while (folder !== dirname(folder)) {
    folder = dirname(folder);
    if (!permits(account, folder, ENTER)) return false;
  }
  return true;
}

function permits(account: Account, path: string, wanted: number): boolean {
  const { uid, gid, mode } = statSync(path);
  const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
  return ((mode >> shift) & wanted) === wanted;
}
