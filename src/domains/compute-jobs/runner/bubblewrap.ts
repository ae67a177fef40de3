import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { readFile } from 'node:fs/promises';
import type { Duplex, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { endOf, signalGroup } from './bare-processes';
import type { Confinement, RunningProgram } from './confinement';
import type { Execution } from './executor';
import { LAUNCH_FD, giveGoAhead, isReady, launcherOf } from './launcher';

const ARGUMENTS_FD = 4;
const INFO_FD = 5;
/** Milliseconds. */
const PATIENCE = 20_000;
/** Characters. */
const MAX_COMPLAINT = 2000;
/** Of /etc only what libraries look up: elsewhere there lie passwords. */
const SYSTEM = [
  ...['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'],
  ...['alternatives', 'ca-certificates', 'crypto-policies', 'fonts', 'gai.conf', 'group', 'host.conf', 'hosts'],
  ...['ld.so.cache', 'ld.so.conf', 'ld.so.conf.d', 'localtime', 'mime.types', 'nsswitch.conf', 'passwd', 'pki'],
  ...['protocols', 'resolv.conf', 'services', 'ssl', 'timezone'],
].map((name) => (name.startsWith('/') ? name : `/etc/${name}`));

/** Programs shut in by bubblewrap: they see the system, read-only, and their own folders, and no other process. */
export class Bubblewrap implements Confinement {
  /**
   * @param network whether programs reach it
   * @param locations gives the absolute paths that programs need to see beside the system's
   */
  constructor(
    private readonly network: boolean,
    private readonly locations: () => Promise<string[]>,
  ) {}

  /** @throws Error that says why it does not work here */
  async tryOut(): Promise<void> {
    const args = [...this.shell(), '--', '/bin/sh', '-c', ':'];
    await promisify(execFile)('bwrap', args, { env: environmentOfBubblewrap(), timeout: PATIENCE }).catch(
      (error: NodeJS.ErrnoException & { stderr?: string }) => {
        throw new Error(error.code === 'ENOENT' ? 'not installed' : error.stderr?.trim() || error.message);
      },
    );
  }

  async start(execution: Execution, argv: string[], environment: Record<string, string>): Promise<RunningProgram> {
    const settings = this.argumentsFor(execution, environment, await this.locations());
    const child = spawn('bwrap', ['--args', `${ARGUMENTS_FD}`, '--', ...launcherOf(argv, execution.maxBytes)], {
      cwd: '/',
      env: environmentOfBubblewrap(),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    });
    const ended = endOf(child);
    await once(child, 'spawn');
    const [line, args, info] = [LAUNCH_FD, ARGUMENTS_FD, INFO_FD].map((fd) => child.stdio[fd] as Duplex);
    // Other users can see the arguments of a process, and secrets are among the variables.
    args.on('error', () => {}).end(settings);
    const complaint = new Complaint(child.stderr!);
    const report = firstProcessIn(info);
    if (!(await isReady(line))) {
      await ended;
      throw new Error(`the sandbox failed: ${complaint.text.trim()}`);
    }
    const first = await report;
    giveGoAhead(line);
    return {
      output: child.stdout!,
      ended: ended.then((end) => ('exitCode' in end ? asSignal(end.exitCode) : end)),
      // The first process of the sandbox leads the group, and ignores the signal.
      terminate: () => signalGroup(first, 'SIGTERM'),
      // All of the sandbox dies with it.
      kill: () => void child.kill('SIGKILL'),
      clear: () => untilGone(first),
    };
  }

  private argumentsFor(execution: Execution, environment: Record<string, string>, locations: string[]): string {
    const { codeFolder, folders, scratch, temporary } = execution;
    const binds = folders.map(({ path, writable }) => [writable ? '--bind' : '--ro-bind', path, path]);
    const variables = Object.entries(environment).map(([name, value]) => ['--setenv', name, value]);
    const all = [
      ...this.shell(),
      ...['--info-fd', `${INFO_FD}`],
      ...['--bind', temporary, '/tmp'],
      ...locations.flatMap((path) => ['--ro-bind', path, path]),
      ...['--ro-bind', codeFolder, codeFolder],
      ...binds.flat(),
      ...['--bind', scratch, scratch, '--chdir', scratch],
      ...['--remount-ro', '/'],
      ...variables.flat(),
    ];
    if (all.some((argument) => argument.includes('\0'))) throw new Error('a path or variable holds U+0000');
    return all.map((argument) => `${argument}\0`).join('');
  }

  private shell(): string[] {
    return [
      ...['--unshare-all', ...(this.network ? ['--share-net'] : [])],
      ...['--die-with-parent', '--new-session', '--clearenv', '--cap-drop', 'ALL'],
      ...SYSTEM.flatMap((path) => ['--ro-bind-try', path, path]),
      ...['--proc', '/proc', '--dev', '/dev'],
    ];
  }
}

/** What is needed to find it. */
const environmentOfBubblewrap = () => ({ PATH: process.env.PATH });

/** Bubblewrap reports a signal as shells do. */
function asSignal(exitCode: number): { exitCode: number } | { signal: NodeJS.Signals } {
  const names = Object.entries(constants.signals) as [NodeJS.Signals, number][];
  const signal = names.find(([, number]) => number === exitCode - 128)?.[0];
  return signal ? { signal } : { exitCode };
}

/** Keeps what bubblewrap complains about. */
class Complaint {
  text = '';

  constructor(stream: Readable) {
    stream.on('data', (bytes: Buffer) => {
      if (this.text.length < MAX_COMPLAINT) this.text += String(bytes);
    });
  }
}

/** The number of the sandbox's first process, as it is seen from outside; never, when there comes to be none. */
function firstProcessIn(info: Readable): Promise<number> {
  return new Promise((resolve) => {
    let text = '';
    info.on('data', (bytes: Buffer) => {
      text += String(bytes);
      if (text.trimEnd().endsWith('}')) resolve((JSON.parse(text) as { 'child-pid': number })['child-pid']);
    });
  });
}

/** The kernel ends the other processes of a sandbox before the first one is gone, or is left for its parent to see. */
async function untilGone(pid: number): Promise<void> {
  for (;;) {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
    const state = stat.slice(stat.lastIndexOf(')') + 2)[0];
    if (state === undefined || 'ZX'.includes(state)) return;
    await sleep(5);
  }
}
