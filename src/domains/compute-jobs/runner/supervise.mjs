// Ends process groups: when it is told to, and all that it knows when the pipe from the worker ends, however that died.
import { readFileSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';

const groups = new Map();

// The worker tells it what to do; when that is asked to end, its programs are ended in order.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => {});

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

/** Processes that have left their group; found where the system shows environments. */
function strays(token) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`QUINTET_RUN=${token}`);
      } catch {
        return false;
      }
    });
}

function clear(group) {
  const token = groups.get(group);
  groups.delete(group);
  kill(-group);
  // While they are looked for, they may make more of themselves.
  for (let round = 0; round < 100 && process.platform === 'linux'; round++) {
    const found = strays(token);
    for (const pid of found) kill(Number(pid));
    if (found.length === 0) return;
  }
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const [word, group, token] = line.split(' ');
  if (word === 'watch') groups.set(Number(group), token);
  else {
    clear(Number(group));
    process.stdout.write(`${group}\n`);
  }
});
lines.on('close', () => {
  for (const group of [...groups.keys()]) clear(group);
  process.exit();
});
process.stdout.on('error', () => {});
