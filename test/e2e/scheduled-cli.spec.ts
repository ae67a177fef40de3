import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { freePort, startServer } from '../support/server';
import type { Server } from '../support/server';
import { Jobs } from '../support/scheduled';

const ROOT = resolve(__dirname, '../..');
const { bin } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as { bin: Record<string, string> };
const URL = 'https://example.com/hook';

describe('quintet', () => {
  let server: Server;
  let jobs: Jobs;
  let env: Record<string, string>;

  beforeAll(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW: 'example.com' } });
  });

  beforeEach(async () => {
    const { key } = await server.tenant();
    jobs = new Jobs(server, key);
    env = { QUINTET_URL: `${server.url}/scheduler`, QUINTET_API_KEY: key };
  });

  afterAll(() => server?.stop());

  /** Runs the launcher by itself, as a shell does. */
  const quintet = (...args: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
      execFile(resolve(ROOT, bin.quintet), args, { env: { PATH: process.env.PATH, ...env } }, (error, stdout, stderr) =>
        done({ code: (error?.code as unknown as number) ?? 0, stdout, stderr }),
      );
    });
  const answered = async (...args: string[]) => {
    const { code, stdout, stderr } = await quintet(...args);
    expect([code, stderr]).toEqual([0, '']);
    return JSON.parse(stdout).data;
  };
  const argsOf = async (...args: string[]) => (await answered(...args)).args;

  it("runs the published sample's command", async () => {
    const options = ['--data', 'content=Testing 123', '--data', 'channel=discord', '--in', '30 seconds'];
    const made = await answered('run', 'POST', URL, ...options);
    expect(made).toEqual(await jobs.find(made.id));
    expect(made.args).toEqual({
      body: { content: 'Testing 123', channel: 'discord' },
      headers: {},
      method: 'post',
      schedule_in: '30 seconds',
      url: URL,
    });
  });

  it.each<[string[], object]>([
    [['--in', '90'], { schedule_in: 90 }],
    [['--schedule', '2 hours'], { schedule_in: '2 hours' }],
    [['--at', '2033-01-01T00:00:00Z'], { scheduled_at: '2033-01-01T00:00:00Z' }],
    [['--at', '1988150400'], { scheduled_at: 1988150400 }],
    [['--in', '1 day', '--every', '1.5'], { schedule_in: '1 day', repeat_every: 1.5 }],
    [['--cron', '0 9 * * 1-5'], { cron: '0 9 * * 1-5' }],
    [
      ['--in', '1 day', '--query', 'a=1', '--query', 'b=x=y', '--query', 'a=2', '--query', 'a=3'],
      { query: { a: ['1', '2', '3'], b: 'x=y' } },
    ],
    [['--in', '1 day', '--header', 'X-A: b: c', '--header', 'x-b:'], { headers: { 'X-A': 'b: c', 'x-b': '' } }],
    [['--in', '1 day', '--json', '[1,{"a":null}]'], { body: [1, { a: null }] }],
    [['--in', '1 day', '--data', 'a=', '--data', 'b= c'], { body: { a: '', b: ' c' } }],
    [
      ['--in', '1 day', '--callback', `${URL}/c`, '--webhook', `${URL}/w`],
      { callback_url: `${URL}/c`, webhook_url: `${URL}/w` },
    ],
  ])('create put %j', async (options, args) => {
    expect(await argsOf('create', 'put', URL, ...options)).toMatchObject({ method: 'put', url: URL, ...args });
  });

  it('sends --json as it was typed', async () => {
    const { stdout } = await quintet('run', 'post', URL, '--in', '1 day', '--json', '{"n":12345678901234567890}');
    expect(stdout).toContain('"args":{"body":{"n":12345678901234567890},"headers"');
  });

  it('shows the holder of a key', async () => {
    const first = await answered('run', 'get', URL, '--in', '1 day', '--key', 'k');
    const again = await answered('run', 'get', URL, '--in', '1 day', '--key', 'k');
    expect([again.id, again.job.has_confict]).toEqual([first.id, true]);
  });

  it('lists jobs and cancels them', async () => {
    const { id, job_id } = await jobs.create({ url: URL, schedule_in: 3600 });
    expect((await answered('jobs', 'list')).map((job: { id: string }) => job.id)).toEqual([id]);
    expect(await answered('jobs', 'list', '--state', 'cancelled')).toEqual([]);
    expect((await answered('jobs', 'cancel', String(job_id))).job.state).toBe('cancelled');
    expect(await answered('jobs', 'list', '--state', 'cancelled')).toHaveLength(1);
  });

  it('lists logs and explains a cron expression, as the API does', async () => {
    for (const [args, path] of [
      [['logs', 'list'], '/scheduler/api/logs'],
      [['cron', '*/5 * * * *'], '/scheduler/api/cron/preview?cron=*%2F5+*+*+*+*'],
    ] as const) {
      const [{ code, stdout, stderr }, api] = await Promise.all([quintet(...args), jobs.api.get(path)]);
      expect([code, `${stdout}${stderr}`]).toEqual([api.status === 200 ? 0 : 1, `${api.text}\n`]);
    }
  });

  it('prints the error body on stderr and ends with 1', async () => {
    const refused = await quintet('run', 'head', 'http://example.org');
    const body = { errors: { method: ['is invalid'], url: ['must use https'] } };
    expect(refused).toEqual({ code: 1, stdout: '', stderr: `${JSON.stringify(body)}\n` });
    const missing = await quintet('jobs', 'cancel', 'a/b');
    expect(missing).toEqual({ code: 1, stdout: '', stderr: '{"errors":{"detail":"Not Found"}}\n' });
    env.QUINTET_API_KEY = 'sk_wrong';
    expect(await quintet('jobs', 'list')).toMatchObject({ code: 1, stderr: '{"errors":{"detail":"Unauthorized"}}\n' });
  });

  it('says that nobody answers', async () => {
    env.QUINTET_URL = `http://127.0.0.1:${await freePort()}/scheduler`;
    expect(await quintet('jobs', 'list')).toEqual({ code: 1, stdout: '', stderr: 'quintet: ECONNREFUSED\n' });
  });

  it.each<[string, ...string[]]>([
    ['no command'],
    ['unknown command: fly', 'fly'],
    ['unknown command: jobs fly', 'jobs', 'fly'],
    ['expected 2 argument(s)', 'run', 'get'],
    ['expected 1 argument(s)', 'cron', '*', '*', '*', '*', '*'],
    ["Unknown option '--limit'", 'jobs', 'list', '--limit', '1'],
    ['--data and --json exclude each other', 'run', 'post', URL, '--data', 'a=b', '--json', '{}'],
    ['--json is not JSON', 'run', 'post', URL, '--json', '{'],
    ['--header wants a name, ":" and a value', 'run', 'post', URL, '--header', 'x'],
  ])('says "%s" and how it is used', async (message, ...args) => {
    const { code, stdout, stderr } = await quintet(...args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.startsWith(`quintet: ${message}`)).toBe(true);
    expect(stderr).toContain('usage:');
  });

  it('--help is an answer', async () => {
    expect(await quintet('--help')).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('QUINTET_URL'),
    });
  });
});
