import { randomUUID } from 'node:crypto';
import { FIND_WRITERS, LINES } from '../../src/domains/compute-jobs/logs/log.statements';
import { ComputeRows, crowd, JOBS, planOf } from '../support/compute-rows';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

const LOGS = '/v1/customer/logs';
const TRUNCATED = 'answer truncated: ask for fewer tasks, levels or services';
const LEVELS = ['UNKNOWN', 'TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL', 'PANIC'];

interface Log {
  log: string;
  level: string;
}

describe('the logs of a compute job', () => {
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

  /** A line of each engine and of two tasks, and a third that wrote none. */
  async function written() {
    const partitioner = await rows.step(job, { role: 'partitioner', chunk_number: 0, state: 'COMPLETED' });
    const assembler = await rows.step(job, { role: 'assembler', chunk_number: 0, state: 'RUNNING' });
    const tasks = await rows.tasks(job, 'COMPLETED', 'COMPLETED', 'COMPLETED');
    await rows.lines(job, partitioner, { seq: 0, line: 'split', level: 'INFO' });
    await rows.lines(job, assembler, { seq: 0, line: 'merge', level: 'WARN' });
    await rows.lines(job, tasks[0], { seq: 0, line: 'zero' });
    await rows.lines(job, tasks[1], { seq: 0, line: 'one', level: 'INFO' });
    return tasks;
  }

  /** Lines by who wrote them, of an answer that is as it should be. */
  async function ask(body: object) {
    const answer = await rows.api.post(LOGS, body);
    expect([answer.status, Object.keys(answer.body)]).toEqual([200, ['partitioner', 'assembler', 'taskrunner']]);
    const texts = (logs: Log[]) => logs.map(({ log }) => log);
    const { partitioner, assembler, taskrunner } = answer.body;
    const tasks = Object.entries(taskrunner as Record<string, { logs: Log[] }>);
    return {
      partitioner: texts(partitioner),
      assembler: texts(assembler),
      taskrunner: Object.fromEntries(tasks.map(([id, { logs }]) => [id, texts(logs)])),
    };
  }

  it('are told by who wrote them', async () => {
    const [first, second] = await written();
    const log = (line: string, level: string) => ({
      log: line,
      timestamp: '2026-01-31T12:00:00.000Z',
      level,
      container: 'main',
    });
    const { status, body } = await rows.api.post(LOGS, { jobId: job });
    expect([status, body]).toEqual([
      200,
      {
        partitioner: [log('split', 'INFO')],
        assembler: [log('merge', 'WARN')],
        taskrunner: { [first]: { logs: [log('zero', 'UNKNOWN')] }, [second]: { logs: [log('one', 'INFO')] } },
      },
    ]);
    expect((await rows.api.post('/v1/computing/logs', { job_id: job })).body).toEqual(body);
    expect((await rows.api.get(`${JOBS}/${job}/tasks/0/logs`)).body).toEqual({ logs: [log('zero', 'UNKNOWN')] });
    expect((await rows.api.get(`${JOBS}/${job}/tasks/${second}/logs`)).body).toEqual({ logs: [log('one', 'INFO')] });
    expect((await rows.api.get(`${JOBS}/${job}/tasks/2/logs`)).body).toEqual({ logs: [] });
  });

  it('have all three members when there are none', async () => {
    expect(await ask({ jobId: job })).toEqual({ partitioner: [], assembler: [], taskrunner: {} });
  });

  it('are those of the tasks, levels and services that are named', async () => {
    const [first, second, third] = await written();
    const none = { partitioner: [], assembler: [], taskrunner: {} };
    expect(await ask({ jobId: job, services: ['partitioner'] })).toEqual({ ...none, partitioner: ['split'] });
    expect(await ask({ jobId: job, services: ['assembler'] })).toEqual({ ...none, assembler: ['merge'] });
    const runner = { [first]: ['zero'], [second]: ['one'] };
    expect(await ask({ jobId: job, services: ['taskrunner'] })).toEqual({ ...none, taskrunner: runner });
    expect(await ask({ jobId: job, levels: ['INFO'] })).toEqual({
      partitioner: ['split'],
      assembler: [],
      taskrunner: { [second]: ['one'] },
    });
    expect(await ask({ jobId: job, taskIds: [first, third, randomUUID(), 'odd'] })).toEqual({
      partitioner: ['split'],
      assembler: ['merge'],
      taskrunner: { [first]: ['zero'], [third]: [] },
    });
    expect(await ask({ jobId: job, task_ids: [second], services: ['taskrunner'], levels: ['WARN', 'INFO'] })).toEqual({
      ...none,
      taskrunner: { [second]: ['one'] },
    });
  });

  it.each(LEVELS)('of level %s are found', async (level) => {
    const [task] = await rows.tasks(job, 'RUNNING');
    await rows.lines(job, task, ...LEVELS.map((one, seq) => ({ seq, level: one, line: one })));
    expect((await ask({ jobId: job, levels: [level] })).taskrunner).toEqual({ [task]: [level] });
  });

  it('are in the order of time, over all attempts', async () => {
    const [task] = await rows.tasks(job, 'RUNNING');
    const at = (second: number) => `2026-01-31T12:00:0${second}Z`;
    await rows.lines(
      job,
      task,
      { execution: 2, seq: 0, at: at(3), line: 'd' },
      { execution: 1, seq: 1, at: at(1), line: 'b' },
      { execution: 1, seq: 0, at: at(1), line: 'a' },
      { execution: 1, seq: 2, at: at(5), line: 'late words of a lost worker' },
      { execution: 2, seq: 1, at: at(4), line: 'e' },
    );
    const expected = ['a', 'b', 'd', 'e', 'late words of a lost worker'];
    expect((await ask({ jobId: job })).taskrunner).toEqual({ [task]: expected });
    const { logs } = (await rows.api.get(`${JOBS}/${job}/tasks/0/logs`)).body as { logs: Log[] };
    expect(logs.map(({ log }) => log)).toEqual(expected);
  });

  it.each([
    [60_000, 5, 50_000],
    [2_000, 8_192, 1_024],
  ])('of %i lines of %i bytes are %i, and a word about the others', async (count, length, most) => {
    const [first, second, third] = await rows.tasks(job, 'RUNNING', 'RUNNING', 'RUNNING');
    await rows.lines(job, first, { seq: 0, line: 'x'.repeat(length) });
    await server.query(
      `INSERT INTO compute.log_lines SELECT $1, $2, 1, n, now(), 'UNKNOWN', repeat('x', $3) FROM generate_series(1, $4) AS n`,
      [job, second, length, count],
    );
    await rows.lines(job, third, { seq: 0, line: 'unseen' });
    const { taskrunner } = (await rows.api.post(LOGS, { jobId: job })).body;
    expect(Object.keys(taskrunner)).toEqual([first, second]);
    const { logs } = taskrunner[second];
    expect(logs).toHaveLength(most);
    expect(logs.at(-1)).toMatchObject({ log: TRUNCATED, level: 'WARN', container: 'main' });
    expect(logs.at(-2).log).toHaveLength(length);
    const own = await rows.api.get(`${JOBS}/${job}/tasks/1/logs`);
    expect(own.body.logs.at(-1).log).toBe(TRUNCATED);
    expect((await ask({ jobId: job, taskIds: [third] })).taskrunner).toEqual({ [third]: ['unseen'] });
  });

  it.each([
    [{}, 'jobId is required'],
    [{ jobId: null }, 'jobId is required'],
    [{ jobId: 5 }, 'jobId must be a string'],
    [{ jobId: 'x'.repeat(129) }, 'jobId must be at most 128 characters'],
    [{ jobId: 'x', taskIds: {} }, 'taskIds must hold task ids'],
    [{ jobId: 'x', levels: ['odd'] }, 'levels must hold log levels'],
    [{ jobId: 'x', services: ['app'] }, 'services must hold services'],
    [[], 'request body must be a JSON object'],
    [undefined, 'request body must be a JSON object'],
  ])('are not told for %j', async (request, message) => {
    const { status, body } = await rows.api.post(LOGS, request);
    expect([status, body.code, body.message]).toEqual([400, 3, message]);
  });

  it('list every violation', async () => {
    const { body } = await rows.api.post(LOGS, { services: 1, levels: 1, taskIds: 1 });
    expect(body.details[0].fieldViolations).toEqual([
      { field: 'jobId', description: 'is required' },
      { field: 'taskIds', description: 'must hold task ids' },
      { field: 'levels', description: 'must hold log levels' },
      { field: 'services', description: 'must hold services' },
    ]);
  });

  it('are not there for another tenant, nor of an unknown or deleted job', async () => {
    const [task] = await written();
    const other = server.client((await server.tenant()).key);
    const missing = (of: string) => [404, { code: 5, message: `job not found: ${of}`, details: [] }];
    const answer = async (api: typeof other, of: string) => {
      const { status, body } = await api.post(LOGS, { jobId: of, taskIds: [task] });
      return [status, body];
    };
    expect(await answer(other, job)).toEqual(missing(job));
    const unknown = randomUUID();
    expect(await answer(rows.api, unknown)).toEqual(missing(unknown));
    expect(await answer(rows.api, 'odd')).toEqual(missing('odd'));
    const second = await rows.job();
    const { body } = await rows.api.post(LOGS, { jobId: second, taskIds: [task] });
    expect(body.taskrunner).toEqual({});
    await server.query('UPDATE compute.jobs SET deleted_at = now() WHERE id = $1', [job]);
    expect(await answer(rows.api, job)).toEqual(missing(job));
  });

  it('need the scope to read, and no other', async () => {
    const { tenant } = await server.tenant();
    const scoped = async (scope: string) => server.client((await server.tenant(tenant, [scope])).key);
    expect((await (await scoped('compute:read')).post(LOGS, { jobId: job })).status).toBe(404);
    const { status, body } = await (await scoped('compute:write')).post(LOGS, { jobId: job });
    expect([status, body.message]).toEqual([403, 'missing scope compute:read']);
  });

  it('are found without a look at those of other jobs', async () => {
    const tasks = await written();
    await crowd(server, 500);
    const [{ tenant_id: tenant }] = await server.query('SELECT tenant_id FROM compute.jobs WHERE id = $1', [job]);
    const roles = ['partitioner', 'app', 'assembler'];
    for (const [{ name, text }, values, index] of [
      [FIND_WRITERS, [tenant, job, roles, null], 'steps_job_id_role_'],
      [FIND_WRITERS, [tenant, job, roles, tasks], 'steps_'],
      [LINES, [job, tasks, null], 'log_lines_'],
      [LINES, [job, tasks, ['INFO']], 'log_lines_'],
    ] as const) {
      const { plan, vain } = await planOf(server, text, [...values]);
      expect([name, plan]).toEqual([name, expect.not.stringContaining('Seq Scan')]);
      expect(plan).toContain(index);
      expect([name, vain <= 10]).toEqual([name, true]);
    }
  });
});
