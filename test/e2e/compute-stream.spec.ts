import { JOB_STATES } from '../../src/domains/compute-jobs/jobs/transitions';
import type { JobState } from '../../src/domains/compute-jobs/jobs/transitions';
import { ComputeRows, JOBS } from '../support/compute-rows';
import { EventStream } from '../support/event-stream';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const PATH = JOB_STATES.slice(0, -1);
const ENDED = ', ended_at = clock_timestamp(), num_chunks = 2';

describe('the stream of a compute job', () => {
  let server: Server;
  let key: string;
  let rows: ComputeRows;
  let job: string;
  const streams: EventStream[] = [];

  beforeAll(async () => {
    server = await startServer({ env: { STREAMS_PER_CREDENTIAL: '3' } });
  });
  beforeEach(async () => {
    ({ key } = await server.tenant());
    rows = new ComputeRows(server, server.client(key));
    job = await rows.job();
  });
  afterEach(() => streams.splice(0).forEach((stream) => stream.close()));
  afterAll(() => server?.stop());

  async function open(lastId?: string, from = server, id = job): Promise<EventStream> {
    const headers: Record<string, string> = { authorization: `Bearer ${key}` };
    if (lastId !== undefined) headers['last-event-id'] = lastId;
    const stream = await EventStream.open(`${from.url}${JOBS}/${id}/stream`, headers);
    streams.push(stream);
    return stream;
  }

  const run = async (states: JobState[]) => {
    for (const state of states) await rows.reach(job, state, state === 'JOB_STATE_COMPLETE' ? ENDED : '');
  };
  const of = (stream: EventStream, kind: string) => stream.events.filter(({ event }) => event === kind);
  const states = (stream: EventStream) => of(stream, 'state').map(({ data }) => data.state as JobState);
  const read = async () => (await rows.api.get(`${JOBS}/${job}`)).body.job as object;

  it('tells of every state and task, of progress, and at last of the end', async () => {
    const stream = await open();
    expect([stream.status, stream.headers['content-type'], stream.headers['cache-control']]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      'no-store',
    ]);
    await waitFor(() => of(stream, 'progress').length);
    await run(PATH.slice(1, 5));
    const [one, two] = await rows.tasks(job, 'RUNNING', 'RUNNING');
    await rows.endTask(job, one, 'completed', 0);
    await rows.endTask(job, two, 'retried', 1);
    await rows.endTask(job, two, 'failed', 2);
    await waitFor(() => of(stream, 'progress').some(({ data }) => data.failed === 1));
    await run(PATH.slice(5));
    await waitFor(() => stream.ended);
    expect(states(stream)).toEqual(PATH);
    expect(of(stream, 'state')[1].data).toEqual({
      jobId: job,
      state: 'JOB_STATE_STARTED',
      previousState: 'JOB_STATE_NEW',
      at: expect.any(String),
    });
    expect(of(stream, 'state').at(-1)!.data).toMatchObject({ state: 'JOB_STATE_COMPLETE', numChunks: 2 });
    const at = expect.any(String);
    expect(of(stream, 'task').map(({ data }) => data)).toEqual([
      { id: one, jobId: job, chunkNumber: 0, state: 'TASK_STATE_COMPLETED', attempt: 1, exitCode: 0, at },
      { id: two, jobId: job, chunkNumber: 1, state: 'TASK_STATE_SCHEDULED', attempt: 1, exitCode: 1, at },
      { id: two, jobId: job, chunkNumber: 1, state: 'TASK_STATE_FAILED', attempt: 2, exitCode: 2, at },
    ]);
    const counts = { total: 2, scheduled: 0, running: 0, completed: 1, failed: 1, cancelled: 0, percent: 100 };
    expect(of(stream, 'progress')[0].data).toMatchObject({ state: 'JOB_STATE_NEW', total: 0, percent: 0 });
    expect(of(stream, 'progress').at(-1)!.data).toEqual({ state: 'JOB_STATE_COMPLETE', ...counts });
    expect(stream.events.at(-1)).toMatchObject({ event: 'end', data: await read() });
    expect(of(stream, 'end')).toHaveLength(1);
    expect((await rows.api.get(`${JOBS}/${job}/progress`)).body).toEqual({ state: 'JOB_STATE_COMPLETE', ...counts });
  });

  it('tells of a job that has ended all that it was, and ends', async () => {
    await run(PATH.slice(1));
    const stream = await open();
    await waitFor(() => stream.ended);
    expect(states(stream)).toEqual(PATH);
    expect(stream.events.map(({ event }) => event).slice(-2)).toEqual(['progress', 'end']);
    expect(stream.events.at(-1)!.data).toEqual(await read());
  });

  it('is the same for an id in capital letters', async () => {
    await run(PATH.slice(1));
    const stream = await open(undefined, server, job.toUpperCase());
    await waitFor(() => stream.ended);
    expect(states(stream)).toEqual(PATH);
    expect(stream.events.at(-1)).toMatchObject({ event: 'end', data: await read() });
  });

  it('ends though nobody remembers what made the job end', async () => {
    await run(PATH.slice(1));
    await server.query('DELETE FROM platform.events WHERE subject = $1', [job]);
    const stream = await open();
    await waitFor(() => stream.ended);
    expect(stream.events.map(({ event }) => event)).toEqual(['progress', 'end']);
  });

  it('ends with a job that fails, and tells why', async () => {
    await run(PATH.slice(1, 3));
    const stream = await open();
    await rows.reach(job, 'JOB_STATE_FAILED', ", ended_at = clock_timestamp(), error_message = 'aborted'");
    await waitFor(() => stream.ended);
    expect(of(stream, 'state').at(-1)!.data).toMatchObject({ state: 'JOB_STATE_FAILED', errorMessage: 'aborted' });
    expect(of(stream, 'end')[0].data).toMatchObject({ state: 'JOB_STATE_FAILED', errorMessage: 'aborted' });
  });

  it('ends with a job that is deleted', async () => {
    const stream = await open();
    await waitFor(() => of(stream, 'progress').length);
    await server.query(
      `WITH job AS (UPDATE compute.jobs SET deleted_at = now() WHERE id = $1 RETURNING *)
        SELECT platform.append_event(tenant_id, 'quintet.compute.job.deleted', id::text,
          json_build_object('jobId', id, 'state', state)) FROM job`,
      [job],
    );
    await waitFor(() => stream.ended);
    expect(stream.events.at(-1)).toMatchObject({ event: 'end', data: { id: job, deletedAt: expect.any(String) } });
  });

  it('does not end with a run that has failed when the job was run again', async () => {
    await run(PATH.slice(1, 3));
    await rows.reach(job, 'JOB_STATE_FAILED');
    await server.query("UPDATE compute.jobs SET state = 'JOB_STATE_NEW' WHERE id = $1", [job]);
    await run(PATH.slice(1, 3));
    const stream = await open();
    await waitFor(() => of(stream, 'progress').length);
    await run(PATH.slice(3));
    await waitFor(() => stream.ended);
    expect(states(stream)).toEqual([...PATH.slice(0, 3), 'JOB_STATE_FAILED', ...PATH.slice(1)]);
    expect(of(stream, 'end')).toHaveLength(1);
  });

  it('goes on behind Last-Event-ID, in the midst of it too', async () => {
    await run(PATH.slice(1));
    const whole = await open();
    await waitFor(() => whole.ended);
    for (const place of [0, 4, 9]) {
      const rest = await open(of(whole, 'state')[place].id);
      await waitFor(() => rest.ended);
      expect(states(rest)).toEqual(PATH.slice(place + 1));
      expect(rest.events.at(-1)!.event).toBe('end');
    }
    const odd = await open('odd');
    await waitFor(() => odd.ended);
    expect(states(odd)).toEqual(PATH);
  });

  it('sends those away who have seen the end, unless the job is run again', async () => {
    await run(PATH.slice(1));
    const whole = await open();
    await waitFor(() => whole.ended);
    const { id } = whole.events.at(-1)!;
    expect((await open(id)).status).toBe(204);
    await server.query("UPDATE compute.jobs SET state = 'JOB_STATE_NEW' WHERE id = $1", [job]);
    await run(PATH.slice(1, 2));
    const again = await open(id);
    await waitFor(() => states(again).length);
    expect([again.status, states(again)]).toEqual([200, ['JOB_STATE_STARTED']]);
  });

  it('tells nothing of other jobs', async () => {
    const [mine, other] = [job, await rows.job()];
    const stream = await open();
    await rows.reach(other, 'JOB_STATE_STARTED');
    await rows.reach(mine, 'JOB_STATE_STARTED');
    await waitFor(() => states(stream).length === 2);
    expect(new Set(of(stream, 'state').map(({ data }) => data.jobId))).toEqual(new Set([mine]));
  });

  it('is refused beyond so many of one credential', async () => {
    for (let count = 0; count < 3; count++) expect((await open()).status).toBe(200);
    const { status, body, headers } = await rows.api.get(`${JOBS}/${job}/stream`);
    expect([status, body, headers.get('retry-after')]).toEqual([
      429,
      { code: 8, message: 'rate limit exceeded', details: [] },
      '1',
    ]);
    streams[0].close();
    await waitFor(async () => (await open()).status === 200);
  });

  it('ends with its key, and with the process', async () => {
    const { key: admin, id } = await server.tenant();
    const own = new ComputeRows(server, server.client(admin));
    const ownJob = await own.job();
    const stream = await EventStream.open(`${server.url}${JOBS}/${ownJob}/stream`, {
      authorization: `Bearer ${admin}`,
    });
    streams.push(stream);
    await waitFor(() => stream.events.length);
    await server.client().delete(`/platform/v1/api-keys/${id}`);
    await waitFor(() => stream.ended);
    const other = await startServer({ beside: server });
    const last = await open(undefined, other);
    await waitFor(() => last.events.length);
    expect(await other.terminate()).toBe(0);
    await waitFor(() => last.ended);
    expect(of(last, 'end')).toEqual([]);
  });
});
