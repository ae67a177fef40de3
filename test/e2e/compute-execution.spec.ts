import { readdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NOTE, processesOf, script, ScriptedJobs, seesProcesses, WAIT, WRITE } from '../support/scripted-jobs';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

const STATES = [
  'NEW',
  'STARTED',
  'UPLOADING',
  'PARTITIONING',
  'PARTITIONED',
  'TASKS_COMPLETED',
  'MERGING',
  'MERGED',
  'DOWNLOADING',
  'COMPLETE',
];
const ONCE = { maxTaskRetries: 0 };

let server: Server;
let jobs: ScriptedJobs;

beforeAll(async () => {
  server = await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1', COMPUTE_CONCURRENCY: '8' } });
  jobs = await ScriptedJobs.of(server);
});

afterAll(() => server?.stop());

describe('a job', () => {
  it('passes through every state, with a time and an event for each', async () => {
    const job = await jobs.finish({ partitioner: { count: 3, script: script('echo working', WRITE) } });
    expect(job).toMatchObject({ state: 'JOB_STATE_COMPLETE', numChunks: 3, numUnitsEstimation: '3' });
    expect(Object.keys(job.stateTimestamps)).toEqual(STATES.map((state) => `JOB_STATE_${state}`));
    const times = Object.values<string>(job.stateTimestamps);
    expect([...times].sort()).toEqual(times);
    expect(job.startedAt).toBe(job.stateTimestamps.JOB_STATE_UPLOADING);
    expect(job.endedAt).toBe(job.stateTimestamps.JOB_STATE_COMPLETE);
    expect(await jobs.output(job.id)).toBe('0\n1\n2\n');
    const events = await jobs.events(job.id);
    expect(events.filter((event) => event.startsWith('task.'))).toEqual(Array(3).fill('task.completed'));
    expect(events.filter((event) => !event.startsWith('task.'))).toEqual(
      ['created', ...STATES.slice(1)].map((event) => (event === 'COMPLETE' ? 'completed' : event.toLowerCase())),
    );
  });

  it('has the words of its programs in its log, and leaves no scratch', async () => {
    const said = (words: string) => `echo ${words}`;
    const job = await jobs.finish({
      partitioner: { before: said('splits'), chunks: [script(said('works'), said('still works'))] },
      assembler: { before: said('merges') },
    });
    const lines = await server.query(
      `SELECT role, level, line, seq FROM compute.log_lines AS log JOIN compute.steps AS step ON step.id = step_id
        WHERE log.job_id = $1 ORDER BY at, seq`,
      [job.id],
    );
    expect(lines).toEqual([
      { role: 'partitioner', level: 'UNKNOWN', line: 'splits', seq: 0 },
      { role: 'app', level: 'UNKNOWN', line: 'works', seq: 0 },
      { role: 'app', level: 'UNKNOWN', line: 'still works', seq: 1 },
      { role: 'assembler', level: 'UNKNOWN', line: 'merges', seq: 0 },
    ]);
    const scratch = join(server.dataDir, 'compute/scratch');
    await waitFor(() => readdirSync(scratch, { recursive: true }).length <= 1, { what: 'an empty scratch folder' });
  });

  it('with a bypassed destination keeps no outputs', async () => {
    const job = await jobs.finish(
      { partitioner: { chunks: [WRITE] } },
      {},
      { dataDestination: { dataSourceDescriptor: 'bypass' } },
    );
    expect(job.state).toBe('JOB_STATE_COMPLETE');
    expect(await jobs.objects(job.id, 'output')).toEqual([]);
  });

  it('may have built-in engines, which take no process', async () => {
    await jobs.template({ id: 'plain', app: 'scripted@1.0' });
    const target = await Target.open((response) => response.end(WRITE));
    const dataSource = { dataSourceDescriptor: 'url', params: { url: `${target.url}/data.sh` } };
    const job = await jobs.finish({}, {}, { templateId: 'plain', dataSource });
    target.close();
    expect(job).toMatchObject({ state: 'JOB_STATE_COMPLETE', numChunks: 1 });
    expect(await jobs.output(job.id, 'out.txt')).toBe('0\n');
    expect(await jobs.steps(job.id, 'partitioner')).toMatchObject([{ state: 'COMPLETED', exit_code: 0 }]);
  });

  it('costs the time of its attempts, and nothing as a test', async () => {
    await jobs.push(
      'apps',
      { name: 'dear', entrypoint: 'main.sh', device_requirements: { min_cpu: 2, min_memory: 4 } },
      { 'main.sh': '. "$TASK_DIR/data.bin"' },
    );
    await jobs.template({ id: 'dear', app: 'dear@1.0', partitioner: 'split@1.0' });
    const partitioner = { chunks: ['sleep 0.5', 'sleep 0.5; [ $QUINTET_ATTEMPT = 2 ]'] };
    const job = await jobs.finish({ partitioner }, {}, { templateId: 'dear' });
    const attempts = await jobs.attempts(job.id);
    const seconds = attempts.reduce((sum, { started_at, ended_at }) => sum + (ended_at - started_at) / 1000, 0);
    expect(attempts).toHaveLength(3);
    expect(seconds).toBeGreaterThan(1.5);
    expect(job.paymentAmount).toBeCloseTo((seconds / 3600) * 3, 5);
    expect((await jobs.finish({ partitioner }, { isTestJob: true }, { templateId: 'dear' })).paymentAmount).toBe(0);
  });

  it.each([
    ['0 chunks', [], 'partitioner produced no chunks'],
    ['10001 chunks', Array<string>(10_001).fill(''), 'partitioner produced 10001 chunks; the limit is 10000'],
  ])('of %s fails', async (_case, { length }, errorMessage) => {
    const job = await jobs.finish({ partitioner: { count: length, script: '' } });
    expect(job).toMatchObject({ state: 'JOB_STATE_FAILED', errorMessage });
    expect(await jobs.tasks(job.id)).toEqual([]);
    expect(await jobs.attempts(job.id, 'partitioner')).toHaveLength(1);
  });

  it('of 10000 chunks is split, and ends all of them at once', async () => {
    const id = await jobs.run({ partitioner: { count: 10_000, script: WAIT } });
    await jobs.reaches(id, 'PARTITIONED');
    expect(await jobs.tasks(id)).toHaveLength(10_000);
    await jobs.abort(id);
    expect((await jobs.tasks(id)).every(({ state }) => state === 'CANCELLED')).toBe(true);
  });

  it('says what is the matter with its source', async () => {
    const target = await Target.open((response) => response.writeHead(404).end());
    const dataSource = { dataSourceDescriptor: 'url', params: { url: target.url } };
    const job = await jobs.finish({}, {}, { dataSource });
    target.close();
    expect(job).toMatchObject({ state: 'JOB_STATE_FAILED', errorMessage: 'data source failed: HTTP 404' });
  });
});

