import type { ServerResponse } from 'node:http';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Jobs } from '../support/scheduled';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

const OUTBOUND_ALLOW = '127.0.0.1/32';
const ONCE = { max_attempts: 1 };

describe('a server that goes down', () => {
  let server: Server;
  let jobs: Jobs;
  let target: Target;
  /** Whether the target answers; else it leaves requests open. */
  let answers: boolean;
  const open: ServerResponse[] = [];

  beforeAll(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW } });
    target = await Target.open((response) => (answers ? response.end() : open.push(response)));
  });

  beforeEach(() => {
    jobs = new Jobs(server);
    answers = true;
    target.received.length = 0;
    open.length = 0;
  });

  afterAll(async () => {
    target?.close();
    await server?.stop();
  });

  const restart = async (env: Record<string, string> = {}) => {
    Object.assign(server.env, { OUTBOUND_ALLOW, ROLE: 'all', ...env });
    await server.start();
    jobs = new Jobs(server);
  };

  it('by SIGKILL with jobs pending sends them all once it is back, each once', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 30; i++) {
      const { id } = await jobs.create({ url: target.url, schedule_in: i % 3 === 0 ? 90 : 2 + i / 20 });
      ids.push(id);
    }
    await server.kill();
    expect(target.received).toHaveLength(0);
    await server.query("UPDATE scheduled.jobs SET run_at = now() + interval '1 second' WHERE queued_for IS NULL");
    const [{ due }] = await server.query('SELECT max(run_at) AS due FROM scheduled.jobs');
    await waitFor(() => Date.now() > (due as Date).getTime(), { what: 'all jobs to be due' });
    await restart();
    for (const id of ids) expect((await jobs.reaches(id, 'completed')).job.state).toBe('completed');
    const sent = target.received.map(({ headers }) => headers['webhook-id']).sort();
    expect(sent).toEqual(ids.map((id) => `job_${id}`).sort());
  });

  it('by SIGKILL with a request open sends it again, with no attempt used up', async () => {
    answers = false;
    const { id } = await jobs.create({ url: target.url, retry: ONCE });
    await waitFor(() => target.received.length === 1);
    await server.kill();
    answers = true;
    await restart();
    await jobs.reaches(id, 'completed');
    expect(target.received.map(({ headers }) => [headers['webhook-id'], headers['quintet-attempt']])).toEqual([
      [`job_${id}`, '1'],
      [`job_${id}`, '2'],
    ]);
    const message = 'The process that sent the request ended before its answer was recorded';
    expect(await jobs.attempts(id)).toMatchObject([
      { attempt: 1, duration_ms: null, response: null, error: { code: 'interrupted', message } },
      { attempt: 2, response: { status: 200 }, error: null },
    ]);
  });

  it('five times gives the job up', async () => {
    answers = false;
    const { id } = await jobs.create({ url: target.url });
    await waitFor(() => target.received.length === 1);
    await server.query('UPDATE scheduled.jobs SET interruptions = 4 WHERE uuid = $1', [id]);
    await server.kill();
    await restart();
    await jobs.reaches(id, 'discarded');
    expect(await jobs.attempts(id)).toMatchObject([{ error: { code: 'interrupted' }, retry_at: null }]);
    expect(target.received).toHaveLength(1);
  });

  it('by SIGTERM ends open requests, counts them as interrupted and puts them back', async () => {
    answers = false;
    const { id } = await jobs.create({ url: target.url, retry: ONCE });
    const quick = await jobs.create({ url: target.url, schedule_in: 3600 });
    await waitFor(() => target.received.length === 1);
    const began = Date.now();
    expect(await server.terminate()).toBe(0);
    expect(Date.now() - began).toBeLessThan(10_000);
    await waitFor(() => open[0].destroyed, { what: 'the request to be aborted' });
    answers = true;
    await restart();
    await jobs.reaches(id, 'completed');
    expect(await jobs.attempts(id)).toMatchObject([{ error: { code: 'interrupted' } }, { response: { status: 200 } }]);
    expect((await jobs.find(quick.id)).job.state).toBe('available');
  });

  it('lets requests that end soon end', async () => {
    answers = false;
    const { id } = await jobs.create({ url: target.url, timeout: 2, retry: ONCE });
    await waitFor(() => target.received.length === 1);
    expect(await server.terminate()).toBe(0);
    await restart();
    expect((await jobs.find(id)).job.state).toBe('discarded');
    expect(await jobs.attempts(id)).toMatchObject([{ error: { code: 'timeout' } }]);
  });

  it('is not waited for: another worker sends at once what it had open', async () => {
    await server.terminate();
    await restart({ ROLE: 'api' });
    const worker = () => startServer({ beside: server, env: { ROLE: 'worker' } });
    const doomed = await worker();
    answers = false;
    const made = await Promise.all(Array.from({ length: 20 }, () => jobs.create({ url: target.url, retry: ONCE })));
    await waitFor(() => target.received.length === made.length);
    const other = await worker();
    answers = true;
    await doomed.kill();
    await waitFor(() => target.received.length === 2 * made.length, { timeout: 5000, what: 'all to be sent again' });
    for (const { id } of made) await jobs.reaches(id, 'completed');
    await other.terminate();
    await server.terminate();
    await restart();
  });

  it('only seemingly has no say any more when its answer comes', async () => {
    answers = false;
    const { id, job_id } = await jobs.create({ url: target.url, retry: ONCE });
    await waitFor(() => target.received.length === 1);
    // What the engine does with the tasks of a process that it takes for dead.
    await server.query('SELECT graphile_worker.force_unlock_workers(array_agg(locked_by)) FROM graphile_worker.jobs');
    await waitFor(() => target.received.length === 2, { what: 'the request to be sent again' });
    expect((await jobs.find(id)).job.state).toBe('executing');
    open[0].writeHead(400).end();
    open[1].end();
    await jobs.reaches(id, 'completed');
    expect(await jobs.attempts(job_id)).toMatchObject([
      { attempt: 1, response: null, error: { code: 'interrupted' } },
      { attempt: 2, response: { status: 200 }, error: null },
    ]);
  });

  it('and comes back with another OUTBOUND_ALLOW sends nothing to what is no longer allowed', async () => {
    const { id } = await jobs.create({ url: target.url, schedule_in: 2 });
    await server.kill();
    await restart({ OUTBOUND_ALLOW: '' });
    expect((await jobs.reaches(id, 'discarded')).job.completed_at).toBeNull();
    expect(await jobs.attempts(id)).toMatchObject([{ response: null, error: { code: 'blocked' }, retry_at: null }]);
    expect(target.received).toHaveLength(0);
    await server.kill();
    await restart();
  });
});
