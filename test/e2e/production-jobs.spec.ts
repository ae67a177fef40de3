import type { Answer, Client } from '../support/client';
import { expectRefusal } from '../support/production-checks';
import { Shop, typesOf } from '../support/production-shop';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const FULL = {
  name: 'JOB-2024-001',
  goalQuantity: 50,
  jiraTicketKey: 'PI-42',
  jiraTicketSummary: 'Build 50 aluminum housings',
  jiraPartNumber: 'ALU-HOUSING-7075',
  jiraPriority: 'High',
  jiraEpicLink: 'PI-10',
  jiraLabels: ['Q1-2024', 'rush'],
};
describe('production jobs', () => {
  let server: Server;
  let shop: Shop;
  let api: Client;

  beforeAll(async () => {
    server = await sharedServer();
  });
  beforeEach(async () => {
    shop = await Shop.open(server);
    api = shop.api;
  });
  afterAll(() => server?.stop());

  const make = async (fields: object = {}): Promise<string> =>
    (await api.post('/api/jobs', { name: 'J', goalQuantity: 10, ...fields })).body.id as string;
  const names = ({ body }: Answer): string[] => (body as { name: string }[]).map(({ name }) => name);
  const yesterday = () => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

  describe('GET /api/jobs/{id}', () => {
    it('shows the job with its paths, its progress and an ETag', async () => {
      const made = await api.post('/api/jobs', FULL);
      const id = made.body.id as string;
      const route = await shop.route([{ name: 'Milling', location: 'Bay 3' }], { jobId: id, name: 'First', goal: 40 });
      await shop.fill(route, { inProgress: 1, completed: 2 });
      const { pathId: second } = await shop.route(['Milling'], { jobId: id, name: 'Second' });
      const { status, body, headers } = await api.get(`/api/jobs/${id}`);
      expect(status).toBe(200);
      expect(headers.get('etag')).toBe('"1"');
      expect(Object.keys(body)).toEqual([...Object.keys(made.body), 'paths', 'progress']);
      expect(body).toMatchObject(made.body);
      expect(body.paths).toEqual([
        {
          id: route.pathId,
          jobId: id,
          name: 'First',
          goalQuantity: 40,
          advancementMode: 'strict',
          steps: [
            {
              id: expect.stringMatching(/^step_/),
              name: 'Milling',
              order: 0,
              location: 'Bay 3',
              optional: false,
              dependencyType: 'preferred',
            },
          ],
          createdAt: expect.stringMatching(TIME),
          updatedAt: expect.stringMatching(TIME),
        },
        expect.objectContaining({ id: second, name: 'Second' }),
      ]);
      expect(body.progress).toMatchObject({ totalGoal: 50, totalCompleted: 2, totalSerials: 3, progressPercent: 4 });
    });

    it.each(['job_absent', 'x%00y'])('knows no %s', async (id) => {
      expectRefusal(await api.get(`/api/jobs/${id}`), 404, `Job not found: ${decodeURIComponent(id)}`);
    });
  });

  describe('GET /api/jobs', () => {
    it('lists by rank, then without a rank by creation, then rank 0, in pages', async () => {
      const ids: string[] = [];
      for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) ids.push(await make({ name }));
      await server.query(
        `UPDATE production.jobs SET priority = ranked.rank FROM unnest($1::text[], $2::int[]) AS ranked (id, rank)
          WHERE jobs.id = ranked.id`,
        [
          [ids[0], ids[1], ids[3], ids[4]],
          [0, 2, 1, 0],
        ],
      );
      const order = ['d', 'b', 'c', 'f', 'a', 'e'];
      expect(names(await api.get('/api/jobs'))).toEqual(order);
      const paged: string[] = [];
      let path: string | undefined = '/api/jobs?limit=2';
      for (let page = 0; path !== undefined && page < 10; page++) {
        const answer: Answer = await api.get(path);
        paged.push(...names(answer));
        path = /^<(.+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1];
      }
      expect(paged).toEqual(order);
      const [ranked] = (await api.get('/api/jobs?limit=1')).body as object[];
      expect(Object.keys(ranked)).toEqual(['id', 'name', 'goalQuantity', 'priority', 'createdAt', 'updatedAt']);
    });

    it('filters', async () => {
      const open = await make({ name: 'open 50%', jiraTicketKey: 'PI-1', dueDate: yesterday() });
      const done = await make({ name: 'done', goalQuantity: 2, dueDate: yesterday() });
      await shop.pathWith(done, { completed: 2 });
      await shop.pathWith(open, { completed: 2 });
      await make({ name: 'later', jiraTicketKey: 'PI-12', dueDate: '9999-12-31' });
      const tag = (await api.post('/api/tags', { name: 'T' })).body.id as string;
      await api.put(`/api/jobs/${done}/tags`, { tagIds: [tag] });
      const cases: [string, string[]][] = [
        ['status=open', ['open 50%', 'later']],
        ['status=completed', ['done']],
        [`tag=${tag}`, ['done']],
        ['tag=tag_none', []],
        ['jiraTicketKey=PI-1', ['open 50%']],
        ['overdue=true', ['open 50%']],
        ['overdue=false', ['done', 'later']],
        ['dueBefore=9999-12-31', ['open 50%', 'done']],
        [`dueBefore=${yesterday()}`, []],
        ['q=OPEN', ['open 50%']],
        ['q=%25', ['open 50%']],
        ['q=pi-1', ['open 50%', 'later']],
        [`q=${done.toUpperCase()}`, ['done']],
        ['q=_pen', []],
        [`status=open&overdue=true&q=open&jiraTicketKey=PI-1`, ['open 50%']],
        ['status=&q=', ['open 50%', 'done', 'later']],
      ];
      for (const [query, expected] of cases) {
        const answer = await api.get(`/api/jobs?${query}`);
        expect([query, names(answer)]).toEqual([query, expected]);
      }
    });

    it.each([
      ['limit=0', 'limit must be between 1 and 1000'],
      ['limit=1001', 'limit must be between 1 and 1000'],
      ['limit=x', 'limit must be between 1 and 1000'],
      ['cursor=x', 'cursor is invalid'],
      [`cursor=${Buffer.from('[1]').toString('base64url')}`, 'cursor is invalid'],
      [`cursor=${Buffer.from('["a","b"]').toString('base64url')}`, 'cursor is invalid'],
      ['status=late', 'status must be one of: open, completed'],
      ['overdue=yes', 'overdue must be one of: true, false'],
      ['dueBefore=2030-02-30', 'dueBefore must be a date (YYYY-MM-DD)'],
      ['q=%00', 'q must not contain null characters'],
    ])('refuses %s', async (query, message) => {
      expectRefusal(await api.get(`/api/jobs?${query}`), 400, message);
    });

    it('shows nothing of another tenant', async () => {
      const id = await make({ name: 'mine' });
      const other = server.client((await server.tenant()).key);
      expect((await other.get('/api/jobs')).body).toEqual([]);
      expect((await other.get('/api/jobs/progress')).body).toEqual([]);
      const gone = `Job not found: ${id}`;
      expectRefusal(await other.get(`/api/jobs/${id}`), 404, gone);
      expectRefusal(await other.put(`/api/jobs/${id}`, { name: 5 }), 404, gone);
      expectRefusal(await other.delete(`/api/jobs/${id}`), 404, gone);
      expectRefusal(await other.get(`/api/jobs/${id}/tags`), 404, gone);
      expectRefusal(await other.put(`/api/jobs/${id}/tags`, {}), 404, gone);
      const own = (await other.post('/api/jobs', { name: 'theirs', goalQuantity: 1 })).body.id as string;
      expectRefusal(await other.patch('/api/jobs/priorities', { priorities: [{ jobId: id, priority: 1 }] }), 404, gone);
      expect((await other.get(`/api/jobs/${own}`)).body.priority).toBeUndefined();
    });
  });

  describe('PUT /api/jobs/{id}', () => {
    it('changes name, goal and due date, and nothing that it knows of Jira', async () => {
      const { body: made } = await api.post('/api/jobs', FULL);
      const change = {
        name: ' New ',
        goalQuantity: 60,
        dueDate: '9999-01-02',
        jiraTicketKey: 5,
        jiraLabels: 'x',
        id: 'y',
      };
      const { status, body, headers } = await api.put(`/api/jobs/${made.id}`, change);
      expect(status).toBe(200);
      expect(headers.get('etag')).toBe('"2"');
      expect(body).toEqual({
        ...made,
        name: 'New',
        goalQuantity: 60,
        dueDate: '9999-01-02',
        overdue: false,
        updatedAt: expect.stringMatching(TIME),
      });
      expect(body.updatedAt > made.updatedAt).toBe(true);
      expect(Object.keys(body).slice(9, 11)).toEqual(['dueDate', 'overdue']);
      const cleared = (await api.put(`/api/jobs/${made.id}`, { dueDate: null })).body;
      expect(cleared).toMatchObject({ name: 'New', goalQuantity: 60 });
      expect(cleared).not.toHaveProperty('dueDate');
      expect(cleared).not.toHaveProperty('overdue');
      expect(typesOf(await shop.events(made.id as string))).toEqual(['job.created', 'job.updated', 'job.updated']);
    });

    it('refreshes updatedAt even by {}', async () => {
      const id = await make();
      const before = (await api.get(`/api/jobs/${id}`)).body.updatedAt as string;
      const { status, body } = await api.put(`/api/jobs/${id}`, {});
      expect(status).toBe(200);
      expect(body.updatedAt > before).toBe(true);
      expect((await api.put(`/api/jobs/${id}`)).status).toBe(200);
    });

    it.each([
      [{ name: null }, 'name cannot be empty'],
      [{ name: ' ' }, 'name cannot be empty'],
      [{ name: 5, goalQuantity: 0 }, 'name cannot be empty'],
      [{ name: 'x'.repeat(501) }, 'name must be at most 500 characters'],
      [{ name: 'a\u0000' }, 'name must not contain null characters'],
      [{ goalQuantity: null }, 'goalQuantity must be a number'],
      [{ goalQuantity: '5' }, 'goalQuantity must be a number'],
      [{ goalQuantity: 0 }, 'goalQuantity must be greater than 0'],
      [{ goalQuantity: 1.5 }, 'goalQuantity must be an integer'],
      [{ goalQuantity: 2147483648 }, 'goalQuantity must be at most 2147483647'],
      [{ dueDate: '2030-02-30' }, 'dueDate must be a date (YYYY-MM-DD)'],
    ])('refuses %j', async (change, message) => {
      const id = await make();
      expectRefusal(await api.put(`/api/jobs/${id}`, change), 400, message);
      expectRefusal(await api.put('/api/jobs/job_absent', change), 404, 'Job not found: job_absent');
    });

    it('refuses a body that is no object', async () => {
      const id = await make();
      expectRefusal(await api.put(`/api/jobs/${id}`, []), 400, 'Request body must be a JSON object');
    });

    it('refuses what has changed since it was read', async () => {
      const id = await make();
      const etag = (await api.get(`/api/jobs/${id}`)).headers.get('etag')!;
      const racing = await Promise.all(
        Array.from({ length: 8 }, (_, n) => api.put(`/api/jobs/${id}`, { name: `n${n}` }, { 'if-match': etag })),
      );
      expect(racing.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(409)]);
      const stale = await api.put(`/api/jobs/${id}`, { name: 'late' }, { 'if-match': etag });
      expectRefusal(stale, 409, 'Resource has changed since it was read');
      const refused = await api.delete(`/api/jobs/${id}`, { 'if-match': etag });
      expectRefusal(refused, 409, 'Resource has changed since it was read');
      expect((await api.put(`/api/jobs/${id}`, { name: 'any' }, { 'if-match': '*' })).headers.get('etag')).toBe('"3"');
    });
  });

  describe('DELETE /api/jobs/{id}', () => {
    it('deletes, and tells of it', async () => {
      const id = await make();
      const { status, text } = await api.delete(`/api/jobs/${id}`, { 'content-type': 'application/json' });
      expect([status, text]).toEqual([204, '']);
      expectRefusal(await api.delete(`/api/jobs/${id}`), 404, `Job not found: ${id}`);
      expect(typesOf(await shop.events(id))).toEqual(['job.created', 'job.deleted']);
    });

    it('refuses while there are paths', async () => {
      const id = await make();
      await shop.route(['Milling'], { jobId: id });
      await shop.route(['Milling'], { jobId: id });
      const message = 'Cannot delete job: it has 2 path(s). Remove all paths first.';
      expectRefusal(await api.delete(`/api/jobs/${id}`), 400, message);
    });

    it('refuses while a bill of material names it', async () => {
      const id = await make();
      const entry = { partType: 'Bolt', requiredQuantityPerBuild: 2, contributingJobIds: [id, id] };
      const bom = { name: 'B', entries: [entry, { ...entry, partType: 'Nut' }, { ...entry, contributingJobIds: [] }] };
      const made = await api.post('/api/bom', bom);
      expect(made.status).toBe(201);
      const message = 'Cannot delete job: it is referenced by 2 BOM entry/entries. Remove BOM references first.';
      expectRefusal(await api.delete(`/api/jobs/${id}`), 400, message);
      await api.put(`/api/bom/${made.body.id}`, { entries: [{ ...entry, contributingJobIds: [] }] });
      expect((await api.delete(`/api/jobs/${id}`)).status).toBe(204);
    });

    it.each(['null', '[]', '5', '"text"'])('takes no body %s, as no route does', async (body) => {
      for (const route of ['jobs', 'tags', 'paths', 'templates', 'library/processes', 'library/locations']) {
        const answer = await api.raw('DELETE', `/api/${route}/x`, {
          body,
          headers: { 'content-type': 'application/json' },
        });
        expectRefusal(answer, 400, 'Request body must be a JSON object');
      }
    });

    it('goes behind its units, its paths and what bills of material say of it', async () => {
      const id = await make();
      const { pathId } = await shop.route(['A'], { jobId: id });
      const [unit] = await shop.units({ jobId: id, pathId });
      const entry = { partType: 'Bolt', requiredQuantityPerBuild: 1 };
      const bom = await api.post('/api/bom', { name: 'B', entries: [{ ...entry, contributingJobIds: [id] }] });
      const [job, path] = [`/api/jobs/${id}`, `/api/paths/${pathId}`];
      const underPaths = 'Cannot delete job: it has 1 path(s). Remove all paths first.';
      expectRefusal(await api.delete(job), 400, underPaths);
      expectRefusal(await api.delete(path), 400, 'Cannot delete path with serial numbers attached');
      expect((await api.delete(`/api/serials/${unit}`)).body).toEqual({ success: true, deletedSerialId: unit });
      expectRefusal(await api.delete(job), 400, underPaths);
      expect((await api.delete(path)).body).toEqual({ success: true });
      const named = 'Cannot delete job: it is referenced by 1 BOM entry/entries. Remove BOM references first.';
      expectRefusal(await api.delete(job), 400, named);
      expect((await api.put(`/api/bom/${bom.body.id}`, { entries: [entry] })).status).toBe(200);
      expect((await api.delete(job)).status).toBe(204);
      for (const table of ['paths', 'steps', 'serials', 'unit_tallies']) {
        expect(await server.query(`SELECT FROM production.${table} WHERE tenant_id = $1`, [shop.tenantId])).toEqual([]);
      }
      const actions = ((await api.get(`/api/audit/serial/${unit}`)).body as { action: string }[]).map(
        (row) => row.action,
      );
      expect(actions).toEqual(['serial_created', 'serial_deleted']);
    });

    it('leaves no unit without a path when one is deleted under a creation', async () => {
      const jobId = await make();
      for (let round = 0; round < 20; round++) {
        const { pathId } = await shop.route(['A'], { jobId });
        const calls = [
          () => api.delete(`/api/paths/${pathId}`),
          () => api.post('/api/serials', { jobId, pathId, quantity: 2 }),
        ];
        const answers = await Promise.all((round % 2 ? calls : calls.reverse()).map((call) => call()));
        const [deleted, made] = (round % 2 ? answers : answers.reverse()).map(({ status }) => status);
        expect([
          [200, 404],
          [400, 201],
        ]).toContainEqual([deleted, made]);
        const units = await server.query('SELECT FROM production.serials WHERE path_id = $1', [pathId]);
        expect(units).toHaveLength(made === 201 ? 2 : 0);
      }
    });

    it('meets a path that is being added without an orphan or a fault', async () => {
      for (let round = 0; round < 20; round++) {
        const id = await make();
        const path = { jobId: id, name: 'P', goalQuantity: 1, steps: [{ name: 'S' }] };
        const calls = [() => api.delete(`/api/jobs/${id}`), () => api.post('/api/paths', path)];
        const answers = await Promise.all(
          round % 2 ? calls.map((call) => call()) : calls.reverse().map((call) => call()),
        );
        const [status, added] = (round % 2 ? answers : answers.reverse()).map((answer) => answer.status);
        expect([
          [204, 404],
          [400, 201],
        ]).toContainEqual([status, added]);
        const paths = await server.query('SELECT FROM production.paths WHERE job_id = $1', [id]);
        expect(paths).toHaveLength(added === 201 ? 1 : 0);
      }
    });
  });
});
