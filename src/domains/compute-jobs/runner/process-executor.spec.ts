import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotRunError } from './executor';
import { ProcessExecutor } from './process-executor';

const SANDBOXES = spawnSync('bwrap', ['--unshare-all', '--ro-bind', '/', '/', '--', '/bin/true']).status === 0;
if (!SANDBOXES) console.warn('bubblewrap does not work here: programs are tested without a sandbox only');

/** Runs what it is told in a process of its own, which can be killed: sources have to be compiled on their way. */
const WORKER = `
const { readFileSync } = require('node:fs');
const { transformSync } = require(process.argv[2]);
require.extensions['.ts'] = (module, path) => module._compile(transformSync(readFileSync(path, 'utf8'), {
  filename: path, module: { type: 'commonjs' },
  jsc: { target: 'es2023', parser: { syntax: 'typescript', decorators: true } },
}).code, path);
const { ProcessExecutor } = require(process.argv[3]);
const [sandbox, executions] = JSON.parse(process.argv[4]);
const executor = new ProcessExecutor({ sandbox, network: false, required: sandbox }, () => {});
for (const execution of executions) {
  void executor.run({ ...execution, onOutput: (bytes) => process.stdout.write(bytes) }, new AbortController().signal);
}
`;

/** A length of sleep that nobody else chooses, to be found in the list of processes. */
const nap = () => `sleep ${randomInt(1e8, 2e8)}`;
const isRunning = (text: string) =>
  execFileSync('ps', ['-eo', 'stat,args', 'ww'], { encoding: 'utf8' })
    .split('\n')
    .some((line) => line.includes(text) && !line.startsWith('Z'));
const waitUntil = async (state: () => boolean, timeout: number) => {
  for (const end = Date.now() + timeout; !state(); await new Promise((resolve) => setTimeout(resolve, 20))) {
    if (Date.now() > end) throw new Error('waited in vain');
  }
};

describe.each([...(SANDBOXES ? [['in the sandbox', true] as const] : []), ['without a sandbox', false] as const])(
  'ProcessExecutor %s',
  (_, sandbox) => {
    const executor = new ProcessExecutor({ sandbox, network: false, required: sandbox }, () => {});
    let root: string;
    let output: string;

    beforeEach(() => {
      root = mkdtempSync(join(tmpdir(), 'quintet-processes-'));
      output = '';
    });
    afterEach(() => rmSync(root, { recursive: true }));

    const folder = (name: string) => mkdtempSync(join(root, name));
    const executionOf = (code: string) => {
      const codeFolder = folder('code-');
      writeFileSync(join(codeFolder, 'main.sh'), code);
      return {
        ...{ codeFolder, entrypoint: 'main.sh', environment: {}, folders: [], maxBytes: 1e6 },
        ...{ scratch: folder('scratch-'), temporary: folder('tmp-') },
      };
    };
    const run = (code: string, signal = new AbortController().signal) =>
      executor.run({ ...executionOf(code), onOutput: (bytes) => (output += String(bytes)) }, signal);
    /** Aborts once the program has said that it is ready. */
    const aborted = async (code: string) => {
      const stop = new AbortController();
      const running = run(code, stop.signal);
      await waitUntil(() => output.includes('ready'), 20_000);
      const start = Date.now();
      stop.abort();
      return { ending: await running, milliseconds: Date.now() - start };
    };

    it('asks a program to end', async () => {
      const child = nap();
      const { ending, milliseconds } = await aborted(`${child} & trap 'echo bye; exit 3' TERM; echo ready; wait`);
      expect([ending, output]).toEqual([{ kind: 'exited', exitCode: 3 }, 'ready\nbye\n']);
      expect(milliseconds).toBeLessThan(1900);
      expect(isRunning(child)).toBe(false);
    });

    it('tells the signal of one that did not mind', async () => {
      expect((await aborted(`echo ready; exec ${nap()}`)).ending).toEqual({ kind: 'killed', signal: 'SIGTERM' });
    });

    it('ends one that ignores it 2 s later, with all that it has started', async () => {
      const [child, daemon] = [nap(), nap()];
      const code = `trap '' TERM; ${child} & setsid ${daemon} & echo ready; while :; do sleep 1; done`;
      const { ending, milliseconds } = await aborted(code);
      expect(ending).toEqual({ kind: 'killed', signal: 'SIGKILL' });
      expect(milliseconds).toBeGreaterThan(1900);
      expect([isRunning(child), isRunning(daemon)]).toEqual([false, false]);
    });

    it.each([
      ['a child', (child: string) => `${child} & echo done`],
      ['a child that ignores signals', (child: string) => `(trap '' TERM HUP; exec ${child}) & echo done`],
      ['a daemon', (child: string) => `setsid ${child} & sleep 0.2; echo done`],
      [
        'a daemon that let go of everything',
        (child: string) => `setsid ${child} >/dev/null 2>&1 & sleep 0.2; echo done`,
      ],
    ])('ends %s that a program leaves behind, holding its output', async (_name, code) => {
      const child = nap();
      expect(await run(code(child))).toEqual({ kind: 'exited', exitCode: 0 });
      expect([output, isRunning(child)]).toEqual(['done\n', false]);
    });

    it('starts nothing once it is aborted', async () => {
      expect(await run('echo ran', AbortSignal.abort())).toEqual({ kind: 'killed', signal: 'SIGTERM' });
      expect(output).toBe('');
    });

    it('runs many at once', async () => {
      const endings = await Promise.all(Array.from({ length: 20 }, (_, number) => run(`exit ${number}`)));
      expect(endings).toEqual(endings.map((_, exitCode) => ({ kind: 'exited', exitCode })));
    });

    it('leaves nothing behind when its process is killed', async () => {
      const [plain, deaf, daemon] = [nap(), nap(), nap()];
      const executions = [
        `echo ready; exec ${plain}`,
        `trap '' TERM HUP INT; ${deaf} & echo ready; while :; do sleep 1; done`,
        `setsid ${daemon} & sleep 0.2; echo ready; while :; do sleep 1; done`,
      ].map(executionOf);
      const script = join(root, 'worker.cjs');
      writeFileSync(script, WORKER);
      const modules = [require.resolve('@swc/core'), join(__dirname, 'process-executor.ts')];
      const args = [script, ...modules, JSON.stringify([sandbox, executions])];
      const worker = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      let said = '';
      worker.stdout.on('data', (bytes: Buffer) => (said += String(bytes)));
      await waitUntil(() => said.split('ready').length === 4, 30_000);
      expect([plain, deaf, daemon].map(isRunning)).toEqual([true, true, true]);
      worker.kill('SIGKILL');
      await once(worker, 'exit');
      const start = Date.now();
      await waitUntil(() => ![plain, deaf, daemon].some(isRunning), 10_000);
      expect(Date.now() - start).toBeLessThan(2000);
    });

    if (!sandbox) {
      it('goes on when somebody kills the supervisor', async () => {
        const child = nap();
        const stop = new AbortController();
        const running = run(`echo ready; exec ${child}`, stop.signal);
        await waitUntil(() => output.includes('ready'), 20_000);
        for (const pid of supervisors()) process.kill(pid, 'SIGKILL');
        expect(await run('echo other')).toEqual({ kind: 'exited', exitCode: 0 });
        stop.abort();
        expect(await running).toEqual({ kind: 'killed', signal: 'SIGTERM' });
        expect(isRunning(child)).toBe(false);
      });
    }
  },
);

