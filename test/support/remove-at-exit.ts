import { spawn } from 'node:child_process';

/**
 * Removes the folders when this process has ended, however it did: the shell's input ends then. A PostgreSQL that is left
 * running notices within a minute that its files are gone, and ends.
 */
export function removeAtExit(folders: string[]): void {
  const shell = spawn('sh', ['-c', 'cat; rm -rf "$@"', 'sh', ...folders], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.unref();
  (shell.stdin as unknown as { unref(): void }).unref();
}
