import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

interface Watched {
  token: string;
  /** Told when nothing of the group runs any more. */
  onCleared: (() => void)[];
}

/**
 * Sees to it that no program outlives this process, however that ends: a process of its own knows all groups, and ends
 * them when the pipe from here does. There is one for all programs, made when the first is started.
 */
export class Supervisor {
  private process?: ChildProcess;
  private readonly groups = new Map<number, Watched>();

  /** Resolves once the group will end with this process. @param token in the environment of all its processes */
  async watch(group: number, token: string): Promise<void> {
    this.groups.set(group, { token, onCleared: [] });
    this.hold();
    // One that is made anew is told of all groups.
    if (this.process) await this.tell(`watch ${group} ${token}`);
    else await this.begin();
  }

  /** Ends what is left of a group; resolves when nothing of it runs. */
  async clear(group: number): Promise<void> {
    const cleared = new Promise<void>((resolve) => this.groups.get(group)!.onCleared.push(resolve));
    await this.tell(`clear ${group}`);
    await cleared;
  }

  private async begin(): Promise<void> {
    const child = spawn(process.execPath, [join(__dirname, 'supervise.mjs')], {
      cwd: '/',
      env: {},
      // What ends this process, such as Ctrl-C, must not end that one too.
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.process = child;
    child.once('error', () => this.replace(child));
    child.once('exit', () => this.replace(child));
    child.stdin.on('error', () => {});
    createInterface(child.stdout).on('line', (group) => this.forget(Number(group)));
    child.unref();
    this.hold();
    for (const [group, { token }] of this.groups) await this.tell(`watch ${group} ${token}`);
    for (const [group, { onCleared }] of this.groups) if (onCleared.length > 0) await this.tell(`clear ${group}`);
  }

  /** Nothing ends it but a hand from outside; the programs go on, and are watched again. */
  private replace(child: ChildProcess): void {
    if (this.process !== child) return;
    this.process = undefined;
    if (this.groups.size > 0) void this.begin();
  }

  private forget(group: number): void {
    const watched = this.groups.get(group);
    this.groups.delete(group);
    this.hold();
    watched?.onCleared.forEach((resolve) => resolve());
  }

  /** This process waits for the other one's answers as long as there is a program, no longer. */
  private hold(): void {
    if (!this.process) return;
    (this.process.stdin as Socket).unref();
    const answers = this.process.stdout as Socket;
    if (this.groups.size > 0) answers.ref();
    else answers.unref();
  }

  /** What is written is read, even if this process is gone by then. */
  private tell(line: string): Promise<void> {
    return new Promise((resolve) => this.process!.stdin!.write(`${line}\n`, () => resolve()));
  }
}
