import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { BareProcesses } from './bare-processes';
import { Bubblewrap } from './bubblewrap';
import type { Confinement, RunningProgram } from './confinement';
import type { Ending } from './ending';
import { CannotRunError, Executor } from './executor';
import type { Execution } from './executor';
import { Interpreters } from './interpreters';
import { Supervisor } from './supervisor';

export interface Protection {
  /** Whether programs are shut in, where that works. */
  sandbox: boolean;
  /** Whether shut-in programs reach the network. */
  network: boolean;
  /** Whether nothing is run where the sandbox does not work. */
  required: boolean;
}

type Report = (level: 'warn' | 'error', message: string) => void;

/** Milliseconds between asking a program to end and ending it. */
const GRACE = 2000;
/** Milliseconds that output is waited for which others hold open. */
const HELD_OUTPUT = 1000;
const NO_SANDBOX = 'no sandbox: install bubblewrap or set COMPUTE_SANDBOX=off';

/** Runs programs as child processes, shut in by bubblewrap where it works. */
export class ProcessExecutor extends Executor {
  private readonly interpreters = new Interpreters();
  private confinement?: Promise<Confinement>;

  constructor(
    private readonly protection: Protection,
    private readonly report: Report,
  ) {
    super();
  }

  /** Finds out, once, how programs can be run, and reports what is wrong with it. @throws CannotRunError */
  prepare(): Promise<Confinement> {
    this.confinement ??= this.confine();
    return this.confinement;
  }

  async run(execution: Execution, signal: AbortSignal): Promise<Ending> {
    const confinement = await this.prepare();
    const command = await this.interpreters.commandFor(execution.codeFolder, execution.entrypoint);
    if ('missing' in command) return { kind: 'no-interpreter', name: command.missing };
    if (signal.aborted) return { kind: 'killed', signal: 'SIGTERM' };
    const environment = {
      ...execution.environment,
      PATH: await this.interpreters.searchPath(),
      HOME: execution.scratch,
      TMPDIR: execution.scratch,
    };
    const program = await confinement.start(execution, command.argv, environment);
    program.output.on('data', execution.onOutput);
    const stopEnding = endWhenAborted(program, signal);
    const end = await program.ended;
    stopEnding();
    await program.clear();
    await untilClosed(program.output);
    return 'signal' in end ? { kind: 'killed', signal: end.signal } : { kind: 'exited', exitCode: end.exitCode };
  }

  private async confine(): Promise<Confinement> {
    const bare = new BareProcesses(new Supervisor());
    if (!this.protection.sandbox) {
      this.report('warn', 'COMPUTE_SANDBOX is off: programs can do what this server can, for trusted code only');
      return bare;
    }
    const bubblewrap = new Bubblewrap(this.protection.network, () => this.interpreters.locations());
    try {
      await bubblewrap.tryOut();
      return bubblewrap;
    } catch (error) {
      const reason = `bubblewrap does not work here: ${(error as Error).message}`;
      if (!this.protection.required) {
        this.report('warn', `${reason}: programs can do what this server can, for trusted code only`);
        return bare;
      }
      this.report('error', `${NO_SANDBOX} (${reason})`);
      throw new CannotRunError(NO_SANDBOX);
    }
  }
}

/** @returns what to call once the program has ended */
function endWhenAborted(program: RunningProgram, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined;
  const end = () => {
    program.terminate();
    timer = setTimeout(() => program.kill(), GRACE);
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  };
}

/** Reads the rest, unless a process that could not be found holds the other end. */
async function untilClosed(output: Readable): Promise<void> {
  if (output.closed) return;
  const done = new AbortController();
  await Promise.race([
    once(output, 'close', { signal: done.signal }).catch(() => {}),
    sleep(HELD_OUTPUT, undefined, { signal: done.signal }).catch(() => {}),
  ]);
  done.abort();
  output.destroy();
}
