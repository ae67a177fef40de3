import { formOf, pipelineTenant } from '../support/pipeline';
import type { PipelineTenant } from '../support/pipeline';
import type { Answer } from '../support/client';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

const UNKNOWN = '0198c2a0-0000-7000-8000-00000000000f';

describe('query sets', () => {
  let server: Server;
  let tenant: PipelineTenant;
  let path: string;

  beforeAll(async () => {
    server = await sharedServer();
    tenant = await pipelineTenant(server);
    path = `/api/v2/workspaces/${tenant.workspace}/query_sets`;
  });

  afterAll(() => server?.stop());

  it('are made and shown', async () => {
    const queries = [{ query: 'a', group_name: 'g' }, { query: 'b' }];
    const created = await tenant.api.post(path, { name: '', queries });
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      query_set_id: expect.any(String),
      name: '',
      total_queries: 2,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      created_by: { user_id: expect.any(String), given_name: 'test', family_name: null },
    });
    expect((await tenant.api.get(`${path}/${created.body.query_set_id}`)).text).toBe(created.text);
    const events = await server.query('SELECT type FROM platform.events WHERE subject = $1', [
      created.body.query_set_id,
    ]);
    expect(events).toEqual([{ type: 'quintet.pipeline.query_set.created' }]);
  });

  it('need a name and queries, by the rules of a job', async () => {
    const refused = async (body: unknown) => {
      const answer = await tenant.api.post(path, body);
      return [
        answer.status,
        ...answer.body.detail.map(({ type, loc }: { type: string; loc: string[] }) => [type, ...loc]),
      ];
    };
    expect(await refused({})).toEqual([422, ['missing', 'body', 'name'], ['missing', 'body', 'queries']]);
    expect(await refused({ name: 1, queries: null })).toEqual([
      422,
      ['string_type', 'body', 'name'],
      ['list_type', 'body', 'queries'],
    ]);
    expect(await refused({ name: 'x', queries: [{}] })).toEqual([422, ['missing', 'body', 'queries', 0, 'query']]);
    expect((await tenant.api.post(path, { name: 'x', queries: [] })).body.total_queries).toBe(0);
  });

  it('may have a body of 10 MiB', async () => {
    const own = await pipelineTenant(server);
    const sets = `/api/v2/workspaces/${own.workspace}/query_sets`;
    const queries = Array.from({ length: 10_000 }, (_, index) => ({ query: `${index} ${'x'.repeat(1000)}` }));
    const { status, body } = await own.api.post(sets, { name: 'big', queries });
    expect([status, body.total_queries]).toEqual([201, 10_000]);
    const page = await own.api.get(`${sets}/${body.query_set_id}/queries?limit=100&page_number=100`);
    expect(page.body).toMatchObject({ has_more: false, total: 10_000 });
    expect(page.body.data.at(-1)).toMatchObject({ query: queries[9999].query, absolute_query_index: 9999 });
    const tooBig = await own.api.post(sets, { name: 'x'.repeat(10 * 1024 * 1024), queries: [] });
    expect([tooBig.status, tooBig.body]).toEqual([413, { errors: ['Request body is too large'] }]);
  });

  it('show their queries in pages', async () => {
    const queries = ['a', 'b', 'c'].map((query) => ({ query }));
    const { query_set_id } = (await tenant.api.post(path, { name: 'q', queries })).body;
    const page = async (query: string) => {
      const { body } = await tenant.api.get(`${path}/${query_set_id}/queries${query}`);
      return [body.data.map((one: { query: string }) => one.query).join(''), body.has_more, body.total];
    };
    expect(await page('')).toEqual(['abc', false, 3]);
    expect(await page('?limit=2')).toEqual(['ab', true, 3]);
    expect(await page('?limit=2&page_number=2')).toEqual(['c', false, 3]);
    expect(await page(`?page_number=${Number.MAX_SAFE_INTEGER}`)).toEqual(['', false, 3]);
  });

  describe('as CSV', () => {
    const csv =
      'query,group_name,filters\r\n\'=1+1,A,"{""field"":""a"",""operator"":""=="",""value"":1}"\r\n"a, b",,\r\n';

    async function upload(parts: Record<string, string | File>, headers: Record<string, string> = {}): Promise<Answer> {
      const form = await formOf(parts);
      return tenant.api.raw('POST', `${path}/import`, { body: form.body, headers: { ...form.headers, ...headers } });
    }

    const file = (content: string | Uint8Array<ArrayBuffer>) => new File([content], 'questions.csv');

    it('are imported', async () => {
      const { status, body } = await upload({ file: file(csv), name: 'Mine' });
      expect(status).toBe(201);
      expect(body).toEqual({
        query_set_id: expect.any(String),
        name: 'Mine',
        total_queries: 2,
        created_at: expect.any(String),
        created_by: { user_id: expect.any(String), given_name: 'test', family_name: null },
      });
      const { data } = (await tenant.api.get(`${path}/${body.query_set_id}/queries`)).body;
      const nothing = { filters: null, params: null, group_name: null, query_label: null, query_index: 0 };
      expect(data).toEqual([
        {
          ...nothing,
          query: '=1+1',
          group_name: 'A',
          filters: { field: 'a', operator: '==', value: 1 },
          absolute_query_index: 0,
        },
        { ...nothing, query: 'a, b', absolute_query_index: 1 },
      ]);
      expect((await upload({ file: file(csv) })).body.name).toBe('questions');
    });

    it('are exported as import takes them', async () => {
      const queries = ['=1', "'=1", '-1', '\t', '', '"', 'a\r\nb', '\u{1f600}'].map((query) => ({
        query,
        group_name: query,
        params: { query },
      }));
      const { query_set_id } = (await tenant.api.post(path, { name: 'x', queries })).body;
      const { status, headers, text } = await tenant.api.get(`${path}/${query_set_id}/csv`);
      expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
      expect(headers.get('content-disposition')).toMatch(/^attachment/);
      expect(text.split('\r\n')[1]).toBe(`'=1,'=1,,0,0,,"{""query"":""=1""}"`);
      const again = (await upload({ file: file(text), name: 'x' })).body.query_set_id as string;
      const listed = async (id: string) => (await tenant.api.get(`${path}/${id}/queries`)).body.data as object[];
      expect(await listed(again)).toEqual(await listed(query_set_id as string));
    });

    it('are refused with the first row that is wrong', async () => {
      const refused = async (content: string | Uint8Array<ArrayBuffer>) => {
        const { status, body } = await upload({ file: file(content) });
        return [status, body.errors];
      };
      expect(await refused('query,filters\na,\nb,[]\nc,5')).toEqual([400, ['Row 3: filters is not a JSON object']]);
      expect(await refused('question\na')).toEqual([400, ['Row 1: column query is missing']]);
      expect(await refused(new Uint8Array([0xff, 0xfe]))).toEqual([400, ['File is not UTF-8 text']]);
    });

    it('need a form with a file', async () => {
      const missing = [{ type: 'missing', loc: ['body', 'file'], msg: 'Field required' }];
      expect(await upload({ name: 'x' })).toMatchObject({ status: 422, body: { detail: missing } });
      expect(await tenant.api.post(`${path}/import`, {})).toMatchObject({ status: 422, body: { detail: missing } });
      expect(await tenant.api.post(`${path}/import`)).toMatchObject({ status: 422, body: { detail: missing } });
    });

    it('are imported once for one Idempotency-Key', async () => {
      const key = { 'idempotency-key': 'import' };
      const first = await upload({ file: file(csv) }, key);
      expect((await upload({ file: file(csv) }, key)).text).toBe(first.text);
      expect((await upload({ file: file(`${csv}c`) }, key)).status).toBe(409);
    });

    it('may have 10 MiB and no more', async () => {
      const big = `query\n${`${'x'.repeat(1000)}\n`.repeat(10_000)}`;
      expect((await upload({ file: file(big) })).body.total_queries).toBe(10_000);
      expect((await upload({ file: file(big + 'x'.repeat(500_000)) })).status).toBe(413);
    });
  });

  describe('when deleted', () => {
    it('are gone, unless a job uses them', async () => {
      const { body: used } = await tenant.create({ queries: [{ query: 'q' }] });
      const set = `${path}/${used.query_set_id}`;
      const refused = await tenant.api.delete(set);
      expect([refused.status, refused.body]).toEqual([409, { errors: ['Query set is used by a job'] }]);
      expect((await tenant.api.delete(`${tenant.jobs}/${used.job_id}`)).status).toBe(204);
      const { status, text } = await tenant.api.delete(set);
      expect([status, text]).toEqual([204, '']);
      for (const call of [tenant.api.get(set), tenant.api.get(`${set}/csv`), tenant.api.delete(set)]) {
        expect((await call).body).toEqual({ errors: ['Query set not found'] });
      }
      const sql = 'SELECT type FROM platform.events WHERE subject = $1 ORDER BY position';
      expect(await server.query(sql, [used.query_set_id])).toEqual([
        { type: 'quintet.pipeline.query_set.created' },
        { type: 'quintet.pipeline.query_set.deleted' },
      ]);
    });

    it('while jobs are made of them leave no job without', async () => {
      for (let round = 0; round < 5; round++) {
        const { query_set_id } = (await tenant.api.post(path, { name: 'x', queries: [] })).body;
        const { job_id } = (await tenant.create()).body;
        const answers = await Promise.all([
          tenant.create({ query_set_id }),
          tenant.api.delete(`${path}/${query_set_id}`),
          tenant.api.patch(`${tenant.jobs}/${job_id}`, { query_set_id }),
        ]);
        const [created, deleted, changed] = answers.map(({ status }) => status);
        expect([200, 422]).toContain(changed);
        expect([201, 422]).toContain(created);
        expect(deleted).toBe(created === 201 || changed === 200 ? 409 : 204);
      }
    });

    it('with their workspace are not made beside it', async () => {
      const { workspace_id } = (await tenant.api.post('/api/v1/workspaces', { name: 'going' })).body;
      const sets = `/api/v2/workspaces/${workspace_id}/query_sets`;
      const made = Array.from({ length: 20 }, () => tenant.api.post(sets, { name: 'x', queries: [{ query: 'q' }] }));
      const deleted = await tenant.api.delete('/api/v1/workspaces/going');
      expect(deleted.status).toBe(204);
      for (const { status } of await Promise.all(made)) expect([201, 404]).toContain(status);
    });

    it('of others are as good as none', async () => {
      const other = await pipelineTenant(server);
      const { query_set_id } = (await tenant.api.post(path, { name: 'x', queries: [] })).body;
      const theirs = `/api/v2/workspaces/${other.workspace}/query_sets/${query_set_id}`;
      for (const call of [other.api.delete(theirs), other.api.get(`${theirs}/csv`)]) {
        expect(await call).toMatchObject({ status: 404, body: { errors: ['Query set not found'] } });
      }
      const set = `${path}/${query_set_id}`;
      for (const call of [other.api.delete(set), other.api.get(`${set}/csv`)]) {
        expect(await call).toMatchObject({ status: 404, body: { errors: ['Workspace not found'] } });
      }
      expect((await tenant.api.get(set)).status).toBe(200);
    });
  });

  describe('in pages', () => {
    let own: PipelineTenant;
    let sets: string;
    const ids: string[] = [];

    beforeAll(async () => {
      own = await pipelineTenant(server);
      sets = `/api/v2/workspaces/${own.workspace}/query_sets`;
      for (const name of ['c', 'a', 'e', 'b', 'd']) {
        ids.push((await own.api.post(sets, { name, queries: [] })).body.query_set_id as string);
      }
    });

    async function page(query: string): Promise<unknown[]> {
      const { body } = await own.api.get(sets + query);
      return [body.data.map(({ name }: { name: string }) => name).join(''), body.has_more, body.total];
    }

    it('by number and sort', async () => {
      expect(await page('')).toEqual(['dbeac', false, 5]);
      expect(await page('?order=ASC')).toEqual(['caebd', false, 5]);
      expect(await page('?field=name')).toEqual(['edcba', false, 5]);
      expect(await page('?field=name&order=ASC&limit=2&page_number=2')).toEqual(['cd', true, 5]);
      expect(await page('?limit=2&page_number=3')).toEqual(['c', false, 5]);
      expect(await page('?page_number=2')).toEqual(['', false, 5]);
      expect(await page(`?page_number=${Number.MAX_SAFE_INTEGER}`)).toEqual(['', false, 5]);
    });

    it('by cursor: the nearest ones, whatever the sort', async () => {
      const third = ids[2];
      expect(await page(`?after=${third}`)).toEqual(['ac', false, 5]);
      expect(await page(`?after=${third}&limit=1`)).toEqual(['a', true, 5]);
      expect(await page(`?after=${third}&order=ASC`)).toEqual(['ca', false, 5]);
      expect(await page(`?before=${third}`)).toEqual(['db', false, 5]);
      expect(await page(`?before=${third}&limit=1`)).toEqual(['b', true, 5]);
      expect(await page(`?before=${third}&field=name&order=ASC`)).toEqual(['bd', false, 5]);
      expect(await page(`?after=${ids[0]}`)).toEqual(['', false, 5]);
    });

    it('with parameters that are checked', async () => {
      const refused = async (query: string) => {
        const { status, body } = await own.api.get(sets + query);
        return [
          status,
          ...body.detail.map(({ loc, msg }: { loc: string[]; msg: string }) => `${loc.join('.')}: ${msg}`),
        ];
      };
      expect(await refused('?limit=0&page_number=0&after=x&field=x&order=asc')).toEqual([
        422,
        'query.limit: Input should be greater than or equal to 1',
        'query.page_number: Input should be greater than or equal to 1',
        'query.after: Input should be a valid UUID, invalid character: found `x` at 1',
        "query.field: Input should be 'created_at' or 'name'",
        "query.order: Input should be 'ASC' or 'DESC'",
      ]);
      expect(await refused('?limit=101')).toEqual([422, 'query.limit: Input should be less than or equal to 100']);
      expect(await refused(`?page_number=1&after=${ids[0]}`)).toEqual([
        422,
        'query: Value error, page_number cannot be combined with before or after',
      ]);
      expect(await refused(`?before=${ids[0]}&after=${ids[0]}`)).toEqual([
        422,
        'query: Value error, before and after cannot be combined',
      ]);
      const answer = await own.api.get(`${sets}?after=${UNKNOWN}`);
      expect([answer.status, answer.body]).toEqual([404, { errors: ['Cursor not found'] }]);
    });
  });
});
