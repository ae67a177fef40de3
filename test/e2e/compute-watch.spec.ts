import { JOBS } from '../support/compute-rows';
import { EventStream } from '../support/event-stream';
import { JsonLines } from '../support/json-lines';
import { script, ScriptedJobs, WAIT, WRITE } from '../support/scripted-jobs';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const FAIL_ONCE = 'if [ $QUINTET_ATTEMPT = 1 ]; then echo try $QUINTET_ATTEMPT; exit 7; fi';

describe('watching a compute job that runs', () => {
  let server: Server;
  let jobs: ScriptedJobs;
  let key: string;
  const opened: { close(): void }[] = [];

  beforeAll(async () => {
    server = await startServer();
    jobs = await ScriptedJobs.of(server);
    const [{ name }] = await server.query<{ name: string }>(
      "SELECT name FROM platform.tenants JOIN compute.templates ON tenant_id = tenants.id WHERE templates.id = 'scripted'",
    );
    ({ key } = await server.tenant(name));
  });
  afterEach(() => opened.splice(0).forEach((stream) => stream.close()));
  afterAll(() => server?.stop());

  async function open(path: string): Promise<EventStream> {
    const stream = await EventStream.open(server.url + path, { authorization: `Bearer ${key}` });
    opened.push(stream);
    return stream;
  }

  it('tells of each state and task as it comes, of progress, and at last of the job', async () => {
    const feed = await JsonLines.open(`${server.url}/v1/customer/events`, key);
    opened.push(feed);
    await waitFor(() => feed.lines.length);
    const id = await jobs.create({
      partitioner: { before: 'echo splitting', chunks: [WRITE, script(WAIT, FAIL_ONCE, 'echo done', WRITE)] },
      assembler: { before: 'echo merging' },
    });
    const stream = await open(`${JOBS}/${id}/stream`);
    expect((await jobs.api.post(`${JOBS}/${id}/run`)).status).toBe(200);
    const of = (kind: string) => stream.events.filter(({ event }) => event === kind).map(({ data }) => data);
    await waitFor(() => of('progress').some(({ completed, running }) => completed === 1 && running === 1));
    const half = (await jobs.api.get(`${JOBS}/${id}/progress`)).body;
    expect(half).toMatchObject({ state: 'JOB_STATE_PARTITIONED', total: 2, completed: 1, percent: 50 });
    expect(half.etaSeconds).toBeGreaterThanOrEqual(0);
    const { data } = (await jobs.api.get(`${JOBS}/${id}/tasks?state=RUNNING`)).body;
    expect(data).toMatchObject([{ chunkNumber: 1, attempt: 1, worker: expect.any(String), attempts: [{ number: 1 }] }]);
    await jobs.open(id);
    await waitFor(() => stream.ended, { timeout: 60_000 });

    const states = ['NEW', 'STARTED', 'UPLOADING', 'PARTITIONING', 'PARTITIONED', 'TASKS_COMPLETED', 'MERGING'];
    const all = [...states, 'MERGED', 'DOWNLOADING', 'COMPLETE'].map((state) => `JOB_STATE_${state}`);
    expect(of('state').map(({ state }) => state)).toEqual(all);
    expect(of('task').map(({ chunkNumber, state, attempt }) => [chunkNumber, state, attempt])).toEqual([
      [0, 'TASK_STATE_COMPLETED', 1],
      [1, 'TASK_STATE_SCHEDULED', 1],
      [1, 'TASK_STATE_COMPLETED', 2],
    ]);
    expect(of('progress').at(-1)).toMatchObject({ state: 'JOB_STATE_COMPLETE', completed: 2, percent: 100 });
    expect(of('end')).toEqual([await jobs.get(id)]);

    const about = feed.lines.slice(1).filter(({ result: { data } }) => (data.jobId ?? data.id) === id);
    const stateLines = about.flatMap(({ result }) => (result.event === 'task.state' ? [] : [result.data.state]));
    expect(stateLines).toEqual(all);

    const task = (await jobs.api.get(`${JOBS}/${id}/tasks/1`)).body;
    expect(task).toMatchObject({
      state: 'TASK_STATE_COMPLETED',
      attempt: 2,
      exitCode: 0,
      inputBytes: expect.any(Number),
      outputBytes: 2,
      attempts: [
        { number: 1, exitCode: 7, errorMessage: 'exit code 7' },
        { number: 2, exitCode: 0 },
      ],
    });
    const texts = (logs: { log: string }[]) => logs.map(({ log }) => log);
    const { body } = await jobs.api.post('/v1/customer/logs', { jobId: id, levels: ['UNKNOWN'] });
    expect([texts(body.partitioner), texts(body.assembler)]).toEqual([['splitting'], ['merging']]);
    expect(texts(body.taskrunner[task.id as string].logs)).toEqual(['try 1', 'done']);
    const { logs } = (await jobs.api.get(`${JOBS}/${id}/tasks/1/logs`)).body;
    expect(texts(logs)).toEqual(expect.arrayContaining(['try 1', 'done']));
  }, 120_000);

  it('goes on when the job is run again, and tells the end once', async () => {
    const fails = 'if [ ! -e $USER_CACHE_DIR/$QUINTET_JOB_ID-open ]; then exit 3; fi';
    const id = await jobs.run(
      { partitioner: { chunks: [WRITE, script(fails, WRITE)] } },
      { maxTaskRetries: 0, maxParallelTasks: 1 },
    );
    const first = await open(`${JOBS}/${id}/stream`);
    await waitFor(() => first.ended, { timeout: 60_000 });
    const last = first.events.at(-1)!;
    expect(last.data).toMatchObject({ state: 'JOB_STATE_FAILED' });
    expect((await jobs.api.get(`${JOBS}/${id}/progress`)).body).toMatchObject({ completed: 1, failed: 1, percent: 50 });
    await jobs.open(id);
    expect((await jobs.api.post(`${JOBS}/${id}/rerun`)).status).toBe(200);
    const second = await EventStream.open(`${server.url}${JOBS}/${id}/stream`, {
      authorization: `Bearer ${key}`,
      'last-event-id': last.id,
    });
    opened.push(second);
    await waitFor(() => second.ended, { timeout: 60_000 });
    const states = second.events.flatMap(({ event, data }) => (event === 'state' ? [data.state as string] : []));
    expect([states[0], states.at(-1)]).toEqual(['JOB_STATE_PARTITIONED', 'JOB_STATE_COMPLETE']);
    expect(second.events.filter(({ event }) => event === 'end')).toHaveLength(1);
    expect((await jobs.api.get(`${JOBS}/${id}/progress`)).body).toMatchObject({ completed: 2, percent: 100 });
  }, 120_000);
});
