import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { sharedServer } from '../support/shared-server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const SIMULATOR = resolve(__dirname, '../../simulate/fleet.mjs');

interface Run {
  code: number | null;
  text: string;
  errors: string;
}

function start(args: string[]) {
  const child = spawn(process.execPath, [SIMULATOR, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const run: Run = { code: null, text: '', errors: '' };
  child.stdout.on('data', (chunk: Buffer) => (run.text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (run.errors += chunk.toString()));
  const ended = new Promise<Run>((end) => child.once('close', (code) => end(Object.assign(run, { code }))));
  return { run, ended, child };
}

const linesOf = ({ text }: Run) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const dryRun = async (seed: number) => {
  const faults = 'link-loss=0.3,duplicate=0.3,stale=0.3,low-battery=0.1,silent=0.1,reject=0.1,preflight-loss=0.1';
  const { ended } = start(['--dry-run', '300', '--drones', '3', '--seed', String(seed), '--faults', faults]);
  return (await ended).text;
};

describe('drone: the fleet simulator', () => {
  let server: Server;
  let access: string[];

  beforeAll(async () => {
    server = await sharedServer();
    access = ['--base', server.url, '--key', (await server.tenant()).key];
  });

  afterAll(() => server?.stop());

  it('flies 60 jobs with 20 drones that lose their links, and all of them end', async () => {
    const faults = ['--seed', '7', '--faults', 'link-loss=0.05'];
    const args = [...access, '--drones', '20', ...faults, '--jobs', '60', '--time-scale', '20'];
    const { code, errors, ...run } = await start(args).ended;
    expect([code, errors]).toEqual([0, '']);
    const lines = linesOf({ code, errors, ...run });
    expect(lines[0]).toMatchObject({ event: 'ready', deviceGroupId: expect.stringMatching(/^group-/) });
    expect(lines[0].deviceIds).toHaveLength(20);
    expect(lines.at(-1)).toEqual({
      event: 'summary',
      drones: 20,
      COMPLETED: 60,
      failures: {},
      violations: [],
      flown: 60,
      completed: 60,
    });
  });

  it('plays by HTTPS too, ends with SIGTERM, and plays the same devices next time', async () => {
    const first = start([...access, '--drones', '1', '--transport', 'http', '--jobs', '1', '--time-scale', '20']);
    expect(linesOf(await first.ended).at(-1)).toMatchObject({ COMPLETED: 1, violations: [] });
    const second = start([...access, '--drones', '1']);
    await waitFor(() => second.run.text.includes('"ready"'), { what: 'the simulator to be ready' });
    second.child.kill('SIGTERM');
    expect((await second.ended).code).toBe(0);
    expect(linesOf(second.run)[0].deviceIds).toEqual(linesOf(first.run)[0].deviceIds);
    expect(linesOf(second.run).at(-1)).toMatchObject({ event: 'summary' });
  });

  it('without a server: the same bytes for the same seed, others for another', async () => {
    const [one, same, other] = await Promise.all([dryRun(7), dryRun(7), dryRun(8)]);
    expect(same).toBe(one);
    expect(other).not.toBe(one);
    const types = new Set(
      linesOf({ text: one, code: 0, errors: '' }).map(({ message }) => (message as { type?: string })?.type),
    );
    expect([...types]).toEqual(expect.arrayContaining(['accepted', 'started', 'progress', 'completed']));
  });

  it.each([
    [['--drones', '0'], '--drones must be a whole number from 1 to 5000'],
    [['--faults', 'gremlins=1'], '--faults knows link-loss'],
    [['--time-scale', '61'], '--time-scale must be a whole number from 1 to 60'],
    [['--broker-restarts', '1'], '--broker-restarts needs --mosquitto'],
    [['--transport', 'pigeon'], '--transport must be mqtt or http'],
  ])('refuses %j', async (args, text) => {
    const { code, errors } = await start(args).ended;
    expect(code).toBe(2);
    expect(errors).toContain(text);
  });
});
