import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { NOTE, processesOf, script, ScriptedJobs, seesProcesses, WAIT, WRITE } from '../support/scripted-jobs';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

const GATE = 4711;

let api: Server;
let jobs: ScriptedJobs;
const workers: Server[] = [];

beforeAll(async () => {
  api = await startServer({ env: { ROLE: 'api', OUTBOUND_ALLOW: '127.0.0.1', COMPUTE_CONCURRENCY: '4' } });
  jobs = await ScriptedJobs.of(api);
});

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
});

afterAll(() => api?.stop());

async function startWorkers(count: number): Promise<Server[]> {
  const started = await Promise.all(
    Array.from({ length: count }, () => startServer({ beside: api, env: { ROLE: 'worker' } })),
  );
  workers.push(...started);
  return started;
}

const noProcess = (id: string, timeout: number) =>
  seesProcesses ? waitFor(() => processesOf(id).length === 0, { timeout, what: 'no process of the job' }) : undefined;

const running = (id: string, count: number) =>
  waitFor(async () => (await jobs.runs(id)).length === count, { what: `${count} programs to have begun` });

describe('two workers', () => {
  beforeEach(() => startWorkers(2));

  it('share 200 chunks, each of which takes effect once', async () => {
    const id = await jobs.run({ partitioner: { count: 200, script: script(NOTE, WRITE) } });
    await jobs.reaches(id, 'COMPLETE');
    const tasks = await jobs.tasks(id);
    expect(new Set(tasks.map(({ worker }) => worker as string)).size).toBe(2);
    expect(tasks.every(({ state, attempt }) => state === 'COMPLETED' && attempt === 1)).toBe(true);
    expect((await jobs.runs(id)).sort()).toEqual(tasks.map((_, chunk) => `${chunk} 1`).sort());
    expect(await jobs.output(id)).toBe(tasks.map((_, chunk) => `${chunk}\n`).join(''));
    expect((await jobs.events(id)).filter((event) => event === 'task.completed')).toHaveLength(200);
    expect((await jobs.events(id)).filter((event) => event === 'tasks_completed')).toHaveLength(1);
    expect(await jobs.steps(id, 'assembler')).toHaveLength(1);
  });

  it('end a small job long before a large one that was there first', async () => {
    const large = await jobs.run({ partitioner: { count: 400, script: 'sleep 0.05' } });
    await jobs.reaches(large, 'PARTITIONED');
    const small = await jobs.run({ partitioner: { count: 2, script: WRITE } });
    await jobs.reaches(small, 'COMPLETE');
    const open = (await jobs.tasks(large)).filter(({ state }) => state !== 'COMPLETED');
    expect(open.length).toBeGreaterThan(100);
    await jobs.abort(large);
  });

  it('have no process of a job that was aborted, and start none', async () => {
    const id = await jobs.run({ partitioner: { count: 20, script: script(NOTE, "trap '' TERM", WAIT, 'sleep 60') } });
    await running(id, 8);
    await jobs.abort(id);
    const job = await jobs.get(id);
    expect(job).toMatchObject({ state: 'JOB_STATE_FAILED', errorMessage: 'aborted' });
    await noProcess(id, 5000);
    expect((await jobs.tasks(id)).every(({ state }) => state === 'CANCELLED')).toBe(true);
    // What is left in the queue was looked at by then, and found out of date.
    await jobs.finish({ partitioner: { count: 1, script: '' } });
    expect(await jobs.runs(id)).toHaveLength(8);
    expect((await jobs.attempts(id)).every(({ ended_at }) => ended_at !== null)).toBe(true);
  });
});