/** Those of this process. */
function supervisors(): number[] {
  return execFileSync('ps', ['-eo', 'pid,ppid,args', 'ww'], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^ *(\d+) +(\d+) .*supervise\.mjs/.exec(line))
    .filter((match) => match !== null && Number(match[2]) === process.pid)
    .map((match) => Number(match![1]));
}

describe('ProcessExecutor where there is no bubblewrap', () => {
  const { PATH } = process.env;
  let empty: string;

  beforeEach(() => {
    empty = mkdtempSync(join(tmpdir(), 'quintet-no-bubblewrap-'));
    process.env.PATH = empty;
  });
  afterEach(() => {
    process.env.PATH = PATH;
    rmSync(empty, { recursive: true });
  });

  const attempt = async (required: boolean, reports: string[]) => {
    for (const name of ['code', 'scratch', 'temporary']) mkdirSync(join(empty, name));
    writeFileSync(join(empty, 'code', 'main.sh'), 'exit 5');
    const executor = new ProcessExecutor({ sandbox: true, network: false, required }, (level, message) =>
      reports.push(`${level} ${message}`),
    );
    return executor.run(
      {
        ...{ codeFolder: join(empty, 'code'), entrypoint: 'main.sh', environment: {}, folders: [], maxBytes: 1e6 },
        ...{ scratch: join(empty, 'scratch'), temporary: join(empty, 'temporary'), onOutput: () => {} },
      },
      new AbortController().signal,
    );
  };

  it('runs programs all the same in development, with a warning', async () => {
    const reports: string[] = [];
    expect(await attempt(false, reports)).toEqual({ kind: 'exited', exitCode: 5 });
    expect(reports).toEqual([
      'warn bubblewrap does not work here: not installed: programs can do what this server can, for trusted code only',
    ]);
  });

  it.each([
    ['is not installed', undefined, 'not installed'],
    ['does not work', '#!/bin/sh\necho "bwrap: No permissions" >&2; exit 1', 'bwrap: No permissions'],
  ])('runs nothing in production where it %s', async (_name, stub, reason) => {
    if (stub) {
      writeFileSync(join(empty, 'bwrap'), stub);
      chmodSync(join(empty, 'bwrap'), 0o755);
    }
    const reports: string[] = [];
    const refusal = attempt(true, reports);
    await expect(refusal).rejects.toThrow('no sandbox: install bubblewrap or set COMPUTE_SANDBOX=off');
    await expect(refusal).rejects.toBeInstanceOf(CannotRunError);
    expect(reports).toEqual([
      `error no sandbox: install bubblewrap or set COMPUTE_SANDBOX=off (bubblewrap does not work here: ${reason})`,
    ]);
  });
});
