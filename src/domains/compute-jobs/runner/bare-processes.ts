import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Confinement, RunningProgram } from './confinement';
import type { Execution } from './executor';
import { LAUNCH_FD, giveGoAhead, isReady, launcherOf } from './launcher';
import type { Supervisor } from './supervisor';

/** Programs as plain children, each with a process group of its own. They can do what the server can. */
export class BareProcesses implements Confinement {
  constructor(private readonly supervisor: Supervisor) {}

  async start(execution: Execution, argv: string[], environment: Record<string, string>): Promise<RunningProgram> {
    const [file, ...args] = launcherOf(argv, execution.maxBytes);
    // Children that leave the group keep their environment.
    const token = randomUUID();
    const child = spawn(file, args, {
      cwd: execution.scratch,
      env: { ...environment, QUINTET_RUN: token },
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    });
    const ended = endOf(child);
    await once(child, 'spawn');
    const group = child.pid!;
    const line = child.stdio[LAUNCH_FD] as Duplex;
    const isPrepared = isReady(line);
    await this.supervisor.watch(group, token);
    if (await isPrepared) giveGoAhead(line);
    return {
      output: child.stdout!,
      ended,
      terminate: () => signalGroup(group, 'SIGTERM'),
      kill: () => signalGroup(group, 'SIGKILL'),
      clear: () => this.supervisor.clear(group),
    };
  }
}

/** How a child ends. Listens at once: it may end before anybody asks. */
export function endOf(child: ChildProcess): RunningProgram['ended'] {
  return new Promise((resolve) => {
    child.once('exit', (exitCode, signal) => resolve(signal ? { signal } : { exitCode: exitCode! }));
  });
}

/** It may have ended by itself. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