describe('a program that fails', () => {
  it('is tried again after growing pauses', async () => {
    const job = await jobs.finish({ partitioner: { chunks: [script(WRITE, '[ $QUINTET_ATTEMPT = 3 ]')] } });
    expect(job.state).toBe('JOB_STATE_COMPLETE');
    const attempts = await jobs.attempts(job.id);
    expect(attempts).toMatchObject([
      { number: 1, exit_code: 1, error_message: 'exit code 1' },
      { number: 2, exit_code: 1, error_message: 'exit code 1', gap: expect.any(Number) },
      { number: 3, exit_code: 0, error_message: null, gap: expect.any(Number) },
    ]);
    expect(attempts[1].gap).toBeGreaterThanOrEqual(500);
    expect(attempts[2].gap).toBeGreaterThanOrEqual(1000);
    expect((await jobs.events(job.id)).filter((event) => event.startsWith('task.'))).toEqual([
      'task.retried',
      'task.retried',
      'task.completed',
    ]);
    expect(await jobs.objects(job.id, 'result')).toHaveLength(1);
  });

  it.each([
    ['app', { partitioner: { chunks: ['exit 3'] } }, ONCE, 'task 0 failed after 1 attempt: exit code 3'],
    [
      'app',
      { partitioner: { chunks: ['exit 3'] } },
      { maxTaskRetries: 1 },
      'task 0 failed after 2 attempts: exit code 3',
    ],
    ['app', { partitioner: { chunks: ['kill -SEGV $$'] } }, ONCE, 'task 0 failed after 1 attempt: signal SIGSEGV'],
    ['partitioner', { partitioner: { before: 'exit 3' } }, ONCE, 'partitioner failed: exit code 1'],
    ['partitioner', { partitioner: { before: 'exit 3' } }, { maxTaskRetries: 1 }, 'partitioner failed: exit code 1'],
    [
      'assembler',
      { partitioner: { chunks: [''] }, assembler: { before: 'exit 3' } },
      ONCE,
      'assembler failed: exit code 1',
    ],
    [
      'assembler',
      { partitioner: { chunks: [''] }, assembler: { before: 'exit 3' } },
      { maxTaskRetries: 1 },
      'assembler failed: exit code 1',
    ],
  ])('for good as %s fails its job (%#)', async (role, scripts, config, errorMessage) => {
    const job = await jobs.finish(scripts, config);
    expect(job).toMatchObject({ state: 'JOB_STATE_FAILED', errorMessage });
    expect(await jobs.attempts(job.id, role)).toHaveLength(config.maxTaskRetries + 1);
    expect(await jobs.steps(job.id, role)).toMatchObject([{ state: 'FAILED' }]);
    expect((await jobs.events(job.id)).at(-1)).toBe('failed');
  });

  it('at the first task ends the job: others are killed, or never begin', async () => {
    const config = { ...ONCE, maxParallelTasks: 3 };
    const chunks = [WAIT, WAIT, `while [ ! -e $USER_CACHE_DIR/fail ]; do sleep 0.05; done; exit 9`, NOTE];
    const id = await jobs.run({ partitioner: { chunks: chunks.map((text) => script(NOTE, text)) } }, config);
    await waitFor(async () => (await jobs.runs(id)).length === 3, { what: 'three tasks to run' });
    await writeFile(join(jobs.cache, 'fail'), '');
    const job = await jobs.reaches(id, 'FAILED');
    expect(job.errorMessage).toBe('task 2 failed after 1 attempt: exit code 9');
    expect((await jobs.tasks(id)).map(({ state }) => state)).toEqual(['CANCELLED', 'CANCELLED', 'FAILED', 'CANCELLED']);
    if (seesProcesses) await waitFor(() => processesOf(id).length === 0, { timeout: 5000, what: 'no process' });
    expect(await jobs.runs(id)).toHaveLength(3);
  });

  it.each([
    ['a listed code', { retryExitCodes: [3] }, 3, 2],
    ['a code that is not listed', { retryExitCodes: [4] }, 3, 1],
    ['a signal where codes are listed', { retryExitCodes: [4] }, 'signal', 1],
    ['an excepted code', { noRetryExitCodes: [3] }, 3, 1],
    ['a code that is not excepted', { noRetryExitCodes: [4] }, 3, 2],
  ])('by %s is tried as often as it should', async (_case, config, how, count) => {
    const end = how === 'signal' ? 'kill -KILL $$' : `exit ${how}`;
    const job = await jobs.finish({ partitioner: { chunks: [end] } }, { maxTaskRetries: 1, ...config });
    expect(await jobs.attempts(job.id)).toHaveLength(count);
  });
});

