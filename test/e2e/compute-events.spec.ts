import { faultsOf } from '../support/compute-seed';
import { ComputeRows, JOBS } from '../support/compute-rows';
import { JsonLines } from '../support/json-lines';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const EVENTS = '/v1/customer/events';
const HEARTBEAT = { result: { event: 'heartbeat', data: {} } };
const JOB_TYPE = 'type.googleapis.com/bytenite.job.Job';

describe('the feed of compute events', () => {
  let server: Server;
  let key: string;
  let rows: ComputeRows;
  const feeds: JsonLines[] = [];

  beforeAll(async () => {
    server = await startServer({ env: { STREAMS_PER_CREDENTIAL: '3' } });
  });
  beforeEach(async () => {
    ({ key } = await server.tenant());
    rows = new ComputeRows(server, server.client(key));
  });
  afterEach(() => feeds.splice(0).forEach((feed) => feed.close()));
  afterAll(() => server?.stop());

  async function open(own = key, from = server, path = EVENTS): Promise<JsonLines> {
    const feed = await JsonLines.open(from.url + path, own);
    feeds.push(feed);
    return feed;
  }

  const told = (feed: JsonLines) => feed.lines.slice(1).map(({ result }) => result.event as string);
  const append = (job: string, type: string, assignments: string) =>
    server.query(
      `WITH job AS (UPDATE compute.jobs SET ${assignments} WHERE id = $1 RETURNING *)
        SELECT platform.append_event(tenant_id, 'quintet.compute.job.${type}', id::text,
          json_build_object('jobId', id, 'state', state)) FROM job`,
      [job],
    );

  it('answers at once, as lines of JSON', async () => {
    const feed = await open();
    await waitFor(() => feed.lines.length);
    expect([feed.status, feed.headers['content-type'], feed.headers['cache-control']]).toEqual([
      200,
      'application/x-ndjson; charset=utf-8',
      'no-store',
    ]);
    expect(feed.lines).toEqual([HEARTBEAT]);
  });

  it('shows a sign of life each 15 s', async () => {
    const feed = await open();
    await waitFor(() => feed.lines.length);
    const began = Date.now();
    await waitFor(() => feed.lines.length === 2, { timeout: 25_000 });
    expect(Date.now() - began).toBeGreaterThan(14_000);
    expect(feed.lines[1]).toEqual(HEARTBEAT);
  }, 40_000);

  it('tells of jobs as they were, and of tasks', async () => {
    const feed = await open();
    await waitFor(() => feed.lines.length);
    const job = await rows.job();
    const made = (await rows.api.get(`${JOBS}/${job}`)).body.job;
    await append(job, 'updated', "name = 'named'");
    for (const state of ['STARTED', 'UPLOADING', 'PARTITIONING', 'PARTITIONED'] as const) {
      const assignments = { UPLOADING: ', started_at = now()', PARTITIONED: ', num_chunks = 1' };
      await rows.reach(job, `JOB_STATE_${state}`, assignments[state as 'UPLOADING']);
    }
    const [task] = await rows.tasks(job, 'RUNNING');
    await rows.endTask(job, task, 'retried', 1);
    await rows.endTask(job, task, 'completed', 0);
    await rows.reach(job, 'JOB_STATE_FAILED', ", ended_at = now(), error_message = 'aborted'");
    await append(job, 'deleted', 'deleted_at = now()');
    await waitFor(() => told(feed).at(-1) === 'job.deleted');
    const jobs = feed.lines.slice(1).filter(({ result }) => result.event !== 'task.state');
    expect(told(feed)).toEqual([
      'job.created',
      'job.updated',
      ...Array<string>(4).fill('job.state'),
      'task.state',
      'task.state',
      'job.state',
      'job.deleted',
    ]);
    for (const { result } of jobs) {
      const { '@type': type, ...shown } = result.data;
      expect(type).toBe(JOB_TYPE);
      expect(faultsOf({ job: shown, templateInfo: shown.templateInfo })).toEqual([]);
      expect(Object.keys(shown.stateTimestamps).at(-1)).toBe(shown.state);
      expect('endedAt' in shown).toBe(shown.state === 'JOB_STATE_FAILED');
      expect('deletedAt' in shown).toBe(result.event === 'job.deleted');
    }
    expect(jobs.map(({ result }) => result.data.state.slice('JOB_STATE_'.length))).toEqual([
      'NEW',
      'NEW',
      'STARTED',
      'UPLOADING',
      'PARTITIONING',
      'PARTITIONED',
      'FAILED',
      'FAILED',
    ]);
    const { name, ...first } = jobs[0].result.data;
    expect([undefined, 'named']).toContain(name);
    expect(first).toEqual({ '@type': JOB_TYPE, ...made });
    expect(jobs.map(({ result }) => result.data.numChunks)).toEqual([...Array(5).fill(undefined), 1, 1, 1]);
    expect(jobs.at(-2)!.result.data.errorMessage).toBe('aborted');
    const tasks = feed.lines.flatMap(({ result }) => (result.event === 'task.state' ? [result.data] : []));
    const about = { '@type': 'type.googleapis.com/bytenite.job.Task', id: task, jobId: job, chunkNumber: 0 };
    expect(tasks).toEqual([
      { ...about, state: 'TASK_STATE_SCHEDULED', attempt: 1, exitCode: 1 },
      { ...about, state: 'TASK_STATE_COMPLETED', attempt: 2, exitCode: 0 },
    ]);
  });

  it('tells of the tenant alone, and of nothing but jobs', async () => {
    const other = await server.tenant();
    const stranger = new ComputeRows(server, server.client(other.key));
    const feed = await open();
    const theirs = await open(other.key, server, '/v1/computing/events');
    await waitFor(() => feed.lines.length && theirs.lines.length);
    await rows.api.post('/v1/dev/templates', { id: 'quiet', app: 'x' });
    const their = await stranger.job();
    const mine = await rows.job();
    await waitFor(() => told(feed).length && told(theirs).length);
    expect(feed.lines.slice(1).map(({ result }) => result.data.id)).toEqual([mine]);
    expect(theirs.lines.slice(1).map(({ result }) => result.data.id)).toEqual([their]);
  });

  it('tells of what another process did, with the link to upload to', async () => {
    const other = await startServer({ beside: server, env: { ROLE: 'api' } });
    const feed = await open();
    await waitFor(() => feed.lines.length);
    const { body } = await other
      .client(key)
      .post(JOBS, { templateId: 'hello-world', dataSource: { dataSourceDescriptor: 'file' } });
    await waitFor(() => told(feed).length);
    const { params } = feed.lines[1].result.data.dataSource;
    expect(params.tempUrl).toBe((body.job.dataSource.params.tempUrl as string).replace(other.url, server.url));
    await other.terminate();
  });

  it('begins with what comes, not with what was', async () => {
    await rows.job();
    await waitFor(async () => {
      const [{ running }] = await server.query<{ running: boolean }>(
        'SELECT pg_snapshot_xmin(now) < pg_snapshot_xmax(now) AS running FROM pg_current_snapshot() AS now',
      );
      return !running;
    });
    const feed = await open();
    await waitFor(() => feed.lines.length);
    const job = await rows.job();
    await waitFor(() => told(feed).length);
    expect(feed.lines[1].result.data.id).toBe(job);
  });

  it('is refused beyond so many of one credential', async () => {
    for (let count = 0; count < 3; count++) expect((await open()).status).toBe(200);
    const { status, body, headers } = await rows.api.get(EVENTS);
    expect([status, body, headers.get('retry-after')]).toEqual([
      429,
      { code: 8, message: 'rate limit exceeded', details: [] },
      '1',
    ]);
    feeds[0].close();
    await waitFor(async () => (await open()).status === 200);
  });

  it('needs a credential with the scope', async () => {
    const { status, body } = await server.stranger().get(EVENTS);
    expect([status, body.message]).toEqual([401, 'missing credentials']);
    const writer = await server.tenant(undefined, ['compute:write']);
    expect((await server.client(writer.key).get(EVENTS)).body.message).toBe('missing scope compute:read');
    const reader = await server.tenant(undefined, ['compute:read']);
    expect((await open(reader.key)).status).toBe(200);
  });

  it('ends with its key', async () => {
    const { key: own, id } = await server.tenant();
    const feed = await open(own);
    await waitFor(() => feed.lines.length);
    await server.client().delete(`/platform/v1/api-keys/${id}`);
    await waitFor(() => feed.ended);
  });

  it('ends at SIGTERM, and the process in time', async () => {
    const other = await startServer({ beside: server });
    const feed = await open(key, other);
    await waitFor(() => feed.lines.length);
    const began = Date.now();
    expect(await other.terminate()).toBe(0);
    await waitFor(() => feed.ended);
    expect(Date.now() - began).toBeLessThan(10_000);
  });
});
