import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Client } from '../support/client';
import { ended, push, results, run } from '../support/compute-runs';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Target } from '../support/target';

const python = (text: string) => `import json, os, sys\n${text}`;

const LINES = Array.from({ length: 1000 }, (_, n) => `line ${n % 7} of word${n % 13} and ${'x'.repeat(n % 3)} end`);

/** How often the app of a job was started, by what it printed. */
async function starts(client: Client, jobId: string): Promise<number> {
  const { taskrunner } = (await client.post('/v1/customer/logs', { jobId })).body as Logs;
  return Object.values(taskrunner).flatMap(({ logs }) => logs.filter(({ log }) => log === 'start')).length;
}

interface Logs {
  taskrunner: Record<string, { logs: { log: string; level: string }[] }>;
}

describe('compute', () => {
  let server: Server;

  beforeAll(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1', LEAK_ME: 'a secret of the server' } });
  }, 60_000);

  afterAll(() => server?.stop());

  it('word-count: own engines and app in Python count 1,000 lines in 20 chunks', async () => {
    const client = server.client((await server.tenant()).key);
    await push(client, 'engines', {
      'manifest.json': { name: 'by-lines', version: '1.0', type: 'partitioner' },
      'app/main.py': python(`
params = json.loads(os.environ['PARTITIONER_PARAMS'])
lines = []
for name in sorted(os.listdir(os.environ['SOURCE_DIR'])):
    lines += open(os.path.join(os.environ['SOURCE_DIR'], name)).read().splitlines(True)
size = params['lines']
for number, begin in enumerate(range(0, len(lines), size)):
    with open(os.path.join(os.environ['CHUNKS_DIR'], f'data_{number}.bin'), 'w') as chunk:
        chunk.writelines(lines[begin:begin + size])
`),
    });
    await push(client, 'engines', {
      'manifest.json': { name: 'sum-up', version: '1.0', type: 'assembler' },
      'app/main.py': python(`
total = {}
for name in os.listdir(os.environ['RESULTS_DIR']):
    for word, count in json.load(open(os.path.join(os.environ['RESULTS_DIR'], name))).items():
        total[word] = total.get(word, 0) + count
json.dump(total, open(os.path.join(os.environ['OUTPUT_DIR'], 'total.json'), 'w'))
`),
    });
    await push(client, 'apps', {
      'manifest.json': { name: 'count', version: '1.0' },
      'app/main.py': python(`
counts = {}
for word in open(os.path.join(os.environ['TASK_DIR'], 'data.bin')).read().split():
    counts[word] = counts.get(word, 0) + 1
json.dump(counts, open(os.path.join(os.environ['TASK_RESULTS_DIR'], 'counts.json'), 'w'))
`),
      'template.json': { id: 'count', app: 'count', partitioner: 'by-lines', assembler: 'sum-up' },
    });
    const source = await Target.open((response) => response.end(`${LINES.join('\n')}\n`));
    const id = await run(client, {
      templateId: 'count',
      dataSource: { dataSourceDescriptor: 'url', params: { url: source.url, name: 'lines.txt' } },
      params: { partitioner: { lines: 50 } },
    });
    expect(await ended(client, id)).toMatchObject({ state: 'JOB_STATE_COMPLETE', numChunks: 20 });
    const expected: Record<string, number> = {};
    for (const word of LINES.join(' ').split(/\s+/)) expected[word] = (expected[word] ?? 0) + 1;
    expect(JSON.parse((await results(client, id))['total.json'])).toEqual(expected);
    source.close();
  });

  it('same-name: every task writes out.txt, and the assembler sees all of them in chunk order', async () => {
    const client = server.client((await server.tenant()).key);
    await push(client, 'engines', {
      'manifest.json': { name: 'twelve', version: '1.0', type: 'partitioner' },
      'app/main.py': python(`
for number in range(12):
    open(os.path.join(os.environ['CHUNKS_DIR'], f'data_{number}.bin'), 'w').write(str(number))
`),
    });
    await push(client, 'engines', {
      'manifest.json': { name: 'in-order', version: '1.0', type: 'assembler' },
      'app/main.py': python(`
with open(os.path.join(os.environ['OUTPUT_DIR'], 'all.txt'), 'w') as out:
    for name in sorted(os.listdir(os.environ['TASK_RESULTS_DIR'])):
        out.write(name + '=' + open(os.path.join(os.environ['TASK_RESULTS_DIR'], name)).read() + ' ')
`),
    });
    await push(client, 'apps', {
      'manifest.json': { name: 'echo', version: '1.0' },
      'app/main.py': python(`
text = open(os.path.join(os.environ['TASK_DIR'], 'data.bin')).read()
open(os.path.join(os.environ['TASK_RESULTS_DIR'], 'out.txt'), 'w').write(text + '/' + os.environ['CHUNK_NUMBER'])
`),
      'template.json': { id: 'echo', app: 'echo', partitioner: 'twelve', assembler: 'in-order' },
    });
    const id = await run(client, { templateId: 'echo', dataSource: { dataSourceDescriptor: 'bypass' } });
    expect(await ended(client, id)).toMatchObject({ state: 'JOB_STATE_COMPLETE' });
    const names = Array.from({ length: 12 }, (_, n) => `${String(n).padStart(6, '0')}_out.txt=${n}/${n} `);
    expect(await results(client, id)).toEqual({ 'all.txt': names.join('') });
  });

  it('hostile-app: sees nothing of the server, and what it leaves behind is not followed', async () => {
    const client = server.client((await server.tenant()).key);
    await push(client, 'apps', {
      'manifest.json': { name: 'hostile', version: '1.0' },
      'app/main.py': python(`
import subprocess
results = os.environ['TASK_RESULTS_DIR']
os.symlink('/etc/passwd', os.path.join(results, 'link.txt'))
os.mkfifo(os.path.join(results, 'fifo'))
os.makedirs(os.path.join(results, 'sub', 'deep'))
open(os.path.join(results, 'sub', 'deep', 'kept.txt'), 'w').write('kept')
open(os.path.join(results, '.hidden'), 'w').write('hidden')
json.dump(dict(os.environ), open(os.path.join(results, 'environment.json'), 'w'))
subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])
print('x' * 2_000_000)
print('never seen')
`),
      'template.json': { id: 'hostile', app: 'hostile' },
    });
    const id = await run(client, { templateId: 'hostile', dataSource: { dataSourceDescriptor: 'bypass' } });
    expect(await ended(client, id)).toMatchObject({ state: 'JOB_STATE_COMPLETE' });
    const files = await results(client, id);
    expect(Object.keys(files).sort()).toEqual(['environment.json', 'sub__deep__kept.txt']);
    const environment = JSON.parse(files['environment.json']) as Record<string, string>;
    const own = ['DATABASE_URL', 'JWT_SECRET', 'BOOTSTRAP_API_KEY', 'DATA_DIR', 'LEAK_ME', 'PORT'];
    expect(own.filter((name) => name in environment)).toEqual([]);
    expect(JSON.stringify(environment)).not.toContain(server.key);
    const { taskrunner } = (await client.post('/v1/customer/logs', { jobId: id })).body as Logs;
    const [{ logs: lines }] = Object.values(taskrunner);
    expect(lines.at(-1)).toMatchObject({ log: 'log truncated', level: 'WARN' });
    expect(lines.map(({ log }) => log)).not.toContain('never seen');
  });

  it('rerun-failed: of 10 chunks 3 fail, and the rerun starts 3 processes', async () => {
    const client = server.client((await server.tenant()).key);
    await push(client, 'engines', {
      'manifest.json': { name: 'ten', version: '1.0', type: 'partitioner' },
      'app/main.py': python(`
for number in range(10):
    open(os.path.join(os.environ['CHUNKS_DIR'], f'data_{number}.bin'), 'w').write(str(number))
`),
    });
    await push(client, 'apps', {
      'manifest.json': { name: 'sometimes', version: '1.0' },
      'app/main.py': python(`
import time
cache, chunk = os.environ['USER_CACHE_DIR'], int(os.environ['CHUNK_NUMBER'])
print('start')
if chunk < 3 and not os.path.exists(os.path.join(cache, f'failed-{chunk}')):
    while len([name for name in os.listdir(cache) if name.startswith('done-')]) < 7:
        time.sleep(0.02)
    open(os.path.join(cache, f'failed-{chunk}'), 'w').close()
    sys.exit(1)
open(os.path.join(os.environ['TASK_RESULTS_DIR'], 'out.txt'), 'w').write(str(chunk))
open(os.path.join(cache, f'done-{chunk}'), 'w').close()
`),
      'template.json': { id: 'sometimes', app: 'sometimes', partitioner: 'ten' },
    });
    const id = await run(client, {
      templateId: 'sometimes',
      dataSource: { dataSourceDescriptor: 'bypass' },
      config: { maxTaskRetries: 0, maxFailedTasks: 2 },
    });
    expect(await ended(client, id)).toMatchObject({ state: 'JOB_STATE_FAILED' });
    expect(await starts(client, id)).toBe(10);
    expect((await client.post(`/v1/customer/jobs/${id}/rerun`)).status).toBe(200);
    expect(await ended(client, id)).toMatchObject({ state: 'JOB_STATE_COMPLETE', numChunks: 10 });
    expect(await starts(client, id)).toBe(13);
    expect(Object.values(await results(client, id)).sort()).toEqual([...'0123456789']);
  });

  it('local-run: the command line and the server give equal bytes', async () => {
    const client = server.client();
    const folder = resolve(__dirname, '../../examples/compute/word-count-python');
    const cli = resolve(__dirname, '../../bin/quintet.mjs');
    const output = mkdtempSync(join(tmpdir(), 'quintet-local-'));
    const params = { partitioner: { lines: 5 } };
    const parts = ['partitioner', 'assembler'].flatMap((part) => [`--${part}`, join(folder, part)]);
    const input = join(folder, 'input.txt');
    const local = [
      'compute',
      'run',
      join(folder, 'app'),
      '--input',
      input,
      ...parts,
      '--params',
      JSON.stringify(params),
    ];
    execFileSync(process.execPath, [cli, ...local, '--output', output], { stdio: 'ignore' });
    for (const part of ['partitioner', 'assembler', 'app']) {
      const push = ['compute', 'push', join(folder, part), '--activate', '--url', server.url, '--key', server.key];
      execFileSync(process.execPath, [cli, ...push], { stdio: 'ignore' });
    }
    const source = await Target.open((response) => response.end(readFileSync(input)));
    const id = await run(client, {
      templateId: 'word-count-python',
      dataSource: { dataSourceDescriptor: 'url', params: { url: source.url, name: 'input.txt' } },
      params,
    });
    expect(await ended(client, id)).toMatchObject({ state: 'JOB_STATE_COMPLETE' });
    const files = readdirSync(output).map((name) => [name, readFileSync(join(output, name), 'utf8')]);
    expect(files.length).toBeGreaterThan(0);
    expect(await results(client, id)).toEqual(Object.fromEntries(files));
    source.close();
    rmSync(output, { recursive: true });
  });
});