describe('time', () => {
  it.each([
    ['ends when it is asked to', 'sleep 60'],
    ['does not', "trap '' TERM; sleep 60 & sleep 60; sleep 60"],
  ])('of a task that is over kills its group if it %s, once', async (_case, text) => {
    const job = await jobs.finish({ partitioner: { chunks: ['', script(NOTE, text)] } }, { taskTimeout: 1 });
    expect(job).toMatchObject({ state: 'JOB_STATE_FAILED', errorMessage: 'task 1 timed out after 1 s' });
    expect(await jobs.runs(job.id)).toEqual(['1 1']);
    expect((await jobs.attempts(job.id))[1]).toMatchObject({ error_message: 'timed out after 1 s' });
    if (seesProcesses) expect(processesOf(job.id)).toEqual([]);
  });

  it('of a job that is over ends what runs and what waits', async () => {
    const config = { jobTimeout: 2, maxParallelTasks: 1 };
    const job = await jobs.finish({ partitioner: { count: 3, script: script(NOTE, 'sleep 60') } }, config);
    expect(job).toMatchObject({ state: 'JOB_STATE_FAILED', errorMessage: 'job timed out after 2 s' });
    expect((await jobs.tasks(job.id)).map(({ state }) => state)).toEqual(Array(3).fill('CANCELLED'));
    expect(Date.parse(job.endedAt) - Date.parse(job.startedAt)).toBeGreaterThanOrEqual(2000);
    if (seesProcesses) await waitFor(() => processesOf(job.id).length === 0, { timeout: 5000, what: 'no process' });
    expect(await jobs.runs(job.id)).toHaveLength(1);
  });
});

