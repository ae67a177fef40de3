import { randomUUID } from 'node:crypto';
import type { JobFilter } from '../../src/domains/compute-jobs/jobs/lists/job-filter';
import { jobList } from '../../src/domains/compute-jobs/jobs/lists/job-list.statements';
import { faultsOf } from '../support/compute-seed';
import { JOBS, computeTenant, putInState, refusal, refusedFields } from '../support/compute-jobs';
import type { Client } from '../support/client';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

const LIMIT = 'must be an integer of 0 or more';
const ORDER = 'must be one of createdAt, name, state, startedAt, endedAt';
const TIME = 'must be an RFC 3339 date-time';
const UNSTORABLE = 'must not contain U+0000 or an unpaired surrogate';

type Violations = [field: string, description: string][];

describe('lists of compute jobs', () => {
  let server: Server;
  let api: Client;
  let tenantId: string;
  let ids: string[];

  beforeAll(async () => {
    server = await startServer({ env: { ROLE: 'api' } });
    ({ api, id: tenantId } = await computeTenant(server));
    ids = [];
    for (const [name, templateId] of [
      ['Écoles 100%', 'hello-world'],
      ['beta_1', 'word-count'],
      [undefined, 'hello-world'],
      ['alpha', 'hello-world'],
      ['gone', 'hello-world'],
    ]) {
      ids.push((await api.post(JOBS, { name, templateId })).body.job.id);
    }
    await putInState(server, ids[1], 'JOB_STATE_PARTITIONED');
    await putInState(server, ids[3], 'JOB_STATE_COMPLETE');
    await api.delete(`${JOBS}/${ids[4]}`);
    for (const [index, id] of ids.entries()) {
      const at = `2026-01-01T00:00:0${index}.000500Z`;
      await server.query('UPDATE compute.jobs SET created_at = $2 WHERE id = $1', [id, at]);
    }
  });
  afterAll(() => server?.stop());

  const places = (answer: { body: { data: { id: string }[] } }) => answer.body.data.map(({ id }) => ids.indexOf(id));
  const list = async (query = '') => places(await api.get(`${JOBS}${query}`));
  const filter = async (body?: object) => places(await api.post(`${JOBS}/filter`, body));

  it('show jobs as they are read, the latest first, without those that are deleted', async () => {
    const { status, body } = await api.get(JOBS);
    expect([status, body.pagination]).toEqual([200, { total: 4, offset: 0, hasPrevious: false, hasNext: false }]);
    expect(body.data.map(({ id }: { id: string }) => ids.indexOf(id))).toEqual([3, 2, 1, 0]);
    for (const job of body.data) {
      expect((await api.get(`${JOBS}/${job.id}`)).body).toEqual({ job, templateInfo: job.templateInfo });
      expect(faultsOf({ job, templateInfo: job.templateInfo })).toEqual([]);
    }
    expect((await api.get(`/v1/computing/jobs`)).body).toEqual(body);
    expect((await api.post(`${JOBS}/filter`)).body).toEqual(body);
  });

  it('offer links to upload to', async () => {
    const own = (await computeTenant(server)).api;
    const { job } = (await own.post(JOBS, { templateId: 'word-count', dataSource: { dataSourceDescriptor: 'file' } }))
      .body;
    expect((await own.get(JOBS)).body.data).toEqual([job]);
    expect(job.dataSource.params.tempUrl).toContain('/uploads/');
  });

  it.each([
    ['?limit=2', [3, 2], { total: 4, offset: 0, hasPrevious: false, hasNext: true }],
    ['?pagination.limit=2&pagination.offset=1', [2, 1], { total: 4, offset: 1, hasPrevious: true, hasNext: true }],
    ['?limit=2&offset=2', [1, 0], { total: 4, offset: 2, hasPrevious: true, hasNext: false }],
    ['?limit=0', [], { total: 4, offset: 0, hasPrevious: false, hasNext: true }],
    ['?limit=101&offset=9', [], { total: 4, offset: 9, hasPrevious: true, hasNext: false }],
    ['?offset=9007199254740991', [], { total: 4, offset: 9007199254740991, hasPrevious: true, hasNext: false }],
  ])('are cut by %s', async (query, expected, pagination) => {
    const answer = await api.get(`${JOBS}${query}`);
    expect([places(answer), answer.body.pagination]).toEqual([expected, pagination]);
  });

  it.each([
    ['createdAt', [0, 1, 2, 3]],
    ['createdAt desc', [3, 2, 1, 0]],
    ['name', [3, 1, 0, 2]],
    ['name desc', [0, 1, 3, 2]],
    ['startedAt', [1, 3]],
    ['endedAt desc', [3]],
    ['state asc', [3]],
  ])('are sorted by %s', async (orderBy, expected) => {
    const sorted = await list(`?orderBy=${encodeURIComponent(orderBy)}`);
    expect([sorted.slice(0, expected.length), sorted.length]).toEqual([expected, 4]);
    expect(await filter({ order_by: orderBy })).toEqual(sorted);
  });

  it.each<[object, number[]]>([
    [{}, [3, 2, 1, 0]],
    [{ ids: null, states: [], templateIds: '', name: '', createdAfter: null, includeDeleted: null }, [3, 2, 1, 0]],
    [{ includeDeleted: true }, [4, 3, 2, 1, 0]],
    [{ states: ['JOB_STATE_NEW'] }, [2, 0]],
    [{ states: ['JOB_STATE_NEW'], include_deleted: true }, [4, 2, 0]],
    [{ states: ['JOB_STATE_PARTITIONED', 'JOB_STATE_COMPLETE'] }, [3, 1]],
    [{ templateIds: ['word-count', 'nope'] }, [1]],
    [{ template_ids: ['hello-world'], states: ['JOB_STATE_COMPLETE'] }, [3]],
    [{ name: 'A' }, [3, 1]],
    [{ name: 'éCOLES' }, [0]],
    [{ name: '%' }, [0]],
    [{ name: '_' }, [1]],
    [{ name: 'x' }, []],
    [{ createdAfter: '2026-01-01T00:00:01Z' }, [3, 2]],
    [{ createdAfter: '2026-01-01T01:00:00.999+01:00' }, [3, 2, 1]],
    [{ createdBefore: '2026-01-01T00:00:01.001Z' }, [1, 0]],
    [{ createdBefore: '2026-01-01T00:00:01.000Z' }, [0]],
    [{ created_after: '2026-01-01T00:00:00Z', created_before: '2026-01-01T00:00:02Z' }, [1]],
    [{ createdAfter: '0001-01-01T00:00:00Z', createdBefore: '9999-12-31T23:59:59Z' }, [3, 2, 1, 0]],
    [{ ids: ['nope', 'also not', randomUUID()] }, []],
    [{ ids: ['nope'] }, []],
    [{ pagination: { limit: '1', offset: 1 } }, [2]],
    [{ limit: 1, offset: 2, orderBy: 'createdAt' }, [2]],
  ])('hold the jobs of %j', async (body, expected) => {
    expect(await filter(body)).toEqual(expected);
  });

  it('hold the jobs of the ids, those of the tenant alone', async () => {
    expect(await filter({ ids: [ids[0], ids[3], ids[4], 'nope'] })).toEqual([3, 0]);
    expect(await filter({ ids: [ids[0], ids[4]], includeDeleted: true })).toEqual([4, 0]);
    const other = (await computeTenant(server)).api;
    expect((await other.post(`${JOBS}/filter`, { ids, includeDeleted: true })).body).toEqual({
      pagination: { total: 0, offset: 0, hasPrevious: false, hasNext: false },
      data: [],
    });
  });

  it('show when a deleted job was deleted', async () => {
    const [job] = (await api.post(`${JOBS}/filter`, { includeDeleted: true, name: 'GONE' })).body.data;
    expect(job).toMatchObject({ name: 'gone', deletedAt: expect.stringMatching(/Z$/) });
    expect(faultsOf({ job, templateInfo: job.templateInfo })).toEqual([]);
  });

  it.each<[string, Violations]>([
    ['?limit=-1', [['pagination.limit', LIMIT]]],
    ['?pagination.limit=x&pagination.offset=1.5', [['pagination.limit', LIMIT], ['pagination.offset', LIMIT]]], // prettier-ignore
    ['?orderBy=id', [['orderBy', ORDER]]],
    ['?orderBy=name%20up&limit=x', [['pagination.limit', LIMIT], ['orderBy', ORDER]]], // prettier-ignore
  ])('refuse %s', async (query, violations) => {
    const { status, body } = await api.get(`${JOBS}${query}`);
    expect([status, body]).toEqual([400, refusedFields(violations)]);
  });

  it.each<[object, Violations]>([
    [{ pagination: 5 }, [['pagination', 'must be an object']]],
    [{ pagination: { limit: -1 } }, [['pagination.limit', LIMIT]]],
    [{ pagination: { offset: {} } }, [['pagination.offset', LIMIT]]],
    [{ orderBy: 'id' }, [['orderBy', ORDER]]],
    [{ orderBy: 5 }, [['orderBy', ORDER]]],
    [{ orderBy: '\u0000' }, [['orderBy', ORDER]]],
    ...['JOB_STATE_NEW', 5, {}, [5], ['NEW'], ['JOB_STATE_NEW', 'x\u0000'], [null]].map(
      (states): [object, Violations] => [{ states }, [['states', 'must hold job states']]],
    ),
    ...['ids', 'templateIds'].flatMap((field): [object, Violations][] => [
      ...['x', 5, {}, [5], [null], [['x']]].map((value): [object, Violations] => [
        { [field]: value },
        [[field, 'must be a list of strings']],
      ]),
      [{ [field]: Array.from({ length: 1001 }, () => 'x') }, [[field, 'must hold at most 1000 strings']]],
      [{ [field]: ['a\u0000'] }, [[field, UNSTORABLE]]],
    ]),
    [{ name: 5 }, [['name', 'must be a string']]],
    [{ name: 'x'.repeat(201) }, [['name', 'must be at most 200 characters']]],
    [{ name: 'a\u0000' }, [['name', UNSTORABLE]]],
    ...['createdAfter', 'createdBefore'].flatMap((field): [object, Violations][] =>
      [5, {}, 'x', '2026-01-01', '2026-02-30T00:00:00Z', '0001-01-01T00:00:00+01:00'].map((value) => [
        { [field]: value },
        [[field, TIME]],
      ]),
    ),
    [{ includeDeleted: 'true' }, [['includeDeleted', 'must be a boolean']]],
    [
      { includeDeleted: 1, states: 1, pagination: { limit: 'x' }, createdAfter: 1, orderBy: 'x', ids: 1 },
      [
        ['pagination.limit', LIMIT],
        ['orderBy', ORDER],
        ['ids', 'must be a list of strings'],
        ['states', 'must hold job states'],
        ['createdAfter', TIME],
        ['includeDeleted', 'must be a boolean'],
      ],
    ],
  ])('odd-input: refuse %j', async (request, violations) => {
    const { status, body } = await api.post(`${JOBS}/filter`, request);
    expect([status, body]).toEqual([400, refusedFields(violations)]);
  });

  it.each(['filter', 'runningTasks'])('%s refuses a body that is no object', async (call) => {
    for (const body of ['[]', '5', 'null', '"x"']) {
      const answer = await api.raw('POST', `${JOBS}/${call}`, { body });
      expect([answer.status, answer.body]).toEqual([400, refusal(3, 'request body must be a JSON object')]);
    }
  });

  describe('of a table with many', () => {
    const crowds = Array.from({ length: 5 }, () => randomUUID());
    const part = { limit: 20, offset: 0, orderBy: 'createdAt', descending: true, isPublic: false } as const;

    beforeAll(async () => {
      await server.query(
        `INSERT INTO compute.jobs (id, tenant_id, template_id, template_owner, template, state, config, params,
          state_timestamps, created_at, deleted_at)
        SELECT gen_random_uuid(), tenant, 'x', tenant, '{}', 'JOB_STATE_COMPLETE', '{}', '{}', '{}',
          now() - n * interval '1 minute', CASE n % 10 WHEN 0 THEN now() END
        FROM unnest($1::uuid[]) AS tenant, generate_series(1, 2000) AS n`,
        [crowds],
      );
      await server.query('ANALYZE compute.jobs');
    });

    const plans = async (owner: string, wanted: JobFilter) => {
      const { count, page, values } = jobList(owner, wanted, part);
      const explain = async (text: string, all: unknown[]) =>
        JSON.stringify(await server.query(`EXPLAIN ${text}`, [...all]));
      return { count: await explain(count.text, values), page: await explain(page.text, [...values, 20, 0]) };
    };

    it.each<[string, JobFilter]>([
      ['the latest', {}],
      ['by state', { states: ['JOB_STATE_FAILED'] }],
      ['deleted ones too', { includeDeleted: true }],
      ['by id', { ids: [randomUUID()] }],
      ['by time', { createdAfter: new Date(0), includeDeleted: true }],
    ])('look at the jobs of the tenant alone: %s', async (_, wanted) => {
      for (const plan of Object.values(await plans(tenantId, wanted))) expect(plan).not.toContain('Seq Scan');
    });

    it('sort nothing for a tenant with many', async () => {
      const { page } = await plans(crowds[0], {});
      expect(page).toContain('jobs_tenant_id_created_at_idx');
      expect(page).not.toContain('Sort');
    });
  });

  it('need the scope to read, which is enough for filters too', async () => {
    const reader = server.client((await server.tenant(undefined, ['compute:read'])).key);
    const writer = server.client((await server.tenant(undefined, ['compute:write'])).key);
    const calls = (client: Client) =>
      Promise.all([
        client.get(JOBS),
        client.get('/v1/customer/info'),
        client.get(`${JOBS}/templates`),
        client.post(`${JOBS}/filter`, {}),
        client.post(`${JOBS}/runningTasks`, {}),
      ]);
    expect((await calls(reader)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    for (const { status, body } of await calls(writer)) {
      expect([status, body]).toEqual([403, refusal(7, 'missing scope compute:read')]);
    }
  });

  it('know the version of the server', async () => {
    const { status, body } = await api.get('/v1/customer/info');
    expect([status, body]).toEqual([200, { version: expect.stringMatching(/^\d+\.\d+\.\d+/), messages: [] }]);
  });

  describe('of running tasks', () => {
    const STATES = ['RUNNING', 'SCHEDULED', 'COMPLETED', 'RUNNING', 'FAILED', 'SCHEDULED'];
    const STARTED = '2026-01-31T12:00:00.123Z';
    const taskIds = STATES.map(() => randomUUID());

    beforeAll(async () => {
      for (const [number, state] of STATES.entries()) {
        await server.query(
          `INSERT INTO compute.steps (id, tenant_id, job_id, role, chunk_number, state, attempt, started_at)
          VALUES ($1, $2, $3, 'app', $4, $5, 2, $6)`,
          [taskIds[number], tenantId, ids[1], number, state, STARTED],
        );
      }
    });

    const expected = () => ({
      data: [
        {
          jobId: ids[1],
          total: 6,
          scheduled: 2,
          running: 2,
          completed: 1,
          failed: 1,
          tasks: [0, 3].map((chunkNumber) => ({
            taskId: taskIds[chunkNumber],
            chunkNumber,
            attempt: 2,
            startedAt: STARTED,
          })),
        },
      ],
    });

    it('count the tasks of each partitioned job', async () => {
      const { status, body } = await api.post(`${JOBS}/runningTasks`);
      expect([status, body]).toEqual([200, expected()]);
    });

    it.each([
      [{}, true],
      [{ jobIds: [] }, true],
      [{ jobIds: null }, true],
      [{ jobIds: ['nope'] }, false],
      [{ job_ids: [randomUUID()] }, false],
    ])('are those of %j', async (body, all) => {
      expect((await api.post(`${JOBS}/runningTasks`, body)).body).toEqual(all ? expected() : { data: [] });
    });

    it('are those of the ids, of the tenant alone', async () => {
      expect((await api.post(`${JOBS}/runningTasks`, { jobIds: ids })).body).toEqual(expected());
      const other = (await computeTenant(server)).api;
      expect((await other.post(`${JOBS}/runningTasks`, { jobIds: ids })).body).toEqual({ data: [] });
    });

    it.each([
      ['x', 'must be a list of strings'],
      [[5], 'must be a list of strings'],
      [['\u0000'], UNSTORABLE],
    ])('odd-input: refuse %j', async (jobIds, description) => {
      const { status, body } = await api.post(`${JOBS}/runningTasks`, { jobIds });
      expect([status, body]).toEqual([400, refusedFields([['jobIds', description]])]);
    });
  });
});
