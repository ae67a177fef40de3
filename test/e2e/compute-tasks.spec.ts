import { randomUUID } from 'node:crypto';
import {
  COUNT_TASKS,
  FIND_TASK_BY_CHUNK,
  FIND_TASK_BY_ID,
  LIST_TASKS,
  TALLY,
} from '../../src/domains/compute-jobs/tasks/task.statements';
import { ComputeRows, crowd, JOBS, planOf } from '../support/compute-rows';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

describe('the tasks of a compute job', () => {
  let server: Server;
  let rows: ComputeRows;
  let job: string;

  beforeAll(async () => {
    server = await sharedServer();
  });
  beforeEach(async () => {
    rows = new ComputeRows(server, server.client((await server.tenant()).key));
    job = await rows.job();
  });
  afterAll(() => server?.stop());

  const get = (path: string) => rows.api.get(`${JOBS}/${job}${path}`);
  const numbers = (data: { chunkNumber: number }[]) => data.map(({ chunkNumber }) => chunkNumber);

  it('are shown with their attempts, and without what is not known', async () => {
    const id = await rows.step(job, {
      role: 'app',
      chunk_number: 0,
      state: 'FAILED',
      attempt: 2,
      worker: 'w:1',
      exit_code: 3,
      error_message: 'exit code 3',
      input_bytes: 5_000_000_000,
      output_bytes: 7,
      cached: true,
      started_at: '2026-01-31T12:00:00Z',
      ended_at: '2026-01-31T12:00:01.234Z',
    });
    const fresh = await rows.step(job, { role: 'app', chunk_number: 1, state: 'SCHEDULED' });
    await server.query(
      `INSERT INTO compute.attempts VALUES
        ($1, 2, 1, '2026-01-31T11:00:00Z', null, null, null, null),
        ($1, 1, 2, '2026-01-31T10:00:02Z', '2026-01-31T10:00:03Z', null, 'SIGKILL', 'signal SIGKILL'),
        ($1, 1, 1, '2026-01-31T10:00:00Z', '2026-01-31T10:00:01Z', 3, null, 'exit code 3')`,
      [id],
    );
    const failed = {
      id,
      jobId: job,
      chunkNumber: 0,
      state: 'TASK_STATE_FAILED',
      attempt: 2,
      exitCode: 3,
      errorMessage: 'exit code 3',
      worker: 'w:1',
      createdAt: expect.stringMatching(TIME),
      startedAt: '2026-01-31T12:00:00.000Z',
      completedAt: '2026-01-31T12:00:01.234Z',
      duration: 1.234,
      inputBytes: 5_000_000_000,
      outputBytes: 7,
      cached: true,
      attempts: [
        {
          number: 1,
          startedAt: '2026-01-31T10:00:00.000Z',
          endedAt: '2026-01-31T10:00:01.000Z',
          exitCode: 3,
          errorMessage: 'exit code 3',
        },
        {
          number: 2,
          startedAt: '2026-01-31T10:00:02.000Z',
          endedAt: '2026-01-31T10:00:03.000Z',
          signal: 'SIGKILL',
          errorMessage: 'signal SIGKILL',
        },
        { number: 1, startedAt: '2026-01-31T11:00:00.000Z' },
      ],
    };
    const scheduled = {
      id: fresh,
      jobId: job,
      chunkNumber: 1,
      state: 'TASK_STATE_SCHEDULED',
      attempt: 0,
      createdAt: expect.stringMatching(TIME),
      inputBytes: 0,
      cached: false,
      attempts: [],
    };
    const { status, body } = await get('/tasks');
    expect([status, body]).toEqual([
      200,
      { pagination: { total: 2, offset: 0, hasPrevious: false, hasNext: false }, data: [failed, scheduled] },
    ]);
    for (const name of [id, id.toUpperCase(), '0']) expect((await get(`/tasks/${name}`)).body).toEqual(failed);
    expect((await get('/tasks/1')).body).toEqual(scheduled);
    expect((await rows.api.get(`/v1/computing/jobs/${job}/tasks/1`)).body).toEqual(scheduled);
  });

  it('show no more than the newest 200 attempts', async () => {
    const [id] = await rows.tasks(job, 'RUNNING');
    await server.query(
      'INSERT INTO compute.attempts (step_id, run_no, number, started_at) SELECT $1, 1, n, now() FROM generate_series(1, 250) AS n',
      [id],
    );
    const { attempts } = (await get(`/tasks/${id}`)).body as { attempts: { number: number }[] };
    expect([attempts.length, attempts[0].number, attempts.at(-1)!.number]).toEqual([200, 51, 250]);
  });

  it('are listed by chunk, in parts, without the engines', async () => {
    for (const chunk_number of [2, 0, 1, 10]) await rows.step(job, { role: 'app', chunk_number, state: 'RUNNING' });
    for (const role of ['partitioner', 'assembler'] as const) {
      await rows.step(job, { role, chunk_number: 0, state: 'RUNNING' });
    }
    expect(numbers((await get('/tasks?orderBy=createdAt%20desc')).body.data)).toEqual([0, 1, 2, 10]);
    const { body } = await get('/tasks?pagination.limit=2&pagination.offset=1');
    expect([numbers(body.data), body.pagination]).toEqual([
      [1, 2],
      { total: 4, offset: 1, hasPrevious: true, hasNext: true },
    ]);
    expect((await get('/tasks?limit=0')).body).toEqual({
      pagination: { total: 4, offset: 0, hasPrevious: false, hasNext: true },
      data: [],
    });
  });

  it('are filtered by state', async () => {
    await rows.tasks(job, 'SCHEDULED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'SCHEDULED');
    const found: Record<string, number[]> = {};
    for (const state of ['SCHEDULED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED']) {
      const { body } = await get(`/tasks?state=TASK_STATE_${state}`);
      expect(body).toEqual((await get(`/tasks?state=${state}`)).body);
      expect(body.pagination.total).toBe(body.data.length);
      found[state] = numbers(body.data);
    }
    expect(found).toEqual({ SCHEDULED: [0, 5], RUNNING: [1], COMPLETED: [2], FAILED: [3], CANCELLED: [4] });
    expect((await get('/tasks?state=')).body.data).toHaveLength(6);
  });

  it('are none before the input is partitioned', async () => {
    const pagination = { total: 0, offset: 0, hasPrevious: false, hasNext: false };
    expect((await get('/tasks')).body).toEqual({ pagination, data: [] });
  });

  it.each([
    [
      'state=odd',
      'state must be one of TASK_STATE_SCHEDULED, TASK_STATE_RUNNING, TASK_STATE_COMPLETED, TASK_STATE_FAILED, ' +
        'TASK_STATE_CANCELLED',
    ],
    ['limit=-1', 'pagination.limit must be an integer of 0 or more'],
    ['orderBy=chunk', 'orderBy must be one of createdAt, name, state, startedAt, endedAt'],
  ])('are not listed for %s', async (query, message) => {
    const { status, body } = await get(`/tasks?${query}`);
    expect([status, body.code, body.message]).toEqual([400, 3, message]);
  });

  it.each(['7', '-1', '00', '1e0', '9999999999', 'x', randomUUID()])('are not found by %s', async (name) => {
    await rows.tasks(job, 'RUNNING', 'RUNNING');
    const { status, body } = await get(`/tasks/${name}`);
    expect([status, body]).toEqual([404, { code: 5, message: `task not found: ${name}`, details: [] }]);
  });

  it('of an engine are none', async () => {
    const engine = await rows.step(job, { role: 'partitioner', chunk_number: 0, state: 'RUNNING' });
    for (const name of ['0', engine]) expect((await get(`/tasks/${name}`)).status).toBe(404);
  });

  describe('and its progress', () => {
    it('are counted by state', async () => {
      await rows.tasks(job, 'SCHEDULED', 'RUNNING', 'RUNNING', 'COMPLETED', 'COMPLETED', 'FAILED', 'CANCELLED');
      const counts = { total: 7, scheduled: 1, running: 2, completed: 2, failed: 1, cancelled: 1 };
      const { status, body } = await get('/progress');
      expect([status, body]).toEqual([200, { state: 'JOB_STATE_NEW', ...counts, percent: 42 }]);
    });

    it('are nothing at first', async () => {
      const none = { total: 0, scheduled: 0, running: 0, completed: 0, failed: 0, cancelled: 0, percent: 0 };
      expect((await get('/progress')).body).toEqual({ state: 'JOB_STATE_NEW', ...none });
    });

    it('tell the time that is left by the rate of this run alone', async () => {
      for (const state of ['STARTED', 'UPLOADING', 'PARTITIONING', 'PARTITIONED'] as const) {
        await rows.reach(job, `JOB_STATE_${state}`);
      }
      await server.query(
        `UPDATE compute.jobs SET state_timestamps = jsonb_build_object('JOB_STATE_PARTITIONED', now() - interval '100 s')
          WHERE id = $1`,
        [job],
      );
      await rows.tasks(job, 'COMPLETED', 'COMPLETED', 'COMPLETED', 'COMPLETED', 'RUNNING', 'SCHEDULED');
      const begin = (chunk: number, seconds: number, cached = false) =>
        server.query(
          `UPDATE compute.steps SET started_at = clock_timestamp() - $3 * interval '1 s', cached = $4
            WHERE job_id = $1 AND chunk_number = $2`,
          [job, chunk, seconds, cached],
        );
      await begin(0, 1_000);
      await begin(1, 99, true);
      expect((await get('/progress')).body).not.toHaveProperty('etaSeconds');
      await begin(2, 40);
      await begin(3, 20);
      const { etaSeconds, percent } = (await get('/progress')).body;
      expect(percent).toBe(66);
      expect(etaSeconds).toBeGreaterThanOrEqual(40);
      expect(etaSeconds).toBeLessThan(60);
    });
  });

  it('are not there for another tenant, for an unknown job, and for a deleted one', async () => {
    const [id] = await rows.tasks(job, 'RUNNING');
    const other = server.client((await server.tenant()).key);
    const gone = await rows.job();
    await server.query('UPDATE compute.jobs SET deleted_at = now() WHERE id = $1', [gone]);
    const unknown = randomUUID();
    for (const path of ['/tasks', `/tasks/${id}`, '/tasks/0', '/tasks/x', '/progress', '/tasks/0/logs', '/stream']) {
      for (const [api, of] of [
        [other, job],
        [rows.api, unknown],
        [rows.api, gone],
        [rows.api, 'odd'],
      ] as const) {
        const { status, body } = await api.get(`${JOBS}/${of}${path}`);
        expect([path, status, body]).toEqual([path, 404, { code: 5, message: `job not found: ${of}`, details: [] }]);
      }
    }
    const second = await rows.job();
    expect((await rows.api.get(`${JOBS}/${second}/tasks/${id}`)).body.message).toBe(`task not found: ${id}`);
  });

  it('need the scope to read, and no other', async () => {
    const scoped = async (scope: string) => server.client((await server.tenant(undefined, [scope])).key);
    const [reader, writer] = [await scoped('compute:read'), await scoped('compute:write')];
    for (const path of ['tasks', 'tasks/0', 'tasks/0/logs', 'progress', 'stream']) {
      expect((await reader.get(`${JOBS}/${job}/${path}`)).status).toBe(404);
      const { status, body } = await writer.get(`${JOBS}/${job}/${path}`);
      expect([status, body.message]).toEqual([403, 'missing scope compute:read']);
    }
  });

  it('are found without a look at those of other jobs', async () => {
    const [id] = await rows.tasks(job, ...Array<'RUNNING'>(30).fill('RUNNING'));
    await crowd(server, 500);
    const [{ tenant_id: tenant }] = await server.query('SELECT tenant_id FROM compute.jobs WHERE id = $1', [job]);
    const steps = /Index (Only )?Scan using (steps_job_id_role_\w+|steps_pkey) on steps/;
    for (const [{ name, text }, values] of [
      [COUNT_TASKS, [tenant, job, null]],
      [COUNT_TASKS, [tenant, job, 'FAILED']],
      [LIST_TASKS, [tenant, job, null, 20, 0]],
      [LIST_TASKS, [tenant, job, 'FAILED', 20, 0]],
      [FIND_TASK_BY_ID, [tenant, job, id]],
      [FIND_TASK_BY_CHUNK, [tenant, job, 3]],
      [TALLY, [tenant, job]],
    ] as const) {
      const { plan, vain } = await planOf(server, text, [...values]);
      expect([name, plan]).toEqual([name, expect.not.stringContaining('Seq Scan')]);
      expect(plan).toMatch(/Bitmap Index Scan on steps_job_id_role_\w+/.test(plan) ? /Bitmap/ : steps);
      expect([name, vain <= 30]).toEqual([name, true]);
    }
  });
});