describe('partial results', () => {
  const chunks = [WRITE, 'exit 1', WRITE, 'sleep 60', WRITE];
  const before = 'echo $FAILED_CHUNKS > $OUTPUT_DIR/failed.json';
  const config = { ...ONCE, taskTimeout: 2 };

  it('are merged while no more tasks fail than may', async () => {
    const job = await jobs.finish({ partitioner: { chunks }, assembler: { before } }, { ...config, maxFailedTasks: 2 });
    expect(job).toMatchObject({ state: 'JOB_STATE_COMPLETE', failedChunks: [1, 3] });
    expect(await jobs.output(job.id)).toBe('0\n2\n4\n');
    expect(await jobs.output(job.id, 'failed.json')).toBe('[1,3]\n');
    const events = (await jobs.events(job.id)).filter((event) => event.startsWith('task.'));
    expect(events.sort()).toEqual([...Array(3).fill('task.completed'), 'task.failed', 'task.failed']);
  });

  it('are none once more fail', async () => {
    const job = await jobs.finish({ partitioner: { chunks } }, { ...config, maxFailedTasks: 1 });
    expect(job).toMatchObject({ state: 'JOB_STATE_FAILED', errorMessage: 'task 3 timed out after 2 s' });
  });

  it('may be none at all', async () => {
    const partitioner = { chunks: ['exit 1', 'exit 1'] };
    const job = await jobs.finish({ partitioner }, { ...config, maxFailedTasks: 2 });
    expect(job).toMatchObject({ state: 'JOB_STATE_COMPLETE', failedChunks: [0, 1] });
    expect(await jobs.output(job.id)).toBe('');
  });
});

describe('maxParallelTasks', () => {
  it.each([1, 2])('lets %i run at once, until all have', async (maxParallelTasks) => {
    const partitioner = { chunks: Array<string>(7).fill(script('sleep 0.1', WRITE)) };
    partitioner.chunks[2] = script('sleep 0.1', '[ $QUINTET_ATTEMPT = 2 ]', WRITE);
    const job = await jobs.finish({ partitioner }, { maxParallelTasks });
    expect(await jobs.output(job.id)).toBe('0\n1\n2\n3\n4\n5\n6\n');
    const [{ most }] = await server.query<{ most: number }>(
      `SELECT max(running)::int AS most FROM (
          SELECT (SELECT count(*) FROM compute.attempts AS other JOIN compute.steps ON steps.id = other.step_id
            WHERE job_id = $1 AND role = 'app' AND other.started_at <= one.started_at
              AND other.ended_at > one.started_at) AS running
          FROM compute.attempts AS one JOIN compute.steps ON steps.id = one.step_id
          WHERE job_id = $1 AND role = 'app') AS counted`,
      [job.id],
    );
    expect(most).toBe(maxParallelTasks);
  });
});

