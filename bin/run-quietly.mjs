import { spawn } from 'node:child_process';

/** Characters of output that a failure shows. */
const SHOWN = 20_000;

/**
 * Runs a command to its end; its output appears only in the error when it fails. It ends with this process.
 *
 * @param started called with the process id of the command
 */
export function runQuietly(command, args, options, started) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && command === 'npm',
    });
    if (child.pid) started(child.pid);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-SHOWN)));
    }
    const passOn = (signal) => {
      child.kill(signal);
      stopListening();
      process.kill(process.pid, signal);
    };
    const stopListening = () => process.off('SIGINT', passOn).off('SIGTERM', passOn);
    process.on('SIGINT', passOn).on('SIGTERM', passOn);
    const settle = (problem) => {
      stopListening();
      if (problem) reject(new Error(`${output}${command} ${args.join(' ')} failed: ${problem}`));
      else resolve();
    };
    child.on('error', (error) => settle(error.message));
    child.on('close', (code, signal) => settle(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
  });
}
