import type { Client } from '../support/client';
import { among, flaws } from '../support/production-checks';
import { Shop } from '../support/production-shop';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

const STEPS = ['Cut', 'Mill', 'Inspect'];
const numberOf = (id: string) => Number(id.slice(3));

describe('units in a crowd', () => {
  let server: Server;
  let api: Client;
  let shop: Shop;

  beforeAll(async () => {
    server = await sharedServer();
  });

  beforeEach(async () => {
    shop = await Shop.open(server);
    api = shop.api;
  });

  afterAll(() => server?.stop());

  const expectSound = async () => expect(await flaws(server, shop.tenantId)).toEqual([]);

  it('numbers 1,000 units of 40 creates from 1 on, each batch in a row, failing ones beside them', async () => {
    const route = await shop.route(STEPS);
    const { jobId, pathId } = route;
    const good = { jobId, pathId, quantity: 25 };
    const bad = [
      { ...good, quantity: 0 },
      { ...good, certId: 'cert_none' },
      { ...good, pathId: 'path_none' },
    ];
    const work = Array.from({ length: 40 }, (_, index) => [good, bad[index % 3]]).flat();
    const batches: number[][] = [];
    await among(16, work, async (body) => {
      const answer = await api.post('/api/serials', body);
      expect(answer.status).toBe(body === good ? 201 : body.pathId === 'path_none' ? 404 : 400);
      if (body === good) batches.push((answer.body as { id: string }[]).map(({ id }) => numberOf(id)));
    });
    for (const batch of batches) expect(batch).toEqual(batch.map((_, index) => batch[0] + index));
    expect(batches.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
    await expectSound();
  });

  it('makes 10,000 units at once, several times', async () => {
    const route = await shop.route(STEPS);
    const ids = [];
    for (let batch = 0; batch < 3; batch++) ids.push(...(await shop.units(route, 10_000)));
    expect([ids.length, ids[0], ids[29_999]]).toEqual([30_000, 'SN-00001', 'SN-30000']);
    await expectSound();
  });

  it('moves a unit once for two that saw it at the same step', async () => {
    const route = await shop.route(STEPS);
    const ids = await shop.units(route, 200);
    for (const expectedStepId of route.stepIds) {
      const answers = new Map(ids.map((id) => [id, [] as number[]]));
      await among(16, [...ids, ...ids], async (id) => {
        answers.get(id)!.push((await api.post(`/api/serials/${id}/advance`, { expectedStepId })).status);
      });
      for (const statuses of answers.values()) expect(statuses.sort()).toEqual([200, 409]);
    }
    await expectSound();
    const moves = await server.query(
      `SELECT action, from_step_id, count(*)::int FROM production.audit
        WHERE tenant_id = $1 AND serial_number IS NOT NULL GROUP BY 1, 2`,
      [shop.tenantId],
    );
    expect(moves).toHaveLength(3);
    expect(moves).toEqual(
      expect.arrayContaining(
        route.stepIds.map((step, index) => ({
          action: index === 2 ? 'serial_completed' : 'serial_advanced',
          from_step_id: step,
          count: 200,
        })),
      ),
    );
  });

  it('moves a unit exactly two steps by two advances at once', async () => {
    const route = await shop.route(STEPS);
    const ids = await shop.units(route, 50);
    await among(16, [...ids, ...ids], async (id) => {
      expect((await api.post(`/api/serials/${id}/advance`)).status).toBe(200);
    });
    const units = await server.query('SELECT DISTINCT current_step_id FROM production.serials WHERE tenant_id = $1', [
      shop.tenantId,
    ]);
    expect(units).toEqual([{ current_step_id: route.stepIds[2] }]);
    await expectSound();
  });

  describe('bulk', () => {
    it('moves each or not, and answers in the order of the request', async () => {
      const route = await shop.route(['Cut', 'Mill'], { mode: 'flexible' });
      const other = await shop.route(['Weld']);
      const [done, scrapped, first] = await shop.units(route, 3);
      const [last] = await shop.units(other);
      await api.post(`/api/serials/${done}/advance-to`, { targetStepIndex: 1 });
      await api.post(`/api/serials/${done}/advance`);
      await api.post(`/api/serials/${scrapped}/scrap`, { reason: 'damaged' });
      const serialIds = [last, first, 'SN-9', scrapped, done];
      const { status, body } = await api.post('/api/serials/advance', { serialIds, userId: 'ann' });
      expect([status, body]).toEqual([
        200,
        {
          advanced: 2,
          failed: 3,
          results: [
            { serialId: last, success: true, newStatus: 'completed' },
            { serialId: first, success: true, newStatus: 'in_progress' },
            { serialId: 'SN-9', success: false, error: 'SerialNumber not found: SN-9' },
            { serialId: scrapped, success: false, error: 'Cannot advance a scrapped serial' },
            { serialId: done, success: false, error: 'Serial number is already completed' },
          ],
        },
      ]);
      await expectSound();
    });

    it('goes to a step, with the texts of each unit', async () => {
      const flexible = await shop.route(['A', 'B', 'C'], { mode: 'flexible' });
      const strict = await shop.route(['A', 'B', 'C']);
      const serialIds = [...(await shop.units(flexible)), ...(await shop.units(strict)), 'SN-9'];
      const to = (target: object) => api.post('/api/serials/advance-to', { serialIds, ...target });
      expect((await to({ targetStepIndex: 2 })).body.results).toEqual([
        { serialId: 'SN-00001', success: true, newStatus: 'in_progress' },
        {
          serialId: 'SN-00002',
          success: false,
          error: 'Path is in strict mode — can only advance to the next sequential step',
        },
        { serialId: 'SN-9', success: false, error: 'Serial not found: SN-9' },
      ]);
      const [, step] = strict.stepIds;
      expect((await to({ targetStepId: step })).body.results).toMatchObject([
        { error: `ProcessStep not found: ${step}` },
        { success: true, newStatus: 'in_progress' },
        { error: 'Serial not found: SN-9' },
      ]);
      expect((await to({})).body.message).toBe('targetStepIndex is required');
      expect((await to({ targetStepIndex: 'x' })).body.message).toBe('targetStepIndex must be an integer');
      await expectSound();
    });

    it.each(['advance', 'advance-to'])('refuses by %s what is no list of units', async (call) => {
      const send = (serialIds: unknown) => api.post(`/api/serials/${call}`, { serialIds, targetStepIndex: 1 });
      const cases: [unknown, string][] = [
        [undefined, 'serialIds must have at least one item'],
        [[], 'serialIds must have at least one item'],
        ['SN-00001', 'serialIds must have at least one item'],
        [[5], 'serialIds must be an array of strings'],
        [Array.from({ length: 101 }, (_, index) => `SN-${index}`), 'Cannot advance more than 100 serials at once'],
        [['SN-00001', 'SN-00001'], 'Duplicate serial IDs'],
      ];
      for (const [serialIds, message] of cases) {
        expect((await send(serialIds)).body).toEqual({ statusCode: 400, statusMessage: 'Bad Request', message });
      }
    });

    it('takes opposite orders of the same units at once, none waiting for ever', async () => {
      const routes = await Promise.all([1, 2, 3, 4].map(() => shop.route(STEPS)));
      const ids: string[] = [];
      for (const route of routes) ids.push(...(await shop.units(route, 10)));
      const orders = Array.from({ length: 6 }, (_, index) => (index % 2 ? [...ids].reverse() : ids));
      const answers = await Promise.all(orders.map((serialIds) => api.post('/api/serials/advance', { serialIds })));
      expect(answers.map(({ status }) => status)).toEqual(orders.map(() => 200));
      const advanced = answers.map(({ body }) => (body as { advanced: number }).advanced);
      expect(advanced.sort()).toEqual([0, 0, 0, 40, 40, 40]);
      await expectSound();
    });

    it('completes units of the same paths in opposite orders at once, none waiting for ever', async () => {
      const routes = await Promise.all([1, 2, 3, 4, 5, 6].map(() => shop.route(['Cut'])));
      const units = await Promise.all(routes.map((route) => shop.units(route, 64)));
      const orders = Array.from({ length: 64 }, (_, index) => {
        const ids = units.map((of) => of[index]);
        return index % 2 ? ids.reverse() : ids;
      });
      await among(16, orders, async (serialIds) => {
        const { status, body } = await api.post('/api/serials/advance', { serialIds });
        expect([status, (body as { advanced: number }).advanced]).toEqual([200, 6]);
      });
      await expectSound();
    });
  });
});
