import { randomUUID } from 'node:crypto';
import { appendFileSync, linkSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Runs `task` while no other process does the same below `root`. `task` is given a function that makes the process with
 * the given id an owner as well: the lock holds until all owners are gone, however they ended.
 *
 * The lock is the file with the highest number in dist/.lock and names its owners. Nobody ever removes or replaces that
 * file; whoever finds its owners gone makes the next one, and of several who try only one can. So a lock whose owner was
 * killed is taken over without a moment in which two hold it.
 */
export async function exclusively(root, task) {
  const folder = join(root, 'dist', '.lock');
  mkdirSync(folder, { recursive: true });
  const lock = await acquire(folder);
  try {
    await task((pid) => appendFileSync(lock, `${identify(pid)}\n`));
  } finally {
    writeFileSync(lock, '');
  }
}

async function acquire(folder) {
  const draft = join(folder, `draft-${randomUUID()}`);
  writeFileSync(draft, `${identify(process.pid)}\n`);
  try {
    for (let waiting = false; ;) {
      const last = highest(folder);
      if (last > 0 && isOwned(join(folder, String(last)))) {
        if (!waiting) console.error('Waiting for another process that installs or builds ...');
        waiting = true;
        await delay(100);
        continue;
      }
      const lock = join(folder, String(last + 1));
      if (!tryLink(draft, lock)) continue;
      if (highest(folder) === last + 1) {
        for (const number of numbers(folder)) if (number < last) rmSync(join(folder, String(number)), { force: true });
        return lock;
      }
      rmSync(lock, { force: true });
    }
  } finally {
    rmSync(draft);
  }
}

const numbers = (folder) => readdirSync(folder).map(Number).filter(Number.isInteger);

const highest = (folder) => Math.max(0, ...numbers(folder));

function isOwned(lock) {
  return readText(lock)
    .split('\n')
    .some((owner) => owner && owner === identify(owner.split(' ')[0]));
}

/** Process id and, where the system tells it, the time of its start, since ids are given again. Undefined when gone. */
function identify(pid) {
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if (error.code !== 'EPERM') return undefined;
  }
  // The fields after the name, which may hold spaces and brackets; a process in state Z has ended.
  const [state, ...fields] = readText(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ');
  return state === 'Z' ? undefined : `${pid} ${fields[18] ?? ''}`;
}

function tryLink(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return '';
    throw error;
  }
}