describe('a worker that is killed', () => {
  /** Keeps jobs from passing to a state for as long as the connection lives. */
  async function gate(state: string): Promise<Client> {
    const client = new Client({ connectionString: api.databaseUrl });
    await client.connect();
    await client.query(`SELECT pg_advisory_lock(${GATE})`);
    await client.query(`CREATE OR REPLACE FUNCTION compute.gate() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_advisory_xact_lock_shared(${GATE}); RETURN new; END $$`);
    await client.query(`CREATE TRIGGER gate BEFORE UPDATE ON compute.jobs FOR EACH ROW
      WHEN (new.state = 'JOB_STATE_${state}') EXECUTE FUNCTION compute.gate()`);
    return client;
  }

  const waiting = async () => {
    const [{ count }] = await api.query<{ count: number }>(
      `SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND objid = ${GATE} AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    return count > 0;
  };

  it.each([
    ['UPLOADING', 'PARTITIONING'],
    ['PARTITIONING', 'PARTITIONED'],
    ['PARTITIONED', 'TASKS_COMPLETED'],
    ['TASKS_COMPLETED', 'MERGING'],
    ['MERGING', 'MERGED'],
    ['MERGED', 'DOWNLOADING'],
    ['DOWNLOADING', 'COMPLETE'],
  ])('in %s loses nothing', async (state, next) => {
    const client = await gate(next);
    const [doomed] = await startWorkers(1);
    const id = await jobs.run({ partitioner: { count: 3, script: WRITE } });
    await waitFor(waiting, { what: `the job to be on its way to ${next}` });
    expect((await jobs.get(id)).state).toBe(`JOB_STATE_${state}`);
    await doomed.kill();
    await noProcess(id, 2000);
    await client.end();
    await api.query('DROP TRIGGER gate ON compute.jobs');
    await startWorkers(1);
    const job = await jobs.reaches(id, 'COMPLETE');
    expect(await jobs.output(id)).toBe('0\n1\n2\n');
    const times = Object.values<string>(job.stateTimestamps);
    expect([...times].sort()).toEqual(times);
    expect(await jobs.objects(id, 'chunk')).toHaveLength(3);
    expect(await jobs.objects(id, 'result')).toHaveLength(3);
    expect(await jobs.objects(id, 'output')).toHaveLength(1);
    await noProcess(id, 2000);
  });

  it.each([
    ['a partitioner', { partitioner: { before: script(NOTE, WAIT), count: 1, script: WRITE } }, 'partitioner'],
    ['a task', { partitioner: { count: 1, script: script(NOTE, WAIT, WRITE) } }, 'app'],
    [
      'an assembler',
      { partitioner: { count: 1, script: WRITE }, assembler: { before: script(NOTE, WAIT) } },
      'assembler',
    ],
  ])('leaves no process behind of %s, whose attempt another makes again', async (_case, scripts, role) => {
    const [doomed] = await startWorkers(1);
    const id = await jobs.run(scripts);
    await running(id, 1);
    await doomed.kill();
    await noProcess(id, 2000);
    await startWorkers(1);
    await running(id, 2);
    expect(new Set((await jobs.runs(id)).map((run) => run.split(' ').at(-1)))).toEqual(new Set(['1']));
    await jobs.open(id);
    await jobs.reaches(id, 'COMPLETE');
    expect(await jobs.steps(id, role)).toMatchObject([{ attempt: 1, losses: 1, execution: 2 }]);
    expect(await jobs.attempts(id, role)).toHaveLength(1);
    expect(await jobs.output(id)).toBe('0\n');
  });

  it('while it waits for a source has it fetched again', async () => {
    let answers = false;
    const target = await Target.open((response) => answers && response.end(WRITE));
    const [doomed] = await startWorkers(1);
    const dataSource = { dataSourceDescriptor: 'url', params: { url: target.url } };
    const id = await jobs.run({ partitioner: { count: 1, script: WRITE } }, {}, { dataSource });
    await waitFor(() => target.received.length === 1);
    expect((await jobs.get(id)).state).toBe('JOB_STATE_UPLOADING');
    await doomed.kill();
    answers = true;
    await startWorkers(1);
    await jobs.reaches(id, 'COMPLETE');
    target.close();
  });

  it('five times is held against the task', async () => {
    const [doomed] = await startWorkers(1);
    const id = await jobs.run({ partitioner: { count: 1, script: script(NOTE, WAIT) } });
    await running(id, 1);
    await api.query("UPDATE compute.steps SET losses = 4 WHERE job_id = $1 AND role = 'app'", [id]);
    await doomed.kill();
    await startWorkers(1);
    const job = await jobs.reaches(id, 'FAILED');
    expect(job.errorMessage).toBe('task 0 failed after 1 attempt: worker lost 5 times');
    expect(await jobs.runs(id)).toHaveLength(1);
  });

  it('and was the only one goes on with everything when it comes back', async () => {
    const [only] = await startWorkers(1);
    const chunks = Array.from({ length: 12 }, (_, chunk) => (chunk < 4 ? WRITE : script(NOTE, WAIT, WRITE)));
    const id = await jobs.run({ partitioner: { chunks } });
    await running(id, 4);
    await only.kill();
    await noProcess(id, 2000);
    await jobs.open(id);
    await only.start();
    await jobs.reaches(id, 'COMPLETE');
    expect(await jobs.output(id)).toBe(chunks.map((_, chunk) => `${chunk}\n`).join(''));
    expect(await jobs.objects(id, 'result')).toHaveLength(12);
    expect((await jobs.events(id)).filter((event) => event === 'task.completed')).toHaveLength(12);
    expect((await jobs.tasks(id)).every(({ attempt }) => attempt === 1)).toBe(true);
  });
});

describe('a worker that seems to be gone', () => {
  it('ends what it has no right to any more', async () => {
    await startWorkers(1);
    const noted = "trap 'echo >> $USER_CACHE_DIR/$QUINTET_JOB_ID-ended; exit 1' TERM";
    const id = await jobs.run({ partitioner: { count: 1, script: script(noted, NOTE, WAIT, WRITE) } });
    await running(id, 1);
    // What the engine does with the tasks of a process that it takes for dead.
    await api.query('SELECT graphile_worker.force_unlock_workers(array_agg(locked_by)) FROM graphile_worker.jobs');
    await running(id, 2);
    await waitFor(() => existsSync(join(jobs.cache, `${id}-ended`)), { what: 'the first one to be ended' });
    await jobs.open(id);
    await jobs.reaches(id, 'COMPLETE');
    expect(await jobs.tasks(id)).toMatchObject([{ execution: 2, losses: 1, attempt: 1 }]);
    expect(await jobs.objects(id, 'result')).toHaveLength(1);
    expect((await jobs.events(id)).filter((event) => event === 'task.completed')).toHaveLength(1);
  });
});

describe('a worker that is told to stop', () => {
  it('lets end what ends soon, and gives back the rest as if it had never begun', async () => {
    const [ending] = await startWorkers(1);
    const until = 'until [ -e $USER_CACHE_DIR/$QUINTET_JOB_ID-open ] || [ -e $USER_CACHE_DIR/soon-$CHUNK_NUMBER ]; do';
    const deaf = "[ $((CHUNK_NUMBER % 2)) = 0 ] && trap '' TERM";
    const text = script(deaf, NOTE, `${until} sleep 0.05; done`, WRITE);
    const id = await jobs.run({ partitioner: { count: 8, script: text } });
    await running(id, 4);
    const held = (await jobs.tasks(id)).filter(({ state }) => state === 'RUNNING').map((task) => task.chunk_number);
    const [other] = await startWorkers(1);
    await running(id, 8);
    const began = Date.now();
    const ended = ending.terminate();
    await writeFile(join(jobs.cache, `soon-${held[0]}`), '');
    expect(await ended).toBe(0);
    expect(Date.now() - began).toBeLessThan(10_000);
    for (const { chunk_number: chunk, state } of await jobs.tasks(id)) {
      expect(state).toBe(chunk === held[0] ? 'COMPLETED' : held.includes(chunk) ? 'SCHEDULED' : 'RUNNING');
    }
    await jobs.open(id);
    await jobs.reaches(id, 'COMPLETE');
    expect(await jobs.runs(id)).toHaveLength(11);
    expect((await jobs.runs(id)).every((run) => run.endsWith(' 1'))).toBe(true);
    const tasks = await jobs.tasks(id);
    expect(tasks.every(({ attempt, losses }) => attempt === 1 && losses === 0)).toBe(true);
    expect(await jobs.attempts(id)).toHaveLength(8);
    expect(await jobs.output(id)).toBe('0\n1\n2\n3\n4\n5\n6\n7\n');
    expect(other.running).toBe(true);
    await noProcess(id, 2000);
  });
});
