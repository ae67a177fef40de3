import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PASSTHROUGH } from '../packages/program';
import { ProcessExecutor } from './process-executor';
import { removeFolder } from './remove-folder';
import type { Step, StepFile, StepResult } from './step';
import { StepRunner } from './step-runner';

const SANDBOXES = spawnSync('bwrap', ['--unshare-all', '--ro-bind', '/', '/', '--', '/bin/true']).status === 0;
if (!SANDBOXES) console.warn('bubblewrap does not work here: programs are tested without a sandbox only');

const SETUP = `const fs = require('node:fs'); const env = process.env;
const out = (name, text) => fs.writeFileSync((env.TASK_RESULTS_DIR ?? env.CHUNKS_DIR) + '/' + name, text);
`;

describe.each([...(SANDBOXES ? [['in the sandbox', true] as const] : []), ['without a sandbox', false] as const])(
  'StepRunner %s',
  (_, sandbox) => {
    const reports: string[] = [];
    const protection = { sandbox, network: false, required: sandbox };
    const runner = new StepRunner(new ProcessExecutor(protection, (level, message) => reports.push(level + message)));
    let root: string;
    let log: [string, string][];

    beforeEach(() => {
      root = mkdtempSync(join(tmpdir(), 'quintet-steps-'));
      log = [];
    });
    afterEach(() => removeFolder(root));

    const codeOf = (files: Record<string, string>) => {
      const codeFolder = mkdtempSync(join(root, 'code-'));
      for (const [name, text] of Object.entries(files)) writeFileSync(join(codeFolder, name), text);
      return codeFolder;
    };
    const script = (code: string) => ({ codeFolder: codeOf({ 'main.js': SETUP + code }), entrypoint: 'main.js' });
    const shell = (code: string) => ({ codeFolder: codeOf({ 'main.sh': code }), entrypoint: 'main.sh' });
    const step = (program: Step['program'], more: Partial<Step> = {}): Step => ({
      program,
      jobId: 'job-1',
      taskId: 'task-1',
      attempt: 1,
      secrets: [],
      sharedCache: join(root, 'shared'),
      userCache: join(root, 'user'),
      folder: mkdtempSync(join(root, 'work-')),
      maxBytes: 10_000_000,
      onLine: (level, line) => log.push([level, line]),
      signal: new AbortController().signal,
      ...more,
    });
    const fileWith = (text: string | Buffer) => {
      const path = join(mkdtempSync(join(root, 'file-')), 'x');
      writeFileSync(path, text);
      return path;
    };
    const work = (program: Step['program'], more: Partial<Step> = {}, chunk = 'chunk') =>
      runner.work(step(program, more), { chunkFile: fileWith(chunk), chunkNumber: 3, numChunks: 7 });
    const sourceOf = (files: Record<string, string>) => {
      const sourceFolder = mkdtempSync(join(root, 'source-'));
      for (const [name, text] of Object.entries(files)) writeFileSync(join(sourceFolder, name), text);
      return { sourceFolder };
    };
    const contents = (files: StepFile[]) => files.map(({ path }) => readFileSync(path, 'utf8'));
    const named = ({ files }: StepResult) =>
      Object.fromEntries(files.map(({ name, path }) => [name, readFileSync(path, 'utf8')]));
    const environmentIn = (result: StepResult) => JSON.parse(named(result)['env.json']) as Record<string, string>;

    it('gives a partitioner the input and takes its chunks in the order of their numbers', async () => {
      const program = script(`
        const text = fs.readFileSync(env.SOURCE_DIR + '/in.txt', 'utf8');
        for (let i = 0; i < 12; i++) out('data_' + i + '.bin', i === 5 ? '' : text + i + env.PARTITIONER_PARAMS);
        console.log(env.QUINTET_NUM_CHUNKS, env.TASK_DIR, env.CHUNK_NUMBER);`);
      const { ending, files } = await runner.partition(
        step(program, { params: { a: 1.5 } }),
        sourceOf({ 'in.txt': 'x' }),
      );
      expect(ending).toEqual({ kind: 'exited', exitCode: 0 });
      expect(contents(files)).toEqual(Array.from({ length: 12 }, (_, i) => (i === 5 ? '' : `x${i}{"a":1.5}`)));
      expect(files.map(({ size }) => size)).toEqual(contents(files).map((text) => text.length));
      expect(log).toEqual([['UNKNOWN', '0 undefined undefined']]);
    });

    it('gives an app its chunk and takes its results by name', async () => {
      const program = script(`
        fs.mkdirSync(env.TASK_RESULTS_DIR + '/sub/er', { recursive: true });
        out('z.txt', fs.readFileSync(env.TASK_DIR + '/data.bin', 'utf8').toUpperCase());
        out('sub/er/b.txt', fs.readdirSync(env.TASK_DIR).join());
        out('sub__er__b.txt', env.APP_PARAMS);
        console.log(env.CHUNK_NUMBER, env.QUINTET_NUM_CHUNKS, env.QUINTET_ATTEMPT, env.QUINTET_JOB_ID, env.QUINTET_TASK_ID);`);
      const result = await work(program, { attempt: 2 });
      expect(Object.entries(named(result))).toEqual([
        ['sub__er__b-2.txt', '{}'],
        ['sub__er__b.txt', 'data.bin'],
        ['z.txt', 'CHUNK'],
      ]);
      expect(log).toEqual([['UNKNOWN', '3 7 2 job-1 task-1']]);
    });

    it('gives an assembler all results, flat and in the order of their chunks', async () => {
      const program = script(`
        const names = fs.readdirSync(env.RESULTS_DIR);
        const text = names.map((name) => name + '=' + fs.readFileSync(env.TASK_RESULTS_DIR + '/' + name));
        fs.writeFileSync(env.OUTPUT_DIR + '/all.txt', text.sort().join());
        console.log(env.RESULTS_DIR === env.TASK_RESULTS_DIR, env.ASSEMBLER_PARAMS, env.FAILED_CHUNKS);`);
      const results = [0, 1, 10].map((chunkNumber) => ({
        ...{ chunkNumber, name: 'out.txt', path: fileWith(`c${chunkNumber}`), size: 2 },
      }));
      const result = await runner.assemble(step(program), { results, numChunks: 11, failedChunks: [4] });
      expect(named(result)).toEqual({ 'all.txt': '000000_out.txt=c0,000001_out.txt=c1,000010_out.txt=c10' });
      expect(log).toEqual([['UNKNOWN', 'true {} [4]']]);
    });

    it('passthrough hands on', async () => {
      const input = sourceOf({ 'b 10.txt': 'c', 'b 9.txt': 'b', '.a': 'a' });
      expect(contents((await runner.partition(step(PASSTHROUGH), input)).files)).toEqual(['a', 'b', 'c']);
      const result = (chunkNumber: number) => ({ chunkNumber, name: 'o', path: fileWith(`${chunkNumber}`), size: 1 });
      const one = await runner.assemble(step(PASSTHROUGH), { results: [result(0)], numChunks: 1 });
      expect(named(one)).toEqual({ o: '0' });
      const two = await runner.assemble(step(PASSTHROUGH), { results: [result(0), result(1)], numChunks: 2 });
      expect(named(two)).toEqual({ '000000_o': '0', '000001_o': '1' });
      expect(two.ending).toEqual({ kind: 'exited', exitCode: 0 });
    });

    it('gives nothing of its own environment, and a place of its own', async () => {
      process.env.QUINTET_SPEC_SECRET = 'of the server';
      const program = script(`
        out('env.json', JSON.stringify({ ...env, cwd: process.cwd(), here: fs.readdirSync('.').length }));
        fs.writeFileSync(env.HOME + '/x', '');`);
      const secrets: Step['secrets'] = [
        { id: 'my-s3', secretType: 'aws', accessKey: 'AKIA', secretKey: 'sk-aws' },
        { id: 'token-x', secretType: 'other', secretKey: 'sk-other' },
      ];
      const environment = environmentIn(await work(program, { secrets }));
      delete process.env.QUINTET_SPEC_SECRET;
      const { cwd, here, HOME, TMPDIR, PATH, SECRETS, ...rest } = environment;
      expect([cwd, TMPDIR, here]).toEqual([HOME, HOME, 0]);
      expect(PATH.split(':')).toEqual(expect.arrayContaining(['/usr/bin', '/bin']));
      expect(JSON.parse(SECRETS)).toEqual(secrets);
      for (const name of ['PWD', 'OLDPWD', 'SHLVL', '_', 'QUINTET_RUN']) delete rest[name];
      expect(rest).toEqual({
        APP_PARAMS: '{}',
        CHUNK_NUMBER: '3',
        LANG: 'C.UTF-8',
        PYTHONUNBUFFERED: '1',
        QUINTET_ATTEMPT: '1',
        QUINTET_JOB_ID: 'job-1',
        QUINTET_NUM_CHUNKS: '7',
        QUINTET_TASK_ID: 'task-1',
        SHARED_CACHE_DIR: join(root, 'shared'),
        TASK_DIR: expect.any(String),
        TASK_RESULTS_DIR: expect.any(String),
        USER_CACHE_DIR: join(root, 'user'),
        my_s3_ACCESS_KEY: 'AKIA',
        my_s3_SECRET_KEY: 'sk-aws',
        token_x: 'sk-other',
      });
    });

    it('keeps the cache of a user', async () => {
      await work(script(`fs.writeFileSync(env.USER_CACHE_DIR + '/kept', 'k')`));
      await work(script(`out('o', fs.readFileSync(env.USER_CACHE_DIR + '/kept'))`));
      expect(readFileSync(join(root, 'user', 'kept'), 'utf8')).toBe('k');
      expect(existsSync(join(root, 'shared'))).toBe(true);
    });

    it('hides secrets in the log, and takes stderr in its place', async () => {
      const secrets: Step['secrets'] = [{ id: 'K', secretType: 'other', secretKey: 'sesame!' }];
      await work(shell('echo one; echo "two $K" >&2; echo three; cat; printf four'), { secrets });
      expect(log).toEqual(['one', 'two ***', 'three', 'four'].map((line) => ['UNKNOWN', line]));
    });

    it('says that an image is not used', async () => {
      await work({ ...script(''), image: 'ghcr.io/x/y:1' });
      expect(log).toEqual([['WARN', 'the image ghcr.io/x/y:1 is not used: the program runs without a container']]);
    });

    it.each<[string, string, StepResult['ending']]>([
      ['an exit code', 'process.exit(7)', { kind: 'exited', exitCode: 7 }],
      ['an exception', 'throw new Error()', { kind: 'exited', exitCode: 1 }],
      ['a signal of its own', `process.kill(process.pid, 'SIGKILL')`, { kind: 'killed', signal: 'SIGKILL' }],
      [
        'another',
        `process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 9e4)`,
        { kind: 'killed', signal: 'SIGTERM' },
      ],
    ])('tells %s', async (_name, code, ending) => {
      const result = await work(script(`out('x', 'x'); ${code}`));
      expect(result).toEqual({ ending, files: [] });
    });

    it('runs Python, shell and executables', async () => {
      const python = codeOf({
        'main.py':
          'import os, helper\nopen(os.environ["TASK_RESULTS_DIR"] + "/o", "w").write(helper.TEXT)\nprint("hi")',
        'helper.py': 'TEXT = "from python"',
      });
      expect(named(await work({ codeFolder: python, entrypoint: 'main.py' }))).toEqual({ o: 'from python' });
      expect(log).toEqual([['UNKNOWN', 'hi']]);
      const binary = codeOf({ run: '#!/bin/sh\necho "$0" > "$TASK_RESULTS_DIR/o"' });
      const missing = await work({ codeFolder: binary, entrypoint: 'run' });
      expect(missing).toEqual({ ending: { kind: 'no-interpreter', name: 'run' }, files: [] });
      chmodSync(join(binary, 'run'), 0o755);
      expect(named(await work({ codeFolder: binary, entrypoint: 'run' }))).toEqual({ o: `${join(binary, 'run')}\n` });
      const module = codeOf({ 'main.mjs': 'import "./a.cjs"', 'a.cjs': 'process.exitCode = 4' });
      expect((await work({ codeFolder: module, entrypoint: 'main.mjs' })).ending).toEqual({
        kind: 'exited',
        exitCode: 4,
      });
    });

    it('skips what is no regular file, and never opens it', async () => {
      const secret = join(root, 'secret.txt');
      writeFileSync(secret, 'secret');
      const program = shell(`cd "$TASK_RESULTS_DIR"
        ln -s ${secret} link; ln -s /etc/passwd passwd; ln -s . loop; mkfifo fifo; echo x > .dot; mkdir .hidden deep
        echo x > .hidden/x; ln -s /etc deep/etc; mkfifo deep/fifo; echo good > deep/file; echo odd > "$(printf 'a\\377b')"
        echo line > 'new
line'; echo closed > closed; chmod 0 closed; mkdir shut; echo in > shut/in; chmod 0 shut`);
      const result = await work(program);
      expect(named(result)).toEqual({
        'a\uFFFDb': 'odd\n',
        closed: 'closed\n',
        deep__file: 'good\n',
        'new\nline': 'line\n',
        shut__in: 'in\n',
      });
      expect(log.sort()).toEqual([
        ['WARN', 'skipped .dot: a dot file'],
        ['WARN', 'skipped .hidden: a dot file'],
        ['WARN', 'skipped deep/etc: a link'],
        ['WARN', 'skipped deep/fifo: a fifo'],
        ['WARN', 'skipped fifo: a fifo'],
        ['WARN', 'skipped link: a link'],
        ['WARN', 'skipped loop: a link'],
        ['WARN', 'skipped passwd: a link'],
      ]);
    });

    it('skips it among chunks too, folders included', async () => {
      const program = shell(`cd "$CHUNKS_DIR"; echo x > data_0.bin; ln -s data_0.bin data_1.bin; mkdir data_2.bin`);
      const { files } = await runner.partition(step(program), sourceOf({ in: '' }));
      expect(contents(files)).toEqual(['x\n']);
      expect(log.sort()).toEqual([
        ['WARN', 'skipped data_1.bin: a link'],
        ['WARN', 'skipped data_2.bin: a folder'],
      ]);
    });

    it('takes 10,000 results', async () => {
      const { files } = await work(script(`for (let i = 0; i < 10000; i++) out('f' + i, '' + i)`));
      expect(files).toHaveLength(10_000);
      expect(files.every(({ name, path }) => readFileSync(path, 'utf8') === name.slice(1))).toBe(true);
    });

    it.each([
      ['one endless file', `exec cat /dev/zero > "$TASK_RESULTS_DIR/o"`, []],
      [
        'too much in all',
        `for i in 1 2 3 4; do head -c 3000000 /dev/zero > "$TASK_RESULTS_DIR/$i"; done`,
        [['WARN', 'wrote more than 10000000 bytes']],
      ],
    ])('ends a program that writes %s', async (_name, code, lines) => {
      const result = await work(shell(code));
      expect(result).toEqual({ ending: { kind: 'killed', signal: 'SIGXFSZ' }, files: [] });
      expect(log).toEqual(lines);
    });

    it('cuts endless output off, and goes on reading it', async () => {
      const { ending } = await work(shell('yes | head -c 5000000; echo done > "$TASK_RESULTS_DIR/o"'));
      expect(ending).toEqual({ kind: 'exited', exitCode: 0 });
      expect(log).toHaveLength(1024 * 512 + 1);
      expect(log.at(-1)).toEqual(['WARN', 'log truncated']);
    });

    it('removes what a program made hard to remove', async () => {
      const given = step(shell('cd "$HOME"; mkdir -p a/b; echo x > a/b/c; chmod 0 a/b a'));
      await runner.work(given, { chunkFile: fileWith(''), chunkNumber: 0, numChunks: 1 });
      await removeFolder(given.folder);
      expect(existsSync(given.folder)).toBe(false);
    });

    if (sandbox) {
      it('shows the system, and nothing else', async () => {
        const outside = join(root, 'outside');
        mkdirSync(outside);
        writeFileSync(join(outside, 'x'), 'x');
        linkSync(join(outside, 'x'), join(outside, 'y'));
        const program = shell(`
          for path in ${outside}/x /etc/shadow /var/lib "${process.cwd()}/package.json"; do
            [ -e "$path" ] && echo "sees $path"; done
          for path in /usr/x /x "$SHARED_CACHE_DIR/x" "$(dirname "$0")/x"; do
            (echo x > "$path") 2>/dev/null && echo "writes $path"; done
          echo x > /tmp/x && ls /tmp
          ls /proc | grep -c '^[0-9]'
          cat /proc/1/environ | tr '\\0' '\\n' | grep -c QUINTET_SPEC`);
        process.env.QUINTET_SPEC_SECRET = 'of the server';
        await work(program);
        delete process.env.QUINTET_SPEC_SECRET;
        const [temporary, processes, ...rest] = log
          .map(([, line]) => line.trim())
          .filter((line) => !/quintet-/.test(line));
        expect(temporary).toBe('x');
        expect(Number(processes)).toBeLessThan(8);
        expect(rest).toEqual(['0']);
        expect(reports).toEqual([]);
      });

      it('keeps programs off the network, unless they may reach it', async () => {
        const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
        await once(server, 'listening');
        const { port } = server.address() as AddressInfo;
        const program = script(`require('node:net').connect(${port}, '127.0.0.1')
          .on('connect', () => console.log('reached')).on('error', (error) => console.log(error.code))`);
        await work(program);
        const open = new StepRunner(new ProcessExecutor({ ...protection, network: true }, () => {}));
        await open.work(step(program), { chunkFile: fileWith(''), chunkNumber: 0, numChunks: 1 });
        expect(log.map(([, line]) => line)).toEqual(['ECONNREFUSED', 'reached']);
        server.close();
      });

      it('says nothing of secrets in the list of processes', async () => {
        const secrets: Step['secrets'] = [{ id: 'K', secretType: 'other', secretKey: 'open sesame' }];
        let list = '';
        const program = shell('sleep 60 & echo started; wait');
        const stop = new AbortController();
        const onLine = () => {
          for (let looks = 0; looks < 100 && !list.includes('sleep 60'); looks++) {
            list = execFileSync('ps', ['-ef', 'ww'], { encoding: 'utf8' });
          }
          stop.abort();
        };
        await work(program, { secrets, onLine, signal: stop.signal });
        expect(list).toContain('sleep 60');
        expect(list).not.toContain('open sesame');
      });
    } else {
      it('warns once that programs are not shut in', async () => {
        await work(script(''));
        expect(reports).toEqual([
          'warnCOMPUTE_SANDBOX is off: programs can do what this server can, for trusted code only',
        ]);
      });
    }
  },
);

it('removes a folder that is not there', async () => {
  await removeFolder(join(tmpdir(), 'quintet-never-was'));
  rmSync(join(tmpdir(), 'quintet-never-was'), { force: true });
});
