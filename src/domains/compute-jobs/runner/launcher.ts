import type { Duplex } from 'node:stream';

/** The file descriptor over which a launcher and its starter speak. */
export const LAUNCH_FD = 3;

/**
 * Starts a program only when it is told to, so that whoever ends it can be prepared first: an end of the line without a
 * word means that the starter is dead. The kernel ends
 * whatever writes a file beyond the limit, and keeps no image of its memory. One pipe takes both of
 * the program's outputs, in the order in which they are written.
 */
const SCRIPT =
  `echo ready >&${LAUNCH_FD}; read -r go <&${LAUNCH_FD} || exit 125; exec ${LAUNCH_FD}<&-; ` +
  'ulimit -c 0 2>/dev/null; ulimit -f "$1" 2>/dev/null; shift; exec "$@" 2>&1';

/** The unit of `ulimit -f`. */
const BLOCK_BYTES = 512;

/** What to start instead of a program. */
export function launcherOf(argv: string[], maxBytes: number): string[] {
  return ['/bin/sh', '-c', SCRIPT, 'sh', String(Math.ceil(maxBytes / BLOCK_BYTES)), ...argv];
}

/** Whether the launcher came to be; it may fail before. */
export function isReady(line: Duplex): Promise<boolean> {
  return new Promise((resolve) => {
    line.once('data', () => resolve(true));
    line.once('close', () => resolve(false));
    // Nothing is lost with a line whose other end is gone: the process ends then.
    line.on('error', () => resolve(false));
  });
}

export function giveGoAhead(line: Duplex): void {
  line.end('go\n');
}
