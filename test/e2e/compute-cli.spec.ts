import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';
import { waitFor } from '../support/wait-for';

const ROOT = resolve(__dirname, '../..');
const QUINTET = join(ROOT, 'bin/quintet.mjs');
const EXAMPLES = join(ROOT, 'examples/compute');
const MANIFEST = { name: 'mine', version: '0.1', entrypoint: 'main.mjs' };

describe('quintet compute', () => {
  let root: string;
  let env: Record<string, string>;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'quintet-cli-'));
    env = { PATH: process.env.PATH!, HOME: root, XDG_CACHE_HOME: '' };
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const quintet = (...args: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
      execFile(process.execPath, [QUINTET, 'compute', ...args], { cwd: root, env }, (error, stdout, stderr) =>
        done({ code: (error?.code as unknown as number) ?? 0, stdout, stderr }),
      );
    });
  /** Writes an app, or an engine, and gives its path. */
  const packageOf = (name: string, files: Record<string, string>, manifest: object = {}) => {
    const all = { 'manifest.json': JSON.stringify({ ...MANIFEST, ...manifest }), ...files };
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(root, name, path)), { recursive: true });
      writeFileSync(join(root, name, path), text);
    }
    return name;
  };
  const appOf = (code: string, manifest: object = {}, files: Record<string, string> = {}) =>
    packageOf(
      'app',
      { 'app/main.mjs': `import fs from 'node:fs'; const { env } = process;\n${code}`, ...files },
      manifest,
    );
  const engineOf = (type: string, code: string) =>
    packageOf(type, { 'app/main.mjs': `import fs from 'node:fs'; const { env } = process;\n${code}` }, { type });
  const output = (folder = 'output') =>
    Object.fromEntries(
      readdirSync(join(root, folder))
        .sort()
        .map((name) => [name, readFileSync(join(root, folder, name), 'utf8')]),
    );

  describe('run', () => {
    const engines = (example: string) =>
      ['partitioner', 'assembler'].flatMap((role) => [`--${role}`, join(EXAMPLES, example, role)]);

    it('runs the example in Python that counts words', async () => {
      const args = [join(EXAMPLES, 'word-count-python/app'), ...engines('word-count-python')];
      const input = join(EXAMPLES, 'word-count-python/input.txt');
      const { code, stdout, stderr } = await quintet(
        ...['run', ...args, '--input', input, '--params', '{"partitioner":{"lines":5}}', '--output', 'here/counts'],
      );
      expect([code, stderr]).toEqual([0, '']);
      for (const chunk of [0, 1, 2])
        expect(stdout).toMatch(new RegExp(`^task ${chunk} \\| chunk ${chunk}: \\d+ words$`, 'm'));
      const counts = JSON.parse(output('here/counts')['counts.json']) as Record<string, number>;
      const words = readFileSync(input, 'utf8')
        .toLowerCase()
        .match(/[\w'’]+/g)!;
      for (const word of new Set(words))
        expect([word, counts[word]]).toEqual([word, words.filter((one) => one === word).length]);
      expect(Object.keys(counts)).toHaveLength(new Set(words).size);
    });

    it('runs the example that estimates pi, with the params of its template', async () => {
      const { code, stderr } = await quintet('run', join(EXAMPLES, 'monte-carlo/app'), ...engines('monte-carlo'));
      expect([code, stderr]).toEqual([0, '']);
      const { pi, standardError, points, chunks } = JSON.parse(output()['pi.json']);
      expect([points, chunks]).toEqual([3_200_000, 16]);
      expect(Math.abs(pi - Math.PI)).toBeLessThan(4 * standardError);
    });

    it('runs the example in Node, whose engines are built in', async () => {
      const input = ['--input', join(EXAMPLES, 'access-log/input.txt'), '--params', '{"app":{"top":2}}'];
      const { code, stdout, stderr } = await quintet('run', join(EXAMPLES, 'access-log/app'), ...input);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toContain('task 0 | 7 requests of 4 paths\n');
      expect(JSON.parse(output()['summary.json'])).toEqual({
        ...{ requests: 7, unreadable: 1 },
        paths: [
          { path: '/', requests: 3, errors: 0, bytes: 10240 },
          { path: '/orders', requests: 2, errors: 1, bytes: 376 },
        ],
      });
    });

    it('gives an app without input what a server gives it, and leaves nothing behind', async () => {
      const app = appOf(`
        fs.writeFileSync(env.TASK_RESULTS_DIR + '/o', fs.readFileSync(env.TASK_DIR + '/data.bin', 'utf8') + env.APP_PARAMS);
        fs.writeFileSync(env.USER_CACHE_DIR + '/kept', '');
        console.log(env.TASK_DIR);`);
      const { code, stdout, stderr } = await quintet('run', app);
      expect([code, stderr, output()]).toEqual([0, '', { o: 'bypass\n{}' }]);
      const used = /task 0 \| (\S+)/.exec(stdout)![1];
      expect([existsSync(used), existsSync(dirname(dirname(used)))]).toEqual([false, false]);
      expect(readdirSync(root).sort()).toEqual(['.cache', 'app', 'output']);
    });

    it.each<[string, string, string]>([
      ['process.exit(3)', '', 'task 0 failed after 1 attempt: exit code 3'],
      [`process.kill(process.pid, 'SIGKILL')`, '', 'task 0 failed after 1 attempt: signal SIGKILL'],
      ['', 'process.exit(2)', 'partitioner failed: exit code 2'],
      ['', '0', 'partitioner produced no chunks'],
      [
        '',
        `for (let i = 0; i < 10001; i++) fs.writeFileSync(env.CHUNKS_DIR + '/' + i, '')`,
        'partitioner produced 10001 chunks; the limit is 10000',
      ],
    ])('app %j, partitioner %j: %s', async (app, partitioner, text) => {
      const engine = partitioner ? ['--partitioner', engineOf('partitioner', partitioner)] : [];
      const { code, stderr } = await quintet('run', appOf(app), ...engine);
      expect([code, stderr]).toEqual([1, `${text}\n`]);
      expect(existsSync(join(root, 'output')) ? output() : {}).toEqual({});
    });

    it('tells what else fails', async () => {
      const assembler = ['--assembler', engineOf('assembler', 'process.exit(9)')];
      expect(await quintet('run', appOf(''), ...assembler)).toMatchObject({
        ...{ code: 1, stderr: 'assembler failed: exit code 9\n' },
      });
      const secret = { platform_config: { secrets: ['my-key'] } };
      const app = appOf(`console.log(env.my_key === 'sesame', 'sesame')`, secret);
      expect(await quintet('run', app)).toMatchObject({ code: 1, stderr: 'secret not found: my-key\n' });
      env.my_key = 'sesame';
      expect(await quintet('run', app)).toMatchObject({ code: 0, stdout: expect.stringContaining('| true ***\n') });
      const schema = '{"type":"object","properties":{"top":{"type":"integer"}}}';
      const strict = appOf('', {}, { 'schema.json': schema });
      expect(await quintet('run', strict, '--params', '{"app":{"top":"x"}}')).toMatchObject({
        ...{ code: 1, stderr: 'params.app.top must be integer\n' },
      });
      expect(await quintet('run', packageOf('none', {}))).toMatchObject({
        ...{ code: 1, stderr: 'entrypoint not found: main.mjs\n' },
      });
    });

    it('ends its programs when it is interrupted', async () => {
      const app = appOf(`console.log('started', env.TASK_DIR); setInterval(() => {}, 1000)`);
      const child = spawn(process.execPath, [QUINTET, 'compute', 'run', app], { cwd: root, env });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (bytes: Buffer) => (stdout += String(bytes)));
      child.stderr.on('data', (bytes: Buffer) => (stderr += String(bytes)));
      const folder = await waitFor(() => /started (\S+)/.exec(stdout)?.[1]);
      child.kill('SIGINT');
      expect(await once(child, 'close')).toEqual([1, null]);
      expect([stderr, existsSync(folder)]).toEqual(['aborted\n', false]);
      const work = dirname(dirname(folder));
      expect(execFileSync('ps', ['-eo', 'args', 'ww'], { encoding: 'utf8' })).not.toContain(work);
    });
  });

  it.each<[string, ...string[]]>([
    ['unknown command: compute'],
    ['unknown command: compute fly me', 'fly', 'me'],
    ['expected the folder of one app or engine', 'run'],
    ['expected the folder of one app or engine', 'push', 'a', 'b', '--key', 'k'],
    ["Unknown option '--limit'", 'run', 'a', '--limit', '1'],
    ['--params is not JSON', 'run', 'a', '--params', '{'],
    ['--params must be an object of objects: app, partitioner, assembler', 'run', 'a', '--params', '{"app":1}'],
    ['--key or QUINTET_API_KEY must be given', 'push', 'a'],
  ])('says "%s" and how it is used', async (message, ...args) => {
    const { code, stdout, stderr } = await quintet(...args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.startsWith(`quintet: ${message}`)).toBe(true);
    expect(stderr).toContain('usage:');
  });

  describe('push', () => {
    let server: Server;

    beforeAll(async () => {
      server = await sharedServer();
    });
    afterAll(() => server?.stop());

    it('pushes apps and engines, and activates them', async () => {
      const { key } = await server.tenant();
      const api = server.client(key);
      const target = ['--url', `${server.url}/`, '--key', key];
      const pushed = await quintet('push', join(EXAMPLES, 'monte-carlo/app'), ...target);
      expect(pushed).toEqual({ code: 0, stdout: 'app monte-carlo@0.1 inactive\n', stderr: '' });
      const activated = await quintet('push', join(EXAMPLES, 'monte-carlo/partitioner'), ...target, '--activate');
      expect(activated).toEqual({ code: 0, stdout: 'engine random-seeds@0.1 active\n', stderr: '' });
      expect((await api.get('/v1/dev/apps/monte-carlo')).body.app.status).toBe('inactive');
      expect((await api.get('/v1/dev/engines/random-seeds')).body.status).toBe('active');
      expect((await api.get('/v1/dev/templates/monte-carlo')).status).toBe(200);
    });

    it('tells what the server says', async () => {
      const target = ['--url', server.url, '--key', 'sk_wrong'];
      const refused = await quintet('push', join(EXAMPLES, 'monte-carlo/app'), ...target);
      expect(refused).toEqual({ code: 1, stdout: '', stderr: 'quintet: invalid or expired credentials\n' });
      const invalid = await quintet('push', packageOf('bad', {}, { version: 'x' }), ...target);
      expect(invalid).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringContaining('manifest.json is not valid'),
      });
    });
  });
});
