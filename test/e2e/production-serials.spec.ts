import type { Client } from '../support/client';
import { Shop } from '../support/production-shop';
import type { Route } from '../support/production-shop';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const failure = (message: string, statusCode = 400) => ({
  statusCode,
  statusMessage: { 400: 'Bad Request', 404: 'Not Found', 409: 'Conflict' }[statusCode],
  message,
});

describe('serials', () => {
  let server: Server;
  let shop: Shop;
  let api: Client;
  let route: Route;

  beforeAll(async () => {
    server = await sharedServer();
  });

  beforeEach(async () => {
    shop = await Shop.open(server);
    api = shop.api;
    route = await shop.route(['Cut', 'Mill', 'Inspect']);
  });

  afterAll(() => server?.stop());

  const audit = () =>
    server.query<Record<string, unknown>>('SELECT * FROM production.audit WHERE tenant_id = $1 ORDER BY seq', [
      shop.tenantId,
    ]);

  it('makes units at the first step, in a row from SN-00001', async () => {
    const { jobId, pathId, stepIds } = route;
    const { status, body } = await api.post('/api/serials', { jobId, pathId, quantity: 3, userId: 'ann' });
    expect(status).toBe(201);
    expect(body).toEqual(
      [1, 2, 3].map((number) => ({
        id: `SN-0000${number}`,
        jobId,
        pathId,
        currentStepIndex: 0,
        currentStepId: stepIds[0],
        status: 'in_progress',
        forceCompleted: false,
        createdAt: expect.stringMatching(TIME),
        updatedAt: body[0].createdAt,
      })),
    );
    const statuses = await api.get('/api/serials/SN-00002/step-statuses');
    expect(statuses.body).toEqual(
      ['in_progress', 'pending', 'pending'].map((state, index) => ({
        stepId: stepIds[index],
        stepName: ['Cut', 'Mill', 'Inspect'][index],
        stepOrder: index,
        status: state,
        optional: false,
        dependencyType: 'preferred',
        hasOverride: false,
      })),
    );
  });

  it('writes one audit row and one event of a batch, and a visit of each unit', async () => {
    const { jobId, pathId, stepIds } = route;
    await api.post('/api/serials', { jobId, pathId, quantity: 4, userId: 'ann' });
    expect(await audit()).toMatchObject([
      {
        action: 'serial_created',
        user_id: 'ann',
        first_serial: '1',
        batch_quantity: 4,
        job_id: jobId,
        path_id: pathId,
        serial_number: null,
      },
    ]);
    const { body } = await api.get('/platform/v1/events?type=quintet.production.serials.*');
    expect(body.data).toMatchObject([
      {
        type: 'quintet.production.serials.created',
        subject: pathId,
        data: { jobId, pathId, quantity: 4, first: 'SN-00001', last: 'SN-00004', userId: 'ann' },
      },
    ]);
    const visits = await server.query(
      'SELECT step_id, visit FROM production.step_visits WHERE tenant_id = $1 AND path_id = $2',
      [shop.tenantId, pathId],
    );
    expect(visits).toEqual(Array(4).fill({ step_id: stepIds[0], visit: 1 }));
  });

  it('attaches a certificate to all of a batch', async () => {
    const { jobId, pathId, stepIds } = route;
    await server.query(
      `INSERT INTO production.certs (tenant_id, id, type, name, metadata)
        VALUES ($1, 'cert_1', 'material', 'Mill certificate', '{"heat":"H-1"}')`,
      [shop.tenantId],
    );
    const made = await api.post('/api/serials', { jobId, pathId, quantity: 2, certId: 'cert_1', userId: 'ann' });
    expect(made.status).toBe(201);
    const { body } = await api.get('/api/serials/SN-00002');
    expect(body.certs).toEqual([
      {
        id: 'cert_1',
        type: 'material',
        name: 'Mill certificate',
        metadata: { heat: 'H-1' },
        createdAt: expect.stringMatching(TIME),
      },
    ]);
    const attached = await server.query(
      'SELECT serial_number, step_id, attached_by FROM production.cert_attachments WHERE tenant_id = $1 ORDER BY seq',
      [shop.tenantId],
    );
    expect(attached).toEqual(
      ['1', '2'].map((number) => ({ serial_number: number, step_id: stepIds[0], attached_by: 'ann' })),
    );
  });

  it.each<[object, string, number?]>([
    [{}, 'jobId is required'],
    [{ jobId: ' ' }, 'jobId is required'],
    [{ jobId: 'J' }, 'pathId is required'],
    [{ jobId: 'J', pathId: 5 }, 'pathId is required'],
    [{ jobId: 'J', pathId: 'P' }, 'quantity is required'],
    [{ jobId: 'J', pathId: 'P', quantity: '5' }, 'quantity is required'],
    [{ jobId: 'J', pathId: 'P', quantity: 0 }, 'quantity must be greater than 0'],
    [{ jobId: 'J', pathId: 'P', quantity: -0.5 }, 'quantity must be greater than 0'],
    [{ jobId: 'J', pathId: 'P', quantity: 1.5 }, 'quantity must be an integer'],
    [{ jobId: 'J', pathId: 'P', quantity: 10001 }, 'quantity must be at most 10000'],
    [{ jobId: 'J', pathId: 'P', quantity: 1, certId: 5 }, 'certId must be a string'],
    [{ jobId: 'J', pathId: 'P', quantity: 1, userId: 5 }, 'userId must be a string'],
    [{ jobId: 'J', pathId: 'P', quantity: 1 }, 'Path not found: P', 404],
  ])('refuses to make %j', async (body, message, status = 400) => {
    const answer = await api.post('/api/serials', body);
    expect([answer.status, answer.body]).toEqual([status, failure(message, status)]);
  });

  it('refuses to make units of what does not fit together, and uses no number', async () => {
    const { jobId, pathId } = route;
    const other = await shop.route(['Cut']);
    const bare = await shop.route(['Cut']);
    await server.query('UPDATE production.steps SET removed_at = now() WHERE path_id = $1', [bare.pathId]);
    const stranger = await (await Shop.open(server)).route(['Cut']);
    const cases: [object, string, number?][] = [
      [{ jobId: 'job_none', pathId }, 'Job not found: job_none', 404],
      [{ jobId: stranger.jobId, pathId }, `Job not found: ${stranger.jobId}`, 404],
      [{ jobId, pathId: stranger.pathId }, `Path not found: ${stranger.pathId}`, 404],
      [{ jobId: other.jobId, pathId }, `Path ${pathId} does not belong to job ${other.jobId}`],
      [{ jobId: bare.jobId, pathId: bare.pathId }, 'path.steps must not be empty'],
      [{ jobId, pathId, certId: 'cert_none' }, 'Certificate not found: cert_none'],
    ];
    for (const [body, message, status = 400] of cases) {
      const answer = await api.post('/api/serials', { ...body, quantity: 1 });
      expect([answer.status, answer.body]).toEqual([status, failure(message, status)]);
    }
    expect(await shop.units(route)).toEqual(['SN-00001']);
  });

  it('shows a unit with its version', async () => {
    const [id] = await shop.units(route);
    const { status, body, headers } = await api.get(`/api/serials/${id}`);
    expect([status, headers.get('etag'), body.certs]).toEqual([200, '"1"', []]);
    await api.post(`/api/serials/${id}/advance`);
    expect((await api.get(`/api/serials/${id}`)).headers.get('etag')).toBe('"2"');
  });

  it('lists units by number, filtered', async () => {
    const { jobId, pathId, stepIds } = route;
    const other = await shop.route([{ name: 'Weld', optional: true }, 'Paint'], { mode: 'flexible' });
    await server.query('UPDATE production.steps SET assigned_to = $2 WHERE id = $1', [stepIds[0], 'user_ann']);
    await shop.units(route, 3);
    await shop.units(other, 2);
    await api.post('/api/serials/SN-00002/scrap', { reason: 'damaged' });
    await api.post('/api/serials/SN-00003/force-complete');
    const { body } = await api.get('/api/serials');
    const common = { jobId, jobName: 'JOB-1', pathId, pathName: 'Main route', createdAt: expect.stringMatching(TIME) };
    expect(body.slice(0, 3)).toEqual([
      {
        id: 'SN-00001',
        ...common,
        currentStepIndex: 0,
        currentStepName: 'Cut',
        assignedTo: 'user_ann',
        status: 'in-progress',
      },
      {
        id: 'SN-00002',
        ...common,
        currentStepIndex: 0,
        currentStepName: 'Scrapped',
        assignedTo: 'user_ann',
        status: 'scrapped',
        scrapReason: 'damaged',
      },
      {
        id: 'SN-00003',
        ...common,
        currentStepIndex: -1,
        currentStepName: 'Completed',
        status: 'completed',
        forceCompleted: true,
      },
    ]);
    const filtered = async (query: string) =>
      ((await api.get(`/api/serials?${query}`)).body as { id: string }[]).map(({ id }) => id.slice(-1)).join('');
    expect(await filtered('')).toBe('12345');
    expect(await filtered(`jobId=${other.jobId}`)).toBe('45');
    expect(await filtered(`pathId=${pathId}`)).toBe('123');
    expect(await filtered(`stepId=${stepIds[0]}`)).toBe('12');
    expect(await filtered('status=in-progress')).toBe('145');
    expect(await filtered('status=completed')).toBe('3');
    expect(await filtered(`status=scrapped&jobId=${other.jobId}`)).toBe('');
    expect(await filtered('q=sn-00004')).toBe('4');
    expect(await filtered('q=job-1')).toBe('12345');
    expect(await filtered('q=%25')).toBe('');
    expect((await api.get('/api/serials?status=lost')).body).toEqual(
      failure('status must be one of: in-progress, completed, scrapped'),
    );
    expect((await api.get('/api/serials?limit=0')).body).toEqual(failure('limit must be between 1 and 1000'));
    expect((await api.get('/api/serials?cursor=x')).body).toEqual(failure('cursor is invalid'));
  });

  it('pages by the Link header', async () => {
    await shop.units(route, 5);
    const seen: string[] = [];
    let next: string | undefined = '/api/serials?limit=2';
    while (next) {
      const { body, headers } = await api.get(next);
      seen.push(...(body as { id: string }[]).map(({ id }) => id));
      next = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual([1, 2, 3, 4, 5].map((number) => `SN-0000${number}`));
  });

  it('deletes a unit with all but its audit, and never uses its number again', async () => {
    const [id] = await shop.units(route);
    await api.post(`/api/serials/${id}/advance`);
    const answer = await api.delete(`/api/serials/${id}`);
    expect([answer.status, answer.body]).toEqual([200, { success: true, deletedSerialId: id }]);
    expect((await api.get(`/api/serials/${id}`)).body).toEqual(failure(`SerialNumber not found: ${id}`, 404));
    expect(await shop.units(route)).toEqual(['SN-00002']);
    const actions = (await audit()).map(({ action }) => action);
    expect(actions).toEqual(['serial_created', 'serial_advanced', 'serial_deleted', 'serial_created']);
    const { body } = await api.get(`/platform/v1/events?subject=${id}&type=quintet.production.serial.deleted`);
    expect(body.data).toHaveLength(1);
  });

  it.each(['If-Match', 'expectedStepId'])('does not delete a unit that moved, by %s', async (how) => {
    const [id] = await shop.units(route);
    await api.post(`/api/serials/${id}/advance`);
    const stale =
      how === 'If-Match'
        ? await api.delete(`/api/serials/${id}`, { 'if-match': '"1"' })
        : await api.raw('DELETE', `/api/serials/${id}`, {
            body: JSON.stringify({ expectedStepId: route.stepIds[0] }),
            headers: { 'content-type': 'application/json' },
          });
    expect(stale.status).toBe(409);
    expect((await api.delete(`/api/serials/${id}`, { 'if-match': '"2"' })).status).toBe(200);
  });

  it.each(['SN-1', 'SN-000001', 'SN-99999', 'SN-00000', 'sn-00001', 'x%00y', 'SN-99999999999999999999'])(
    'knows no unit %s',
    async (id) => {
      await shop.units(route);
      const { status, body } = await api.get(`/api/serials/${id}`);
      expect([status, body]).toEqual([404, failure(`SerialNumber not found: ${decodeURIComponent(id)}`, 404)]);
    },
  );

  it('shows nothing of it to another tenant', async () => {
    const [id] = await shop.units(route);
    const stranger = server.client((await server.tenant()).key);
    const [step] = route.stepIds;
    const own = `/api/serials/${id}`;
    const [A, B] = [failure(`SerialNumber not found: ${id}`, 404), failure(`Serial not found: ${id}`, 404)];
    const waiver = { reason: 'x', approverId: 'y' };
    const answers: [Promise<{ body: unknown }>, object][] = [
      [stranger.get(own), A],
      [stranger.delete(own), A],
      [stranger.post(`${own}/advance`), A],
      [stranger.post(`${own}/advance-to`, {}), B],
      [stranger.post(`${own}/scrap`, {}), B],
      [stranger.post(`${own}/force-complete`), B],
      [stranger.post(`${own}/send-back`, {}), B],
      [stranger.get(`${own}/history`), B],
      [stranger.get(`${own}/step-statuses`), failure('Serial not found', 404)],
      [stranger.post(`${own}/complete-deferred/${step}`), B],
      [stranger.post(`${own}/waive-step/${step}`, waiver), B],
      [stranger.delete(`${own}/overrides/${step}`), B],
      [stranger.post(`${own}/overrides`, { serialIds: [id], stepId: step, reason: 'x' }), B],
    ];
    for (const [answer, expected] of answers) expect((await answer).body).toEqual(expected);
    expect((await stranger.get('/api/serials')).body).toEqual([]);
    expect((await stranger.get(`${own}/overrides`)).body).toEqual([]);
    const bulk = await stranger.post('/api/serials/advance', { serialIds: [id] });
    expect(bulk.body.results).toEqual([{ serialId: id, success: false, error: `SerialNumber not found: ${id}` }]);
    expect((await api.get(own)).headers.get('etag')).toBe('"1"');
  });
});
