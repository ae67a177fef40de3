import { Client } from 'pg';
import { Shop } from '../support/production-shop';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';
import { waitFor } from '../support/wait-for';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const MODES = 'advancementMode must be one of: strict, flexible, per_step';
const TYPES = 'steps[0].dependencyType must be one of: physical, preferred, completion_gate';
const STRANGE = 'path_000000000000';
const names = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `S${index}` }));

describe('paths', () => {
  let server: Server;
  let shop: Shop;
  let jobId: string;

  beforeAll(async () => {
    server = await sharedServer();
    shop = await Shop.open(server);
    jobId = await shop.job();
    await shop.user('user_ada', 'Ada');
    await shop.user('user_gone', 'Gone', false);
  });

  afterAll(() => server?.stop());

  describe('POST /api/paths', () => {
    it('makes a path with its steps, and fills in what is not given', async () => {
      const { status, body, headers } = await shop.path({
        jobId,
        name: '  Main route ',
        steps: [
          { name: ' Saw ', location: 'Hall 1', assignedTo: 'user_ada', optional: true, dependencyType: 'physical' },
          {
            name: 'Mill',
            location: null,
            assignedTo: null,
            optional: null,
            dependencyType: null,
            id: 'step_x',
            order: 9,
          },
        ],
      });
      expect(status).toBe(201);
      expect(headers.get('location')).toBe(`/api/paths/${body.id}`);
      expect(Object.keys(body)).toEqual([
        'id',
        'jobId',
        'name',
        'goalQuantity',
        'advancementMode',
        'steps',
        'createdAt',
        'updatedAt',
      ]);
      expect(body).toEqual({
        id: expect.stringMatching(/^path_[A-Za-z0-9_-]{12}$/),
        jobId,
        name: 'Main route',
        goalQuantity: 10,
        advancementMode: 'strict',
        steps: [
          {
            id: expect.stringMatching(/^step_[A-Za-z0-9_-]{12}$/),
            name: 'Saw',
            order: 0,
            location: 'Hall 1',
            assignedTo: 'user_ada',
            optional: true,
            dependencyType: 'physical',
          },
          { id: expect.any(String), name: 'Mill', order: 1, optional: false, dependencyType: 'preferred' },
        ],
        createdAt: expect.stringMatching(TIME),
        updatedAt: body.createdAt,
      });
      expect(Object.keys(body.steps[0])).toEqual([
        'id',
        'name',
        'order',
        'location',
        'assignedTo',
        'optional',
        'dependencyType',
      ]);
      expect(await shop.events(body.id as string)).toEqual([
        {
          type: 'path.created',
          subject: body.id,
          data: {
            jobId,
            pathId: body.id,
            name: 'Main route',
            goalQuantity: 10,
            advancementMode: 'strict',
          },
        },
      ]);
    });

    it.each([
      [{ name: undefined, goalQuantity: 0 }, 'name is required'],
      [{ name: 5 }, 'name is required'],
      [{ name: 'x'.repeat(501) }, 'name must be at most 500 characters'],
      [{ goalQuantity: undefined, advancementMode: 'x' }, 'goalQuantity is required'],
      [{ goalQuantity: '5' }, 'goalQuantity must be a number'],
      [{ goalQuantity: 0 }, 'goalQuantity must be greater than 0'],
      [{ goalQuantity: 1.5 }, 'goalQuantity must be an integer'],
      [{ goalQuantity: 2147483648 }, 'goalQuantity must be at most 2147483647'],
      [{ advancementMode: 'fast', steps: [] }, MODES],
      [{ advancementMode: 5 }, MODES],
      [{ steps: undefined, jobId: undefined }, 'steps is required'],
      [{ steps: null }, 'steps is required'],
      [{ steps: {} }, 'steps is required'],
      [{ steps: [] }, 'steps is required'],
      [{ steps: names(201) }, 'steps must have at most 200 items'],
      [{ steps: [{}] }, 'steps[0].name is required'],
      [{ steps: [null] }, 'steps[0].name is required'],
      [{ steps: ['Saw'] }, 'steps[0].name is required'],
      [{ steps: [{ name: 'A' }, { name: ' ' }] }, 'steps[1].name is required'],
      [{ steps: [{ name: 'x'.repeat(501) }] }, 'steps[0].name must be at most 500 characters'],
      [{ steps: [{ name: 'A\u0000' }] }, 'steps[0].name must not contain null characters'],
      [{ steps: [{ name: 'A', optional: 'yes', dependencyType: 'x' }] }, 'steps[0].optional must be a boolean'],
      [{ steps: [{ name: 'A', dependencyType: 'x' }] }, TYPES],
      [{ steps: [{ name: 'A', location: 5 }] }, 'steps[0].location must be a string'],
      [{ steps: [{ name: 'A', location: 'x'.repeat(10001) }] }, 'steps[0].location must be at most 10000 characters'],
      [{ steps: [{ name: 'A', assignedTo: 5 }] }, 'steps[0].assignedTo must be a string'],
      [{ jobId: undefined }, 'jobId is required'],
      [{ jobId: ' ' }, 'jobId is required'],
      [{ jobId: 7 }, 'jobId is required'],
      [{ steps: [{ name: 'A', assignedTo: 'user_none' }], jobId: 'job_none' }, 'User not found or inactive'],
      [{ steps: [{ name: 'A', assignedTo: 'user_gone' }] }, 'User not found or inactive'],
      [{ steps: [{ name: 'A', assignedTo: '' }] }, 'User not found or inactive'],
    ])('refuses %j', async (changes, message) => {
      const { status, body } = await shop.path({ jobId, ...changes });
      expect([status, body]).toEqual([400, { statusCode: 400, statusMessage: 'Bad Request', message }]);
    });

    it('takes 200 steps, and refuses a job that there is not', async () => {
      expect((await shop.path({ jobId, steps: names(200) })).body.steps).toHaveLength(200);
      const { status, body } = await shop.path({ jobId: 'job_000000000000' });
      expect([status, body.message]).toEqual([404, 'Job not found: job_000000000000']);
    });

    it('makes one path of requests with one key', async () => {
      const body = { name: 'Once', goalQuantity: 1, jobId, steps: [{ name: 'A' }] };
      const one = await shop.api.post('/api/paths', body, { 'idempotency-key': 'path' });
      const other = await shop.api.post('/api/paths', body, { 'idempotency-key': 'path' });
      expect([other.status, other.text]).toEqual([201, one.text]);
    });

    it('waits for a job that is being deleted, and leaves no orphan', async () => {
      const { body: job } = await shop.api.post('/api/jobs', { name: 'Doomed', goalQuantity: 1 });
      const deleter = new Client({ connectionString: server.databaseUrl });
      await deleter.connect();
      await deleter.query('BEGIN');
      await deleter.query('DELETE FROM production.jobs WHERE id = $1', [job.id]);
      const creation = shop.path({ jobId: job.id });
      await waitFor(
        async () =>
          (
            await server.query(
              `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%KEY SHARE%'`,
            )
          ).length,
        { what: 'the creation to wait' },
      );
      await deleter.query('COMMIT');
      await deleter.end();
      const { status, body } = await creation;
      expect([status, body.message]).toEqual([404, `Job not found: ${job.id}`]);
    });
  });

  describe('GET /api/paths', () => {
    it('lists by creation, by job, by text, page by page', async () => {
      const other = await Shop.open(server);
      expect((await other.api.get('/api/paths')).body).toEqual([]);
      const { body: second } = await other.api.post('/api/jobs', { name: 'B', goalQuantity: 1 });
      const made: { id: string }[] = [];
      const ofFirst = { jobId: await other.job() };
      for (const fields of [{ ...ofFirst, name: 'First' }, { ...ofFirst, name: '50%' }, { jobId: second.id }]) {
        made.push((await other.path(fields)).body);
      }
      const ids = async (query: string) =>
        (await other.api.get(`/api/paths${query}`)).body.map(({ id }: { id: string }) => id) as string[];
      const all = made.map(({ id }) => id);
      expect((await other.api.get('/api/paths')).body).toEqual(made);
      expect(await ids(`?jobId=${second.id}`)).toEqual([all[2]]);
      expect(await ids('?jobId=job_none')).toEqual([]);
      expect(await ids('?q=fIRS')).toEqual([all[0]]);
      expect(await ids('?q=0%25')).toEqual([all[1]]);
      const page = await other.api.get('/api/paths?limit=2');
      expect(page.body).toEqual(made.slice(0, 2));
      const next = /^<(\/api\/paths\?limit=2&cursor=[^>]+)>; rel="next"$/.exec(page.headers.get('link')!)![1];
      const rest = await other.api.get(next);
      expect([rest.body, rest.headers.get('link')]).toEqual([made.slice(2), null]);
    });

    it.each([
      ['limit=0', 'limit must be between 1 and 1000'],
      ['limit=1001', 'limit must be between 1 and 1000'],
      ['cursor=x', 'cursor is invalid'],
    ])('refuses ?%s', async (query, message) => {
      const { status, body } = await shop.api.get(`/api/paths?${query}`);
      expect([status, body.message]).toEqual([400, message]);
    });
  });

  describe('distribution', () => {
    it('counts units by step, with ties, and those that finished', async () => {
      const { body: path } = await shop.path({
        jobId,
        steps: [{ name: 'A', location: 'Hall' }, { name: 'B' }, { name: 'C' }],
      });
      const [a, b, c] = path.steps.map(({ id }: { id: string }) => id);
      const row = (
        stepId: string,
        stepName: string,
        stepOrder: number,
        serialCount: number,
        isBottleneck: boolean,
      ) => ({
        stepId,
        stepName,
        stepOrder,
        serialCount,
        completedCount: 3,
        isBottleneck,
      });
      const on = { jobId, pathId: path.id };
      for (const id of await shop.units(on, 3)) await shop.force(id);
      const empty = await shop.api.get(`/api/paths/${path.id}`);
      expect(empty.body.distribution.map(({ isBottleneck }: { isBottleneck: boolean }) => isBottleneck)).toEqual([
        false,
        false,
        false,
      ]);
      await shop.units(on, 2);
      await shop.units(on, 2, 1);
      await shop.units(on, 1, 2);
      for (const id of await shop.units(on, 4, 2)) await shop.scrap(id);
      const { status, body, headers } = await shop.api.get(`/api/paths/${path.id}`);
      expect([status, headers.get('etag')]).toEqual([200, '"1"']);
      const distribution = [
        { ...row(a, 'A', 0, 2, true), location: 'Hall' },
        row(b, 'B', 1, 2, true),
        row(c, 'C', 2, 1, false),
      ];
      expect(body).toEqual({ ...path, distribution });
      expect(Object.keys(body.distribution[0])).toEqual([
        'stepId',
        'stepName',
        'stepOrder',
        'location',
        'serialCount',
        'completedCount',
        'isBottleneck',
      ]);
      const { body: lone } = await shop.path({ jobId });
      const batch = await shop.api.post('/api/paths/batch-distributions', {
        pathIds: [path.id, STRANGE, lone.id, path.id, '\u0000'],
      });
      expect([batch.status, batch.body]).toEqual([
        200,
        {
          [path.id]: { distribution, completedCount: 3 },
          [lone.id]: {
            distribution: [{ ...row(lone.steps[0].id, 'Saw', 0, 0, false), completedCount: 0 }],
            completedCount: 0,
          },
        },
      ]);
    });

    it.each([
      [{}, 'pathIds must have at least one item'],
      [{ pathIds: 'x' }, 'pathIds must have at least one item'],
      [{ pathIds: [] }, 'pathIds must have at least one item'],
      [{ pathIds: Array(101).fill('x') }, 'Cannot fetch more than 100 paths at once'],
      [{ pathIds: [5] }, 'pathIds must be an array of strings'],
    ])('refuses %j', async (request, message) => {
      const { status, body } = await shop.api.post('/api/paths/batch-distributions', request);
      expect([status, body.message]).toEqual([400, message]);
    });
  });

  describe('PUT /api/paths/{id}', () => {
    it('changes what is given, and refreshes updatedAt by {} too', async () => {
      const { body: path } = await shop.path({ jobId });
      const url = `/api/paths/${path.id}`;
      const { status, body } = await shop.api.put(url, {
        name: ' New ',
        goalQuantity: 7,
        advancementMode: 'per_step',
        jobId: 5,
        id: 'x',
      });
      expect(status).toBe(200);
      expect(body).toEqual({
        ...path,
        name: 'New',
        goalQuantity: 7,
        advancementMode: 'per_step',
        updatedAt: expect.stringMatching(TIME),
      });
      const again = await shop.api.put(url, {});
      expect(again.body).toEqual({ ...body, updatedAt: again.body.updatedAt });
      expect(again.body.updatedAt > body.updatedAt).toBe(true);
      expect((await shop.events(path.id as string)).map(({ type }) => type)).toEqual([
        'path.created',
        'path.updated',
        'path.updated',
      ]);
    });

    it.each([
      [{ name: null, goalQuantity: 0 }, 'name is required'],
      [{ goalQuantity: null }, 'goalQuantity is required'],
      [{ goalQuantity: -1 }, 'goalQuantity must be greater than 0'],
      [{ advancementMode: 'x' }, MODES],
      [{ steps: null }, 'steps is required'],
      [{ steps: [] }, 'steps is required'],
      [{ steps: names(201) }, 'steps must have at most 200 items'],
      [{ steps: [{ name: 'A', id: 5 }] }, 'steps[0].id must be a string'],
      [{ steps: [{ name: 'A', optional: 1 }] }, 'steps[0].optional must be a boolean'],
      [{ steps: [{ name: 'A', dependencyType: 'x' }] }, TYPES],
      [{ steps: [{ name: 'A', assignedTo: 'user_gone' }] }, 'User not found or inactive'],
    ])('refuses %j', async (changes, message) => {
      const { body: path } = await shop.path({ jobId });
      const { status, body } = await shop.api.put(`/api/paths/${path.id}`, changes);
      expect([status, body.message]).toEqual([400, message]);
      const { distribution: _, ...unchanged } = (await shop.api.get(`/api/paths/${path.id}`)).body;
      expect(unchanged).toEqual(path);
    });

    it('looks for the path before the fields, and for what the caller read before the steps', async () => {
      const missing = await shop.api.put(`/api/paths/${STRANGE}`, { name: null });
      expect([missing.status, missing.body.message]).toEqual([404, `Path not found: ${STRANGE}`]);
      const { body: path } = await shop.path({ jobId });
      const url = `/api/paths/${path.id}`;
      const etag = (await shop.api.get(url)).headers.get('etag')!;
      expect((await shop.api.put(url, {}, { 'if-match': etag })).status).toBe(200);
      for (const change of [
        () => shop.api.put(url, { steps: [{ name: 'A', id: 'step_x' }] }, { 'if-match': etag }),
        () => shop.api.delete(url, { 'if-match': etag }),
      ]) {
        const { status, body } = await change();
        expect([status, body.message]).toEqual([409, 'Resource has changed since it was read']);
      }
      expect((await shop.api.put(url, {}, { 'if-match': '*' })).status).toBe(200);
    });
  });

  describe('PATCH /api/paths/{id}/advancement-mode', () => {
    it('changes the mode', async () => {
      const { body: path } = await shop.path({ jobId });
      const url = `/api/paths/${path.id}/advancement-mode`;
      const { status, body } = await shop.api.patch(url, { advancementMode: 'flexible' });
      expect([status, body]).toEqual([200, { ...path, advancementMode: 'flexible', updatedAt: body.updatedAt }]);
      for (const [request, message] of [
        [{}, 'advancementMode is required'],
        [{ advancementMode: null }, 'advancementMode is required'],
        [{ advancementMode: 'x' }, MODES],
      ] as const) {
        const refusal = await shop.api.patch(url, request);
        expect([refusal.status, refusal.body.message]).toEqual([400, message]);
      }
      const missing = await shop.api.patch(`/api/paths/${STRANGE}/advancement-mode`, {});
      expect([missing.status, missing.body.message]).toEqual([404, `Path not found: ${STRANGE}`]);
    });
  });

  describe('DELETE /api/paths/{id}', () => {
    it.each([
      ['in progress', { inProgress: 1 }],
      ['completed', { completed: 1 }],
      ['scrapped', { scrapped: 1 }],
    ])('refuses a path with a unit that is %s', async (_, units) => {
      const { pathId } = await shop.pathWith(jobId, units);
      const answer = await shop.api.delete(`/api/paths/${pathId}`);
      expect([answer.status, answer.body.message]).toEqual([400, 'Cannot delete path with serial numbers attached']);
    });

    it('deletes a path without units, one with steps taken off too', async () => {
      const { body: path } = await shop.path({ jobId });
      await shop.api.put(`/api/paths/${path.id}`, { steps: [{ name: 'Other' }] });
      const { status, body } = await shop.api.delete(`/api/paths/${path.id}`);
      expect([status, body]).toEqual([200, { success: true }]);
      const again = await shop.api.delete(`/api/paths/${path.id}`);
      expect([again.status, again.body.message]).toEqual([404, `Path not found: ${path.id}`]);
      expect((await shop.events(path.id as string)).map(({ type }) => type)).toEqual([
        'path.created',
        'path.updated',
        'path.deleted',
      ]);
    });
  });

  describe('PATCH /api/steps/{id}', () => {
    it('assigns a step, and takes it from everybody', async () => {
      const { body: path } = await shop.path({ jobId });
      const [step] = path.steps;
      const url = `/api/steps/${step.id}/assign`;
      const { status, body } = await shop.api.patch(url, { userId: 'user_ada' });
      expect([status, body]).toEqual([200, { ...step, assignedTo: 'user_ada' }]);
      for (const [request, message] of [
        [{}, 'userId is required'],
        [{ userId: 5 }, 'userId must be a string'],
        [{ userId: 'user_none' }, 'User not found or inactive'],
        [{ userId: 'user_gone' }, 'User not found or inactive'],
        [{ userId: '' }, 'User not found or inactive'],
      ] as const) {
        const refusal = await shop.api.patch(url, request);
        expect([refusal.status, refusal.body.message]).toEqual([400, message]);
      }
      expect((await shop.api.patch(url, { userId: null })).body).toEqual(step);
      const { headers, body: now } = await shop.api.get(`/api/paths/${path.id}`);
      expect([headers.get('etag'), now.updatedAt > path.updatedAt]).toEqual(['"3"', true]);
      expect((await shop.events(step.id as string)).map(({ type, data }) => [type, data])).toEqual([
        ['step.assigned', expect.objectContaining({ jobId, pathId: path.id, assignedTo: 'user_ada' })],
        ['step.assigned', expect.objectContaining({ assignedTo: null })],
      ]);
    });

    it('configures a step with what is valid', async () => {
      const { body: path } = await shop.path({ jobId });
      const [step] = path.steps;
      const url = `/api/steps/${step.id}/config`;
      const config = async (request: object) => (await shop.api.patch(url, request)).body;
      expect(await config({ optional: true, dependencyType: 'nope' })).toEqual({ ...step, optional: true });
      expect(await config({ optional: 'no', dependencyType: 'physical' })).toEqual({
        ...step,
        optional: true,
        dependencyType: 'physical',
      });
      for (const request of [{}, { optional: 1 }, { optional: null, dependencyType: {} }, { name: 'X' }]) {
        const refusal = await shop.api.patch(url, request);
        expect([refusal.status, refusal.body.message]).toEqual([400, 'No valid fields to update']);
      }
      expect((await shop.events(step.id as string)).map(({ type }) => type)).toEqual([
        'step.configured',
        'step.configured',
      ]);
    });

    it.each(['assign', 'config'])('%s does not know steps that are not there or taken off', async (action) => {
      const { body: path } = await shop.path({ jobId });
      await shop.api.put(`/api/paths/${path.id}`, { steps: [{ name: 'Other' }] });
      for (const id of ['step_000000000000', path.steps[0].id, '%00']) {
        const { status, body } = await shop.api.patch(`/api/steps/${id}/${action}`, {});
        expect([status, body.message]).toEqual([404, `ProcessStep not found: ${decodeURIComponent(id)}`]);
      }
    });
  });

  it('shows nothing to another tenant', async () => {
    const { body: path } = await shop.path({ jobId });
    const stranger = await Shop.open(server);
    const [pathUrl, stepUrl] = [`/api/paths/${path.id}`, `/api/steps/${path.steps[0].id}`];
    for (const { status, body } of [
      await stranger.api.get(pathUrl),
      await stranger.api.put(pathUrl, {}),
      await stranger.api.delete(pathUrl),
      await stranger.api.patch(`${pathUrl}/advancement-mode`, { advancementMode: 'strict' }),
    ]) {
      expect([status, body.message]).toEqual([404, `Path not found: ${path.id}`]);
    }
    for (const action of ['assign', 'config']) {
      const { status } = await stranger.api.patch(`${stepUrl}/${action}`, { userId: null, optional: true });
      expect(status).toBe(404);
    }
    expect((await stranger.path({ jobId })).status).toBe(404);
    const user = await stranger.path({ jobId: await stranger.job(), steps: [{ name: 'A', assignedTo: 'user_ada' }] });
    expect([user.status, user.body.message]).toEqual([400, 'User not found or inactive']);
    expect((await stranger.api.post('/api/paths/batch-distributions', { pathIds: [path.id] })).body).toEqual({});
    expect((await stranger.api.get(`/api/paths?jobId=${jobId}`)).body).toEqual([]);
  });
});
