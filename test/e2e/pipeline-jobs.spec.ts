import { addFiles, misfits, pipelineTenant } from '../support/pipeline';
import type { PipelineTenant } from '../support/pipeline';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

const UNKNOWN = '0198c2a0-0000-7000-8000-00000000000f';
const NEVER = { errors: ['A started job cannot be changed'] };
const LATE = { errors: ['Only name, description and concurrency can be changed after a start'] };

describe('pipeline jobs', () => {
  let server: Server;
  let tenant: PipelineTenant;

  beforeAll(async () => {
    server = await sharedServer();
    tenant = await pipelineTenant(server);
  });

  afterAll(() => server?.stop());

  const become = (id: string, status: string) =>
    server.query('UPDATE pipeline.jobs SET status = $2 WHERE id = $1', [id, status]);

  async function eventsOf(subject: string): Promise<string[]> {
    const rows = await server.query<{ type: string }>(
      'SELECT type FROM platform.events WHERE subject = $1 ORDER BY position',
      [subject],
    );
    return rows.map(({ type }) => type.replace('quintet.pipeline.', ''));
  }

  describe('in a list', () => {
    let own: PipelineTenant;
    let set: string;
    const ids: string[] = [];

    beforeAll(async () => {
      own = await pipelineTenant(server);
      const path = `/api/v2/workspaces/${own.workspace}/query_sets`;
      set = (await own.api.post(path, { name: 's', queries: [{ query: 'q' }] })).body.query_set_id as string;
      const changes = [
        { name: 'c' },
        { name: "it's", queries: [{ query: 'q' }] },
        { name: 'e', execution_mode: 'PER_FILE' },
        { name: 'b', query_set_id: set },
      ];
      for (const change of changes) ids.push((await own.create(change)).body.job_id as string);
      await server.query("UPDATE pipeline.jobs SET status = 'ENDED', executed_at = now() WHERE id = $1", [ids[0]]);
      await server.query("UPDATE pipeline.jobs SET status = 'FAILED', executed_at = now() WHERE id = $1", [ids[2]]);
    });

    async function page(query: string): Promise<unknown[]> {
      const { status, body } = await own.api.get(own.jobs + query);
      if (status !== 200) return [status, body];
      return [body.data.map(({ name }: { name: string }) => name[0]).join(''), body.has_more, body.total];
    }

    const filtered = async (filter: string) => (await page(`?filter=${encodeURIComponent(filter)}`))[0];

    it('are what GET answers, without their queries', async () => {
      const { body } = await own.api.get(own.jobs);
      expect(body.data).toHaveLength(4);
      for (const job of body.data as { job_id: string }[]) {
        const { body: one } = await own.api.get(`${own.jobs}/${job.job_id}`);
        expect(job).toEqual({ ...one, queries: null });
        expect(misfits(201, job)).toEqual([]);
      }
    });

    it('come in pages by number, cursor and sort', async () => {
      expect(await page('')).toEqual(['beic', false, 4]);
      expect(await page('?order=ASC&limit=3')).toEqual(['cie', true, 4]);
      expect(await page('?field=name&order=ASC&limit=2&page_number=2')).toEqual(['ei', false, 4]);
      expect(await page('?field=status&order=ASC')).toEqual(['ibce', false, 4]);
      expect(await page('?field=executed_at')).toEqual(['ecbi', false, 4]);
      expect(await page('?field=executed_at&order=ASC')).toEqual(['ceib', false, 4]);
      expect(await page(`?after=${ids[2]}`)).toEqual(['ic', false, 4]);
      expect(await page(`?before=${ids[1]}&order=ASC&limit=1`)).toEqual(['e', true, 4]);
      expect(await page(`?after=${UNKNOWN}`)).toEqual([404, { errors: ['Cursor not found'] }]);
    });

    it('are filtered', async () => {
      const { created_at } = (await own.api.get(`${own.jobs}/${ids[2]}`)).body;
      expect(await filtered("name eq 'it''s' or name eq 'c'")).toBe('ic');
      expect(await filtered("not (name eq 'c')")).toBe('bei');
      expect(await filtered("name gt 'b' and name lt 'f'")).toBe('ec');
      expect(await filtered("status eq 'CREATED' and execution_mode eq 'ACROSS_FILES'")).toBe('bi');
      expect(await filtered(`query_set_id eq ${set}`)).toBe('b');
      expect(await filtered(`query_set_id ne '${set.toUpperCase()}'`)).toBe('eic');
      expect(await filtered('query_set_id eq null')).toBe('ec');
      expect(await filtered('query_set_id ne null')).toBe('bi');
      expect(await filtered(`pipeline_id eq ${UNKNOWN}`)).toBe('');
      expect(await filtered(`created_at eq ${created_at}`)).toContain('e');
      expect(await filtered(`created_at lt 2020-01-01 or '2020-01-01T00:00:00Z' gt created_at`)).toBe('');
      const condition = encodeURIComponent("status eq 'CREATED'");
      expect(await page(`?limit=1&filter=${condition}`)).toEqual(['b', true, 2]);
      expect(await page(`?after=${ids[2]}&filter=${condition}`)).toEqual(['i', false, 2]);
    });

    it('are not filtered by what is no filter', async () => {
      const refused = (msg: string) => [422, { detail: [{ type: 'value_error', loc: ['query', 'filter'], msg }] }];
      const reason = 'Value error, invalid filter: unknown field tenantId';
      expect(await page("?filter=tenantId%20eq%20'x'")).toEqual(refused(reason));
      expect(await page('?filter=')).toEqual(refused('Value error, invalid filter: unexpected end'));
      const both = await own.api.get(`${own.jobs}?limit=0&field=x&filter=x`);
      expect(both.body.detail.map(({ loc }: { loc: string[] }) => loc[1])).toEqual(['limit', 'field', 'filter']);
      const message = "Input should be 'created_at', 'name', 'status' or 'executed_at'";
      expect(both.body.detail[1].msg).toBe(message);
    });
  });

  describe('when changed', () => {
    const patch = (job: string, body: unknown) => tenant.api.patch(`${tenant.jobs}/${job}`, body);

    async function made(changes: object = {}): Promise<string> {
      return (await tenant.create(changes)).body.job_id as string;
    }

    it('show what was given, and who gave it', async () => {
      const job = (await tenant.create({ description: 'd', concurrency: 7 })).body;
      const { status, body } = await patch(job.job_id as string, { name: '', description: null, concurrency: null });
      expect(status).toBe(200);
      expect(body).toEqual({
        ...job,
        name: '',
        description: null,
        concurrency: 3,
        last_edited_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        last_edited_by: job.created_by,
      });
      expect((await tenant.api.get(`${tenant.jobs}/${job.job_id}`)).body).toEqual(body);
      expect(await eventsOf(job.job_id as string)).toEqual(['job.created', 'job.updated']);
    });

    it('by nothing stay as they are', async () => {
      const job = (await tenant.create({ queries: [{ query: 'q' }] })).body;
      for (const body of [{}, { unknown: 1 }]) {
        const answer = await patch(job.job_id as string, body);
        expect([answer.status, answer.body]).toEqual([200, job]);
      }
      expect(await eventsOf(job.job_id as string)).toEqual(['job.created']);
    });

    it('take queries in place of a query set, and the reverse', async () => {
      const sets = `/api/v2/workspaces/${tenant.workspace}/query_sets`;
      const job = await made({ queries: [{ query: 'a' }] });
      const filled = { filters: null, params: null, group_name: null, query_label: null, query_index: 0 };
      const asked = await patch(job, { name: 'n', queries: [{ query: 'b' }, { query: 'c', group_name: 'g' }] });
      const ownSet = asked.body.query_set_id as string;
      expect(asked.body).toMatchObject({
        total_requests: 2,
        queries: [
          { ...filled, query: 'b', absolute_query_index: 0 },
          { ...filled, query: 'c', group_name: 'g', absolute_query_index: 1 },
        ],
      });
      expect((await tenant.api.get(`${sets}/${ownSet}`)).body).toMatchObject({ name: 'n', total_queries: 2 });
      expect(await eventsOf(ownSet)).toEqual(['query_set.created']);
      const { query_set_id } = (await tenant.api.post(sets, { name: 's', queries: [{ query: 'x' }] })).body;
      expect((await patch(job, { query_set_id })).body).toMatchObject({
        query_set_id,
        queries: null,
        total_requests: 1,
      });
      expect((await patch(job, { queries: null })).body).toMatchObject({ query_set_id });
      expect((await patch(job, { queries: [] })).body).toMatchObject({
        query_set_id: null,
        queries: [],
        total_requests: 0,
      });
      expect((await patch(job, { query_set_id: null })).body).toMatchObject({ query_set_id: null, queries: null });
      expect((await tenant.api.get(`${sets}/${ownSet}`)).status).toBe(200);
    });

    it('are estimated again where that depends on it', async () => {
      const own = await pipelineTenant(server);
      await addFiles(server, own, [
        { name: 'a', meta: { a: 1 } },
        { name: 'b', meta: {} },
      ]);
      const queries = [{ query: 'q', filters: { field: 'a', operator: '==', value: 1 } }, { query: 'r' }];
      const { job_id } = (await own.create({ queries })).body;
      const total = async (body: object) =>
        (await own.api.patch(`${own.jobs}/${job_id}`, body)).body.total_requests as number;
      expect(await total({ name: 'x' })).toBe(2);
      expect(await total({ execution_mode: 'PER_FILE' })).toBe(3);
      expect(await total({ queries: [...queries, ...queries] })).toBe(6);
      expect(await total({ execution_mode: 'ACROSS_FILES' })).toBe(4);
    });

    it('are refused what is not valid, with all of it told', async () => {
      const job = await made();
      const refused = async (body: unknown) => {
        const answer = await patch(job, body);
        expect(misfits(422, answer.body)).toEqual([]);
        const detail = answer.body.detail as { loc: string[]; msg: string }[];
        return [answer.status, ...detail.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`)];
      };
      expect(await refused({ name: null, pipeline_id: null, execution_mode: null, concurrency: 21 })).toEqual([
        422,
        'body.name: Input should be a valid string',
        'body.pipeline_id: UUID input should be a string, bytes or UUID object',
        "body.execution_mode: Input should be 'PER_FILE' or 'ACROSS_FILES'",
        'body.concurrency: Input should be less than or equal to 20',
      ]);
      expect(await refused({ pipeline_id: UNKNOWN, query_set_id: UNKNOWN })).toEqual([
        422,
        'body.pipeline_id: Value error, pipeline not found',
        'body.query_set_id: Value error, query set not found',
      ]);
      expect(await refused({ queries: [], query_set_id: UNKNOWN })).toEqual([
        422,
        'body: Value error, queries and query_set_id cannot be used together',
      ]);
      const answer = await tenant.api.raw('PATCH', `${tenant.jobs}/${job}`);
      expect(answer.body.detail).toEqual([{ type: 'missing', loc: ['body'], msg: 'Field required' }]);
    });

    it('are refused what their state forbids, after everything else', async () => {
      const job = await made();
      await become(job, 'STARTED');
      for (const body of [{}, { name: 'x' }])
        expect(await patch(job, body)).toMatchObject({ status: 409, body: NEVER });
      expect((await patch(job, { pipeline_id: UNKNOWN })).status).toBe(422);
      for (const status of ['ENDED', 'FAILED']) {
        await become(job, status);
        expect((await patch(job, { name: status, concurrency: 2 })).body).toMatchObject({ name: status, status });
        expect(await patch(job, { name: 'no', queries: [] })).toMatchObject({ status: 409, body: LATE });
        expect(await patch(job, { pipeline_id: tenant.pipeline })).toMatchObject({ status: 409, body: LATE });
        expect((await tenant.api.get(`${tenant.jobs}/${job}`)).body.name).toBe(status);
      }
    });

    it('can be those of a pipeline that is gone', async () => {
      const own = await pipelineTenant(server);
      const { job_id } = (await own.create()).body;
      await server.query('UPDATE pipeline.pipelines SET deleted_at = now() WHERE id = $1', [own.pipeline]);
      expect((await own.api.patch(`${own.jobs}/${job_id}`, { name: 'x' })).status).toBe(200);
      expect((await own.api.patch(`${own.jobs}/${job_id}`, { pipeline_id: own.pipeline })).status).toBe(422);
    });

    it('by many at once keep every change', async () => {
      const job = await made();
      const changes = [{ name: 'x' }, { description: 'y' }, { concurrency: 9 }, { execution_mode: 'PER_FILE' }];
      await Promise.all(changes.map((change) => patch(job, change)));
      expect((await tenant.api.get(`${tenant.jobs}/${job}`)).body).toMatchObject(
        Object.assign({}, ...changes) as object,
      );
    });
  });

  describe('when deleted', () => {
    it('go with their items and links; the query set stays', async () => {
      const { job_id, query_set_id } = (await tenant.create({ queries: [{ query: 'q' }] })).body;
      await server.query(
        `INSERT INTO pipeline.items (id, job_id, ordinal, position, query, query_index, absolute_query_index, status)
         VALUES (gen_random_uuid(), $1, 0, 0, 'q', 0, 0, 'SUCCEEDED')`,
        [job_id],
      );
      await server.query(
        `INSERT INTO pipeline.shared_jobs (id, tenant_id, workspace_id, job_id, expiration_date, login_required, created_by)
         VALUES (gen_random_uuid(), $1, $2, $3, now(), false, '{}')`,
        [tenant.id, tenant.workspace, job_id],
      );
      const { status, text } = await tenant.api.delete(`${tenant.jobs}/${job_id}`);
      expect([status, text]).toEqual([204, '']);
      expect((await tenant.api.get(`${tenant.jobs}/${job_id}`)).body).toEqual({ errors: ['Job not found'] });
      expect((await tenant.api.delete(`${tenant.jobs}/${job_id}`)).status).toBe(404);
      const left = 'SELECT job_id FROM pipeline.items UNION SELECT job_id FROM pipeline.shared_jobs';
      expect(await server.query(`SELECT * FROM (${left}) l WHERE job_id = $1`, [job_id])).toEqual([]);
      expect((await tenant.api.get(`/api/v2/workspaces/${tenant.workspace}/query_sets/${query_set_id}`)).status).toBe(
        200,
      );
      expect(await eventsOf(job_id as string)).toEqual(['job.created', 'job.deleted']);
    });

    it('are not started', async () => {
      const { job_id } = (await tenant.create()).body;
      await become(job_id as string, 'STARTED');
      const { status, body } = await tenant.api.delete(`${tenant.jobs}/${job_id}`);
      expect([status, body]).toEqual([409, { errors: ['A started job cannot be deleted'] }]);
      for (const state of ['ENDED', 'FAILED']) {
        const { body: job } = await tenant.create();
        await become(job.job_id as string, state);
        expect((await tenant.api.delete(`${tenant.jobs}/${job.job_id}`)).status).toBe(204);
      }
    });
  });

  it('of others are as good as none', async () => {
    const other = await pipelineTenant(server);
    const { job_id } = (await tenant.create()).body;
    const noJob = [404, { errors: ['Job not found'] }];
    const noWorkspace = [404, { errors: ['Workspace not found'] }];
    const answer = async (path: string, method: string, body?: string) => {
      const { status, body: said } = await other.api.raw(method, path, { body });
      return [status, said];
    };
    for (const id of [job_id, UNKNOWN]) {
      expect(await answer(`${other.jobs}/${id}`, 'PATCH', '{}')).toEqual(noJob);
      expect(await answer(`${other.jobs}/${id}`, 'DELETE')).toEqual(noJob);
      expect(await answer(`${tenant.jobs}/${id}`, 'PATCH', '{}')).toEqual(noWorkspace);
      expect(await answer(`${tenant.jobs}/${id}`, 'DELETE')).toEqual(noWorkspace);
    }
    expect(await answer(tenant.jobs, 'GET')).toEqual(noWorkspace);
    expect(await answer(other.jobs, 'GET')).toEqual([200, { data: [], has_more: false, total: 0 }]);
    expect((await answer(`${tenant.jobs}/x`, 'PATCH', '{"name":5}'))[0]).toBe(422);
  });
});
