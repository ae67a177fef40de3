import { Shop } from '../support/production-shop';
import type { Route } from '../support/production-shop';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';
import type { Answer, Client } from '../support/client';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const NOTHING = 'cert_AAAAAAAAAAAA';

const refusal = (statusCode: number, message: string) => ({
  statusCode,
  statusMessage: { 400: 'Bad Request', 404: 'Not Found', 409: 'Conflict' }[statusCode],
  message,
});

function deep(levels: number): object {
  let value: object = {};
  for (let level = 1; level < levels; level++) value = { value };
  return value;
}

describe('certificates', () => {
  let server: Server;
  let api: Client;
  let other: Client;
  let shop: Shop;
  let route: Route;
  let units: string[];

  beforeAll(async () => {
    server = await sharedServer();
    shop = await Shop.open(server);
    api = shop.api;
    other = (await Shop.open(server)).api;
    route = await shop.route(['Cut', 'Mill', 'Inspect']);
    units = await shop.units(route, 12);
  });

  afterAll(() => server?.stop());

  const makeCert = async (name = 'Mill cert') => (await api.post('/api/certs', { type: 'material', name })).body.id;
  const attach = (serialId: string, body: object, headers?: Record<string, string>) =>
    api.post(`/api/serials/${serialId}/attach-cert`, body, headers);
  const expectRefusal = ({ status, text }: Answer, statusCode: number, message: string) => {
    expect(text).toBe(JSON.stringify(refusal(statusCode, message)));
    expect(status).toBe(statusCode);
  };
  const audits = () =>
    server.query<{ serial_number: string; cert_id: string; user_id: string }>(
      `SELECT * FROM production.audit WHERE tenant_id = $1 AND action = 'cert_attached' ORDER BY seq`,
      [shop.tenantId],
    );
  const events = async (type: string) =>
    (await api.get(`/platform/v1/events?type=quintet.production.${type}&limit=1000`)).body.data;

  describe('POST /api/certs', () => {
    it('makes a certificate, its keys in order', async () => {
      const metadata = { z: 1, a: { __proto__: null, '2': [null, 'x\u0000'] }, '10': 'ten' };
      const { status, body, text } = await api.post('/api/certs', { type: 'process', name: ' Anodize ', metadata });
      expect(status).toBe(201);
      expect(Object.keys(body)).toEqual(['id', 'type', 'name', 'metadata', 'createdAt']);
      expect(body).toMatchObject({ type: 'process', name: 'Anodize', metadata });
      expect(body.id).toMatch(/^cert_[A-Za-z0-9_-]{12}$/);
      expect(body.createdAt).toMatch(TIME);
      expect((await api.get(`/api/certs/${body.id}`)).text).toBe(text);
      expect((await events('cert.created')).map(({ subject }: { subject: string }) => subject)).toContain(body.id);
    });

    it('leaves absent metadata out', async () => {
      for (const metadata of [undefined, null]) {
        const { status, body } = await api.post('/api/certs', { type: 'material', name: 'x'.repeat(500), metadata });
        expect([status, Object.keys(body)]).toEqual([201, ['id', 'type', 'name', 'createdAt']]);
      }
    });

    it.each([
      [{}, 'type must be one of: material, process'],
      [{ type: 'Material', name: 'A' }, 'type must be one of: material, process'],
      [{ type: null, name: 'A' }, 'type must be one of: material, process'],
      [{ type: ['material'], name: 'A' }, 'type must be one of: material, process'],
      [{ type: 'material' }, 'name is required'],
      [{ type: 'material', name: ' ' }, 'name is required'],
      [{ type: 'material', name: 5 }, 'name is required'],
      [{ type: 'material', name: 'x'.repeat(501) }, 'name must be at most 500 characters'],
      [{ type: 'material', name: 'a\u0000' }, 'name must not contain null characters'],
      [{ type: 'material', name: 'A', metadata: 'x' }, 'metadata must be an object'],
      [{ type: 'material', name: 'A', metadata: [] }, 'metadata must be an object'],
    ])('refuses %j', async (body, message) => {
      expectRefusal(await api.post('/api/certs', body), 400, message);
    });

    it('refuses metadata of 101 levels', async () => {
      const answer = await api.post('/api/certs', { type: 'material', name: 'A', metadata: deep(101) });
      expectRefusal(answer, 400, 'metadata must be at most 100 levels deep');
    });

    it('takes metadata of 100 levels, and makes a lone surrogate in the name U+FFFD', async () => {
      const { status, body } = await api.post('/api/certs', { type: 'material', name: 'a\ud800', metadata: deep(100) });
      expect([status, body.name]).toEqual([201, 'a\ufffd']);
    });
  });

  it('lists certificates in creation order, by pages and by q', async () => {
    const ids = [await makeCert('List 50%_one'), await makeCert('list 50%_TWO'), await makeCert('List 50xxone')];
    const first = await api.get('/api/certs?q=LIST+50%25_&limit=1');
    expect(first.body.map(({ id }: { id: string }) => id)).toEqual([ids[0]]);
    const next = /<(.+)>; rel="next"/.exec(first.headers.get('link')!)![1];
    const second = await api.get(next);
    expect(second.body.map(({ id }: { id: string }) => id)).toEqual([ids[1]]);
    expect(second.headers.get('link')).toBeNull();
    expect((await api.get(`/api/certs?q=${ids[2].slice(4)}`)).body).toHaveLength(1);
    expectRefusal(await api.get('/api/certs?limit=0'), 400, 'limit must be between 1 and 1000');
    expectRefusal(await api.get('/api/certs?cursor=x'), 400, 'cursor is invalid');
  });

  it('knows nothing of another tenant', async () => {
    const certId = await makeCert();
    const [serialId] = units;
    expectRefusal(await other.get(`/api/certs/${certId}`), 404, `Certificate not found: ${certId}`);
    expectRefusal(await other.get(`/api/certs/${certId}/attachments`), 404, `Certificate not found: ${certId}`);
    const attaching = await other.post(`/api/serials/${serialId}/attach-cert`, { certId });
    expectRefusal(attaching, 404, `SerialNumber not found: ${serialId}`);
    const batch = await other.post('/api/certs/batch-attach', { certId, serialIds: [serialId], userId: 'u' });
    expectRefusal(batch, 404, `Certificate not found: ${certId}`);
    expect((await other.get('/api/certs')).body).toEqual([]);
    expect((await other.get(`/api/serials/${serialId}/cert-attachments`)).body).toEqual([]);
  });

  it('answers 404 for ids of nothing, odd ones too', async () => {
    expectRefusal(await api.get(`/api/certs/${NOTHING}`), 404, `Certificate not found: ${NOTHING}`);
    expect((await api.get('/api/certs/%00')).status).toBe(404);
    expect((await api.get(`/api/certs/${NOTHING}/attachments`)).status).toBe(404);
    for (const id of ['SN-0001', 'SN-99999', 'x', '%00', 'SN-000001']) {
      expect((await api.get(`/api/serials/${id}/cert-attachments`)).body).toEqual([]);
    }
  });

  describe('POST /api/serials/{id}/attach-cert', () => {
    it('attaches at the current step, once; the first row is answered again, without audit or event', async () => {
      const certId = await makeCert();
      const [serialId] = units;
      const before = await api.get('/platform/v1/events?type=quintet.production.cert.attached&limit=1000');
      const { status, body, text } = await attach(serialId, { certId, userId: ' anna ' });
      expect(status).toBe(200);
      expect(Object.keys(body)).toEqual(['id', 'serialId', 'certId', 'stepId', 'attachedAt', 'attachedBy']);
      expect(body).toMatchObject({ serialId, certId, stepId: route.stepIds[0], attachedBy: 'anna' });
      expect(body.id).toMatch(/^ca_[A-Za-z0-9_-]{12}$/);
      expect(body.attachedAt).toMatch(TIME);
      for (const again of await Promise.all(Array.from({ length: 5 }, () => attach(serialId, { certId })))) {
        expect(again.text).toBe(text);
      }
      expect(await audits()).toMatchObject([
        {
          serial_number: '1',
          cert_id: certId,
          user_id: 'anna',
          job_id: route.jobId,
          path_id: route.pathId,
          step_id: route.stepIds[0],
        },
      ]);
      const told = (await events('cert.attached')).slice(before.body.data.length);
      expect(told).toHaveLength(1);
      expect(told[0]).toMatchObject({
        subject: serialId,
        data: { certId, jobId: route.jobId, pathId: route.pathId, stepId: route.stepIds[0], userId: 'anna' },
      });
      expect(told[0].data.actor).toEqual(expect.any(String));
    });

    it('attaches it anew at another step, and to a scrapped unit; lists both ways', async () => {
      const certId = await makeCert();
      const [, serialId] = units;
      const first = await attach(serialId, { certId });
      expect(first.body.attachedBy).toBe('anonymous');
      await shop.advance([serialId]);
      await shop.scrap(serialId);
      const second = await attach(serialId, { certId });
      expect(second).toMatchObject({ status: 200, body: { stepId: route.stepIds[1] } });
      expect((await api.get(`/api/certs/${certId}/attachments`)).body).toEqual([first.body, second.body]);
      expect((await api.get(`/api/serials/${serialId}/cert-attachments`)).body).toEqual([first.body, second.body]);
      const page = await api.get(`/api/serials/${serialId}/cert-attachments?limit=1`);
      expect(page.body).toEqual([first.body]);
      expect(page.headers.get('link')).toContain('rel="next"');
    });

    it('shows it with the unit, as it is shown itself', async () => {
      const made = await api.post('/api/certs', { type: 'process', name: 'Anodize', metadata: { bath: 4 } });
      await attach(units[11], { certId: made.body.id });
      const { text } = await api.get(`/api/serials/${units[11]}`);
      expect(text).toContain(`"certs":[${made.text}]`);
    });

    it('checks the unit, the fields, the certificate, what was seen and the state, in this order', async () => {
      const certId = await makeCert();
      const [, , serialId] = units;
      expectRefusal(await attach('SN-99999', {}), 404, 'SerialNumber not found: SN-99999');
      for (const body of [{}, { certId: null }, { certId: ' ' }, { certId: 5, userId: 5 }]) {
        expectRefusal(await attach(serialId, body), 400, 'certId is required');
      }
      expectRefusal(await attach(serialId, { certId: NOTHING, userId: 5 }), 400, 'userId must be a string');
      const seen = { expectedStepId: route.stepIds[1] };
      expectRefusal(await attach(serialId, { certId: NOTHING, ...seen }), 404, `Certificate not found: ${NOTHING}`);
      await shop.complete(route, [serialId]);
      const moved = `Serial has moved: expected step ${route.stepIds[1]}, current step is none`;
      expectRefusal(await attach(serialId, { certId, ...seen }), 409, moved);
      const stale = await attach(serialId, { certId }, { 'if-match': '"99"' });
      expectRefusal(stale, 409, 'Resource has changed since it was read');
      expectRefusal(await attach(serialId, { certId }), 400, 'Serial is already completed, cannot attach cert');
    });

    it('raises the version of the unit when it attaches', async () => {
      const certId = await makeCert();
      const [, , , serialId] = units;
      expect((await attach(serialId, { certId }, { 'if-match': '"1"' })).status).toBe(200);
      expect((await attach(serialId, { certId }, { 'if-match': '"1"' })).status).toBe(409);
      expect((await attach(serialId, { certId }, { 'if-match': '"2"' })).status).toBe(200);
    });
  });

  describe('POST /api/certs/batch-attach', () => {
    const batch = (body: object, headers?: Record<string, string>) =>
      api.post('/api/certs/batch-attach', body, headers);

    it('attaches to all in the order of the ids, those that have it keep theirs', async () => {
      const certId = await makeCert();
      const [a, b, c] = units.slice(4);
      const kept = await attach(b, { certId, userId: 'anna' });
      const { status, body } = await batch({ certId, serialIds: [c, b, a, c], userId: 'bert' });
      expect(status).toBe(200);
      expect(body.map(({ serialId }: { serialId: string }) => serialId)).toEqual([c, b, a, c]);
      expect(body[1]).toEqual(kept.body);
      expect(body[3]).toEqual(body[0]);
      expect(body[0]).toMatchObject({ certId, stepId: route.stepIds[0], attachedBy: 'bert' });
      expect((await audits()).filter((entry) => entry.cert_id === certId)).toHaveLength(3);
    });

    it.each([
      [{}, 'certId is required'],
      [{ certId: NOTHING }, 'serialIds must have at least one item'],
      [{ certId: NOTHING, serialIds: [] }, 'serialIds must have at least one item'],
      [{ certId: NOTHING, serialIds: 'SN-00001' }, 'serialIds must have at least one item'],
      [{ certId: NOTHING, serialIds: [1] }, 'serialIds must be an array of strings'],
      [{ certId: NOTHING, serialIds: ['x'] }, 'userId is required'],
      [{ certId: NOTHING, serialIds: ['x'], userId: ' ' }, 'userId is required'],
    ])('refuses %j', async (body, message) => {
      expectRefusal(await batch(body), 400, message);
    });

    it('refuses more than 1000 units', async () => {
      const answer = await batch({ certId: NOTHING, serialIds: Array(1001).fill('SN-00001') });
      expectRefusal(answer, 400, 'serialIds must have at most 1000 items');
    });

    it('attaches to all or to none', async () => {
      const certId = await makeCert();
      const [good, ended] = units.slice(7);
      await shop.complete(route, [ended]);
      const to = (...serialIds: string[]) => batch({ certId, serialIds, userId: 'u' });
      const unknown = await batch({ certId: NOTHING, serialIds: ['x'], userId: 'u' });
      expectRefusal(unknown, 404, `Certificate not found: ${NOTHING}`);
      expectRefusal(await to(good, 'SN-99999', 'x'), 404, 'SerialNumber not found: SN-99999');
      expectRefusal(await to(good, ended), 400, 'Serial is already completed, cannot attach cert');
      expect((await api.get(`/api/certs/${certId}/attachments`)).body).toEqual([]);
    });

    it('gives parallel batches in opposite orders one attachment per unit', async () => {
      const certId = await makeCert();
      const crowd = units.slice(8);
      const orders = Array.from({ length: 12 }, (_, i) => (i % 2 ? crowd : [...crowd].reverse()));
      const answers = await Promise.all(orders.map((serialIds) => batch({ certId, serialIds, userId: 'u' })));
      expect(answers.map(({ status }) => status)).toEqual(orders.map(() => 400));
      const living = crowd.slice(1);
      const again = await Promise.all(
        orders.map((_, i) => batch({ certId, serialIds: i % 2 ? living : [...living].reverse(), userId: 'u' })),
      );
      expect(again.map(({ status }) => status)).toEqual(orders.map(() => 200));
      expect((await api.get(`/api/certs/${certId}/attachments`)).body).toHaveLength(living.length);
      expect((await audits()).filter((entry) => entry.cert_id === certId)).toHaveLength(living.length);
    });

    it('remembers its answer by Idempotency-Key', async () => {
      const body = { certId: await makeCert(), serialIds: [units[10]], userId: 'u' };
      const first = await batch(body, { 'idempotency-key': 'batch-1' });
      expect((await batch(body, { 'idempotency-key': 'batch-1' })).text).toBe(first.text);
      const mismatch = await batch({ ...body, userId: 'v' }, { 'idempotency-key': 'batch-1' });
      expectRefusal(mismatch, 409, 'Idempotency-Key was already used with a different request');
    });
  });

  it('needs the scope of production', async () => {
    const reader = server.client((await server.tenant(undefined, ['production:read'])).key);
    expect((await reader.get('/api/certs')).status).toBe(200);
    const { status, body } = await reader.post('/api/certs', { type: 'material', name: 'A' });
    expect([status, body.message]).toEqual([403, 'Missing scope: production:write']);
  });
});