describe('the cache of tasks', () => {
  const config = { cacheTasks: true };
  const chunks = ['a', 'b'].map((letter) => script(NOTE, `echo ${letter} > $TASK_RESULTS_DIR/${letter}.txt`));
  const hits = async () => {
    const metrics = (await server.client().get('/metrics')).text;
    return Number(/^quintet_compute_cache_hits_total (\d+)$/m.exec(metrics)?.[1]);
  };

  it('spares equal tasks their programs', async () => {
    const first = await jobs.finish({ partitioner: { chunks }, app: { x: 1, y: { p: 1, q: 2 } } }, config);
    expect(await jobs.runs(first.id)).toHaveLength(2);
    const before = await hits();
    const again = await jobs.finish({ partitioner: { chunks }, app: { y: { q: 2, p: 1 }, x: 1 } }, config);
    expect(again).toMatchObject({ state: 'JOB_STATE_COMPLETE', paymentAmount: 0 });
    expect(await jobs.output(again.id)).toBe('a\nb\n');
    expect(await jobs.runs(again.id)).toEqual([]);
    expect(await jobs.tasks(again.id)).toMatchObject([
      { state: 'COMPLETED', cached: true, output_bytes: 2, exit_code: null },
      { state: 'COMPLETED', cached: true, output_bytes: 2, exit_code: null },
    ]);
    expect(await jobs.attempts(again.id)).toEqual([]);
    expect(await hits()).toBe(before + 2);
  });

  it.each([
    ['other params', { partitioner: { chunks }, app: { x: 2 } }, config],
    ['another chunk', { partitioner: { chunks: chunks.map((text) => `${text} `) }, app: { x: 1 } }, config],
    ['no wish for it', { partitioner: { chunks }, app: { x: 1 } }, {}],
  ])('is of no use for %s', async (_case, scripts, given) => {
    await jobs.finish({ partitioner: { chunks }, app: { x: 1 } }, config);
    const job = await jobs.finish(scripts, given);
    expect(await jobs.runs(job.id)).toHaveLength(2);
  });

  it('is each tenant’s own', async () => {
    await jobs.finish({ partitioner: { chunks } }, config);
    const others = await ScriptedJobs.of(server);
    const job = await others.finish({ partitioner: { chunks } }, config);
    expect(await others.runs(job.id)).toHaveLength(2);
  });

  it('does without what is gone', async () => {
    const params = { partitioner: { chunks }, app: { gone: true } };
    await jobs.finish(params, config);
    await rm(join(server.dataDir, 'objects/cache'), { recursive: true });
    const job = await jobs.finish(params, config);
    expect(job.state).toBe('JOB_STATE_COMPLETE');
    expect(await jobs.runs(job.id)).toHaveLength(2);
  });
});

describe('metrics', () => {
  it('tell what was done', async () => {
    const metrics = (await server.client().get('/metrics')).text;
    for (const line of [
      /^quintet_compute_jobs_total\{state="JOB_STATE_NEW"\} [1-9]/m,
      /^quintet_compute_jobs_total\{state="JOB_STATE_STARTED"\} [1-9]/m,
      /^quintet_compute_jobs_total\{state="JOB_STATE_COMPLETE"\} [1-9]/m,
      /^quintet_compute_jobs_total\{state="JOB_STATE_FAILED"\} [1-9]/m,
      /^quintet_compute_tasks_total\{result="completed"\} [1-9]/m,
      /^quintet_compute_tasks_total\{result="retried"\} [1-9]/m,
      /^quintet_compute_tasks_total\{result="failed"\} [1-9]/m,
      /^quintet_compute_step_seconds_count\{role="partitioner"\} [1-9]/m,
      /^quintet_compute_step_seconds_count\{role="app"\} [1-9]/m,
      /^quintet_compute_step_seconds_count\{role="assembler"\} [1-9]/m,
      /^quintet_compute_processes_running 0/m,
      /^quintet_compute_queue_wait_seconds_count [1-9]/m,
      /^quintet_compute_kills_total\{reason="timeout"\} [1-9]/m,
      /^quintet_compute_kills_total\{reason="job_ended"\} [1-9]/m,
      /^quintet_compute_bytes_total\{kind="chunk"\} [1-9]/m,
      /^quintet_compute_bytes_total\{kind="result"\} [1-9]/m,
      /^quintet_compute_bytes_total\{kind="output"\} [1-9]/m,
    ]) {
      expect(metrics).toMatch(line);
    }
  });
});
