import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

import { hasCode } from './embedded-files';

/** Whether a process with this number exists, whosever it is. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** Program and arguments of a living process, as far as the system shows them to everybody. */
export function commandLine(pid: number): string[] {
  if (process.platform === 'win32') return ['postgres'];
  if (existsSync('/proc/self/cmdline')) return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  return [execFileSync('ps', ['-p', String(pid), '-o', 'comm='], { encoding: 'utf8' }).trim()];
}
