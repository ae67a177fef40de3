import { randomUUID } from 'node:crypto';
import { JOBS, RUNNING, computeTenant, putInState, refusal } from '../support/compute-jobs';
import type { Client } from '../support/client';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

describe('running a compute job again', () => {
  let server: Server;
  let api: Client;

  beforeAll(async () => {
    server = await startServer({ env: { ROLE: 'api' } });
  });
  beforeEach(async () => {
    ({ api } = await computeTenant(server));
  });
  afterAll(() => server?.stop());

  const read = async (id: string) => (await api.get(`${JOBS}/${id}`)).body.job;

  /** A job that failed after a state, with one task per given state. */
  async function failed(last: string, tasks: string[], config: object = {}): Promise<string> {
    const { job } = (await api.post(JOBS, { templateId: 'hello-world', config })).body;
    await api.post(`${JOBS}/${job.id}/run`);
    await server.query('DELETE FROM graphile_worker._private_jobs');
    await putInState(server, job.id, 'JOB_STATE_FAILED', last);
    await server.query(
      `UPDATE compute.jobs SET error_message = 'task 1 failed after 4 attempts: exit code 1', payment = 5,
        num_chunks = nullif($2::int, 0), failed_chunks = CASE WHEN $2 > 0 THEN '{1}'::int[] ELSE '{}' END WHERE id = $1`,
      [job.id, tasks.length],
    );
    await server.query(`UPDATE compute.steps SET state = $2, execution = 1, attempt = 1 WHERE job_id = $1`, [
      job.id,
      tasks.length > 0 ? 'COMPLETED' : 'FAILED',
    ]);
    for (const [number, state] of tasks.entries()) await addStep(job.id, 'app', number, state);
    return job.id as string;
  }

  const addStep = (jobId: string, role: string, number: number, state: string) =>
    server.query(
      `INSERT INTO compute.steps (id, tenant_id, job_id, role, chunk_number, state, turn, execution, attempt, losses,
        worker, exit_code, error_message, queued_at, started_at, ended_at)
      SELECT $1, tenant_id, id, $3, $4, $5, 4, 5, 4, 2, 'w', 1, 'exit code 1', now(), now(), now()
      FROM compute.jobs WHERE id = $2`,
      [randomUUID(), jobId, role, number, state],
    );

  const stepsOf = (jobId: string, role: string) =>
    server.query(
      `SELECT chunk_number AS chunk, state, turn, attempt, losses, exit_code AS "exitCode", error_message AS error,
        queued_at IS NOT NULL AS queued FROM compute.steps WHERE job_id = $1 AND role = $2 ORDER BY chunk_number`,
      [jobId, role],
    );

  const queue = (task: string) =>
    server.query<{ payload: { step: string; turn: number; job: string; runNo: number }; inTime: boolean }>(
      `SELECT queued.payload, abs(extract(epoch FROM queued.run_at - now()) - 3600) < 60 AS "inTime"
      FROM graphile_worker._private_jobs AS queued JOIN graphile_worker._private_tasks AS task ON task.id = queued.task_id
      WHERE task.identifier = $1`,
      [task],
    );

  const ANEW = { state: 'SCHEDULED', turn: 5, attempt: 0, losses: 0, exitCode: null, error: null, queued: true };

  it('rerun-failed: of 10 tasks the 3 that failed begin anew', async () => {
    const tasks = Array.from({ length: 10 }, (_, n) =>
      n === 1 ? 'FAILED' : n === 4 || n === 9 ? 'CANCELLED' : 'COMPLETED',
    );
    const id = await failed('JOB_STATE_PARTITIONED', tasks);
    const answer = await api.post(`${JOBS}/${id}/rerun`, undefined, { 'x-request-id': 'mine' });
    expect([answer.status, answer.body]).toEqual([200, { ok: true, requestId: 'mine', message: '' }]);
    const steps = await stepsOf(id, 'app');
    expect(steps.filter(({ state }) => state === 'SCHEDULED')).toEqual([1, 4, 9].map((chunk) => ({ chunk, ...ANEW })));
    expect(steps.filter(({ state }) => state === 'COMPLETED')).toHaveLength(7);
    expect(await stepsOf(id, 'partitioner')).toMatchObject([{ state: 'COMPLETED' }]);
    expect((await queue('compute.step')).map(({ payload }) => payload.turn)).toEqual([5, 5, 5]);
    expect(await queue('compute.deadline')).toEqual([{ payload: { job: id, runNo: 2 }, inTime: true }]);
    const [row] = await server.query(
      `SELECT run_no, open_tasks, failed_chunks, released_chunks, payment::int, files_expire_at FROM compute.jobs
      WHERE id = $1`,
      [id],
    );
    expect(row).toEqual({
      run_no: 2,
      open_tasks: 3,
      failed_chunks: [],
      released_chunks: 10,
      payment: 0,
      files_expire_at: null,
    });
    const job = await read(id);
    expect(job).toMatchObject({ state: 'JOB_STATE_PARTITIONED', numChunks: 10, startedAt: expect.any(String) });
    for (const gone of ['endedAt', 'duration', 'paymentAmount', 'errorMessage', 'failedChunks']) {
      expect(job).not.toHaveProperty(gone);
    }
    const times = Object.entries<string>(job.stateTimestamps);
    expect(times.map(([state]) => state)).toEqual(['JOB_STATE_NEW', ...RUNNING.slice(0, 4)]);
    expect(times.map(([, at]) => at).toSorted()).toEqual(times.map(([, at]) => at));
    const [event] = await server.query(
      'SELECT type, data FROM platform.events WHERE subject = $1 ORDER BY position DESC',
      [id],
    );
    expect(event).toEqual({
      type: 'quintet.compute.job.partitioned',
      data: { jobId: id, state: 'JOB_STATE_PARTITIONED', previousState: 'JOB_STATE_FAILED', numChunks: 10 },
    });
  });

  it('lets in no more tasks than may run at once', async () => {
    const id = await failed('JOB_STATE_PARTITIONED', ['FAILED', 'COMPLETED', 'CANCELLED', 'CANCELLED'], {
      maxParallelTasks: 2,
    });
    await api.post(`${JOBS}/${id}/rerun`);
    expect(await stepsOf(id, 'app')).toMatchObject([
      { chunk: 0, ...ANEW },
      { chunk: 1, state: 'COMPLETED' },
      { chunk: 2, ...ANEW },
      { chunk: 3, ...ANEW, turn: 4, queued: false },
    ]);
    const [row] = await server.query('SELECT open_tasks, released_chunks FROM compute.jobs WHERE id = $1', [id]);
    expect(row).toEqual({ open_tasks: 3, released_chunks: 3 });
    expect(await queue('compute.step')).toHaveLength(2);
  });

  it.each(RUNNING.slice(0, 3))('begins from the start what failed in %s', async (last) => {
    const id = await failed(last, []);
    await api.post(`${JOBS}/${id}/rerun`);
    const job = await read(id);
    expect(job.state).toBe('JOB_STATE_STARTED');
    expect(Object.keys(job.stateTimestamps)).toEqual(['JOB_STATE_NEW', 'JOB_STATE_STARTED']);
    expect(job).not.toHaveProperty('startedAt');
    expect(await stepsOf(id, 'partitioner')).toEqual([{ chunk: 0, ...ANEW, turn: 2 }]);
    expect(await queue('compute.step')).toHaveLength(1);
    expect(await queue('compute.deadline')).toEqual([]);
  });

  it.each(RUNNING.slice(4))('merges alone again what failed in %s', async (last) => {
    const id = await failed(last, ['COMPLETED', 'FAILED']);
    await addStep(id, 'assembler', 0, 'FAILED');
    await api.post(`${JOBS}/${id}/rerun`);
    const job = await read(id);
    expect(job).toMatchObject({ state: 'JOB_STATE_TASKS_COMPLETED', failedChunks: [1] });
    expect(Object.keys(job.stateTimestamps).at(-1)).toBe('JOB_STATE_TASKS_COMPLETED');
    expect(await stepsOf(id, 'assembler')).toEqual([{ chunk: 0, ...ANEW }]);
    expect(await stepsOf(id, 'app')).toMatchObject([{ state: 'COMPLETED' }, { state: 'FAILED' }]);
    expect(await queue('compute.step')).toHaveLength(1);
    expect(await queue('compute.deadline')).toHaveLength(1);
  });

  it.each(['JOB_STATE_NEW', ...RUNNING, 'JOB_STATE_COMPLETE'])('refuses a job in state %s', async (state) => {
    const { job } = (await api.post(JOBS, { templateId: 'hello-world' })).body;
    if (state !== 'JOB_STATE_NEW') await putInState(server, job.id, state);
    const { status, body } = await api.post(`${JOBS}/${job.id}/rerun`);
    expect([status, body]).toEqual([409, refusal(9, `job is in state ${state}, not JOB_STATE_FAILED`)]);
  });

  it('refuses a job whose files are gone', async () => {
    const id = await failed('JOB_STATE_PARTITIONED', ['FAILED']);
    await server.query('UPDATE compute.jobs SET files_expire_at = now() WHERE id = $1', [id]);
    const { status, body } = await api.post(`${JOBS}/${id}/rerun`);
    expect([status, body]).toEqual([409, refusal(9, 'job data has expired')]);
  });

  it('accepts one of 20 concurrent reruns', async () => {
    const id = await failed('JOB_STATE_PARTITIONED', ['FAILED']);
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.post(`${JOBS}/${id}/rerun`)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    expect(await queue('compute.step')).toHaveLength(1);
  });
});
