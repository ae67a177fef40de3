import type { Answer, Client } from '../support/client';
import { Shop } from '../support/production-shop';
import type { Route } from '../support/production-shop';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('genealogy', () => {
  let server: Server;
  let api: Client;
  let other: Client;
  let shop: Shop;
  let route: Route;

  beforeAll(async () => {
    server = await startServer();
    shop = await Shop.open(server);
    api = shop.api;
    other = (await Shop.open(server)).api;
    route = await shop.route(['Milling', 'Assembly']);
  });

  afterAll(() => server?.stop());

  /** New units with the given outcomes. */
  async function units(...outcomes: ('in_progress' | 'completed' | 'scrapped')[]): Promise<string[]> {
    const ids = await shop.units(route, outcomes.length);
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome === 'completed') await shop.complete(route, [ids[index]]);
      if (outcome === 'scrapped') await shop.scrap(ids[index]);
    }
    return ids;
  }

  const install = (parent: string, body: object, headers?: Record<string, string>) =>
    api.post(`/api/serials/${parent}/components`, body, headers);
  const remove = (parent: string, id: string, body: object, by = api) =>
    by.raw('DELETE', `/api/serials/${parent}/components/${id}`, { body: JSON.stringify(body) });
  const said = ({ status, body }: Answer) => [status, (body as { message?: string }).message];

  it('builds a unit and part of a lot into a unit', async () => {
    const [parent, child] = await units('in_progress', 'completed');
    const unit = await install(parent, { serialId: child, userId: 'jane' });
    expect(unit.status).toBe(201);
    expect(Object.entries(unit.body as object)).toEqual(
      Object.entries({
        id: expect.stringMatching(/^comp_[A-Za-z0-9_-]{12}$/),
        parentSerialId: parent,
        serialId: child,
        quantity: 1,
        stepId: route.stepIds[0],
        installedBy: 'jane',
        installedAt: expect.stringMatching(TIME),
      }),
    );
    const lot = await install(parent, { lotNumber: ' LOT-1 ', partType: 'Plate', quantity: 2.5 });
    expect(Object.entries(lot.body as object)).toEqual(
      Object.entries({
        id: expect.stringMatching(/^comp_[A-Za-z0-9_-]{12}$/),
        parentSerialId: parent,
        lotNumber: 'LOT-1',
        partType: 'Plate',
        quantity: 2.5,
        stepId: route.stepIds[0],
        installedBy: 'anonymous',
        installedAt: expect.stringMatching(TIME),
      }),
    );
    expect((await api.get(`/api/serials/${parent}/components`)).body).toEqual([unit.body, lot.body]);
    const page = await api.get(`/api/serials/${parent}/components?limit=1`);
    const [, next] = /^<(.+)>; rel="next"$/.exec(page.headers.get('link') ?? '') ?? [];
    expect((await api.get(next)).body).toEqual([lot.body]);
    const ofCompleted = await install(child, { lotNumber: 'LOT-1' });
    expect([ofCompleted.status, 'stepId' in ofCompleted.body]).toEqual([201, false]);
  });

  it.each([
    ['Provide either serialId or lotNumber', {}],
    ['Provide either serialId or lotNumber', { serialId: ' ', lotNumber: null }],
    ['Provide either serialId or lotNumber', { serialId: 'SN-00001', lotNumber: 'L' }],
    ['serialId must be a string', { serialId: 5 }],
    ['lotNumber must be at most 200 characters', { lotNumber: 'x'.repeat(201) }],
    ['partType must be a string', { lotNumber: 'L', partType: 5 }],
    ['quantity must be greater than 0', { lotNumber: 'L', quantity: 0 }],
    ['quantity must be greater than 0', { lotNumber: 'L', quantity: '1' }],
    ['quantity must be at most 2147483647', { lotNumber: 'L', quantity: 3e9 }],
    ['userId must be a string', { lotNumber: 'L', userId: 5 }],
  ])('refuses with "%s"', async (message, request) => {
    const [parent] = await units('in_progress');
    const { status, body } = await install(parent, request);
    expect([status, body]).toEqual([400, { statusCode: 400, statusMessage: 'Bad Request', message }]);
    expect((await api.get(`/api/serials/${parent}/components`)).body).toEqual([]);
  });

  it('refuses units that are not there, are scrapped, or hold what they would go into', async () => {
    const [a, b, c, scrapped] = await units('in_progress', 'in_progress', 'in_progress', 'scrapped');
    expect(said(await install('SN-99999', {}))).toEqual([404, 'Serial not found: SN-99999']);
    expect(said(await install('nonsense', {}))).toEqual([404, 'Serial not found: nonsense']);
    expect(said(await install(a, { serialId: 'SN-99999' }))).toEqual([404, 'Serial not found: SN-99999']);
    expect(said(await install(scrapped, { lotNumber: 'L' }))).toEqual([400, 'Cannot modify a scrapped serial']);
    expect(said(await install(scrapped, { serialId: scrapped }))).toEqual([400, 'Cannot modify a scrapped serial']);
    expect(said(await install(a, { serialId: scrapped }))).toEqual([400, 'Cannot install a scrapped serial']);
    expect(said(await install(a, { serialId: a }))).toEqual([400, 'Component would create a cycle']);
    await install(a, { serialId: b });
    await install(b, { serialId: c });
    expect(said(await install(c, { serialId: a }))).toEqual([400, 'Component would create a cycle']);
    expect(said(await install(b, { serialId: a }))).toEqual([400, 'Component would create a cycle']);
    expect(said(await install(a, { serialId: c }))).toEqual([409, `Serial ${c} is already installed in ${b}`]);
    expect(said(await install(b, { serialId: c }))).toEqual([409, `Serial ${c} is already installed in ${b}`]);
  });

  it('refuses a stale view of the unit', async () => {
    const [parent] = await units('in_progress');
    const [first, second] = route.stepIds;
    expect(said(await install(parent, { lotNumber: 'L', expectedStepId: second }))).toEqual([
      409,
      `Serial has moved: expected step ${second}, current step is ${first}`,
    ]);
    expect(said(await install(parent, { lotNumber: 'L' }, { 'if-match': '"99"' }))).toEqual([
      409,
      'Resource has changed since it was read',
    ]);
    const part = await install(parent, { lotNumber: 'L', expectedStepId: first }, { 'if-match': '*' });
    expect(part.status).toBe(201);
    const id = part.body.id as string;
    expect(said(await remove(parent, id, { reason: 'x', expectedStepId: second }))).toEqual([
      409,
      `Serial has moved: expected step ${second}, current step is ${first}`,
    ]);
    expect((await remove(parent, id, { reason: 'x', expectedStepId: first })).status).toBe(200);
  });

  it('counts every action that came too late', async () => {
    const counted = async () =>
      Number(/^quintet_production_conflicts_total (\d+)$/m.exec((await server.client().get('/metrics')).text)?.[1]);
    const [unit, child, elsewhere] = await units('in_progress', 'in_progress', 'in_progress');
    const { body: part } = await install(unit, { serialId: child });
    const certId = (await api.post('/api/certs', { type: 'material', name: 'C' })).body.id as string;
    const results = [{ name: 'Look', value: 'fine', pass: true }];
    const stale = { expectedStepId: route.stepIds[1] };
    const at = `/api/serials/${unit}`;
    const before = await counted();
    const answers = [
      await api.post(`${at}/advance`, stale),
      await api.post(`${at}/attach-cert`, { certId, ...stale }),
      await api.post(`${at}/inspections`, { results, ...stale }),
      await install(unit, { lotNumber: 'L', ...stale }),
      await install(elsewhere, { serialId: child }),
      await remove(unit, part.id as string, { reason: 'x', ...stale }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 409));
    const bulk = await api.post('/api/serials/advance', { serialIds: [unit, elsewhere], ...stale });
    expect(bulk.body.failed).toBe(2);
    expect(await counted()).toBe(before + answers.length + 2);
  });

  it('takes out what is built in, for a reason, and lets it go elsewhere', async () => {
    const [a, b, child] = await units('in_progress', 'in_progress', 'in_progress');
    const { body: part } = await install(a, { serialId: child });
    expect(said(await remove(a, part.id as string, {}))).toEqual([400, 'reason is required']);
    expect(said(await remove(a, part.id as string, { reason: ' ' }))).toEqual([400, 'reason is required']);
    expect(said(await remove(b, part.id as string, {}))).toEqual([404, `Component not found: ${part.id}`]);
    expect(said(await remove('SN-99999', part.id as string, {}))).toEqual([404, 'Serial not found: SN-99999']);
    const { status, body } = await remove(a, part.id as string, { reason: 'Cracked', userId: 'jane' });
    expect([status, body]).toEqual([200, { success: true }]);
    expect(said(await remove(a, part.id as string, { reason: 'x' }))).toEqual([404, `Component not found: ${part.id}`]);
    expect((await api.get(`/api/serials/${a}/components`)).body).toEqual([]);
    expect((await install(b, { serialId: child })).status).toBe(201);
    expect(
      await server.query('SELECT removed_by, removal_reason FROM production.components WHERE id = $1', [part.id]),
    ).toEqual([{ removed_by: 'jane', removal_reason: 'Cracked' }]);
  });

  it('shows what a unit is made of and what it is used in', async () => {
    const [a, b, c, d] = await units('in_progress', 'in_progress', 'in_progress', 'in_progress');
    await install(a, { serialId: b });
    await install(b, { lotNumber: 'LOT-X' });
    await install(b, { serialId: c });
    await install(b, { serialId: d });
    const { status, body } = await api.get(`/api/serials/${b}/genealogy`);
    expect([status, body]).toEqual([
      200,
      {
        serialId: b,
        components: [
          { lotNumber: 'LOT-X', components: [] },
          { serialId: c, components: [] },
          { serialId: d, components: [] },
        ],
        usedIn: [{ serialId: a, usedIn: [] }],
      },
    ]);
    expect((await api.get(`/api/serials/${a}/genealogy`)).body.components).toEqual([
      { serialId: b, components: body.components },
    ]);
    expect((await api.get(`/api/serials/${d}/genealogy`)).body).toEqual({
      serialId: d,
      components: [],
      usedIn: [{ serialId: b, usedIn: [{ serialId: a, usedIn: [] }] }],
    });
    expect(said(await api.get('/api/serials/SN-99999/genealogy'))).toEqual([404, 'Serial not found: SN-99999']);
    expect(said(await api.get('/api/serials/x/genealogy'))).toEqual([404, 'Serial not found: x']);
  });

  it('shows the units that a lot went into, by pages', async () => {
    const [a, b, c] = await units('in_progress', 'in_progress', 'in_progress');
    await install(a, { serialId: b });
    await install(b, { lotNumber: 'LOT/7 é' });
    const { body: part } = await install(a, { lotNumber: 'LOT/7 é' });
    const { body: third } = await install(c, { lotNumber: 'LOT/7 é' });
    const url = `/api/genealogy/lots/${encodeURIComponent('LOT/7 é')}`;
    const direct = (serialId: string) => ({ serialId, direct: true });
    expect((await api.get(url)).body).toEqual([direct(a), direct(b), direct(c)]);
    await remove(a, part.id as string, { reason: 'Wrong lot' });
    await remove(c, third.id as string, { reason: 'Wrong lot' });
    expect((await api.get(url)).body).toEqual([{ serialId: a, direct: false }, direct(b)]);
    const page = await api.get(`${url}?limit=1`);
    const [, next] = /^<(.+)>; rel="next"$/.exec(page.headers.get('link') ?? '') ?? [];
    expect((await api.get(next)).body).toEqual([direct(b)]);
    expect((await api.get('/api/genealogy/lots/unknown')).body).toEqual([]);
    expect((await other.get(url)).body).toEqual([]);
  });

  it('lets one of many parallel installations of a unit in', async () => {
    const [child, ...parents] = await units(...Array<'in_progress'>(9).fill('in_progress'));
    const answers = await Promise.all(parents.map((parent) => install(parent, { serialId: child })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
    const winner = answers.find(({ status }) => status === 201)!.body.parentSerialId as string;
    for (const answer of answers.filter(({ status }) => status === 409)) {
      expect(said(answer)[1]).toBe(`Serial ${child} is already installed in ${winner}`);
    }
  });

  it('never closes a ring, however many build it at once', async () => {
    for (let round = 0; round < 5; round++) {
      const ring = await units(...Array<'in_progress'>(6).fill('in_progress'));
      const answers = await Promise.all(
        ring.map((parent, index) => install(parent, { serialId: ring[(index + 1) % ring.length] })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 201, 201, 400]);
      const refused = answers.find(({ status }) => status === 400)!;
      expect(said(refused)[1]).toBe('Component would create a cycle');
    }
  });

  it('keeps a unit from being deleted while it is built in, and frees the parts of one that is', async () => {
    const [parent, child] = await units('in_progress', 'in_progress');
    const { body: part } = await install(parent, { serialId: child });
    expect(said(await api.delete(`/api/serials/${child}`))).toEqual([409, `Serial ${child} is installed in ${parent}`]);
    await remove(parent, part.id as string, { reason: 'x' });
    await install(parent, { serialId: child });
    expect((await api.delete(`/api/serials/${parent}`)).status).toBe(200);
    expect((await api.delete(`/api/serials/${child}`)).status).toBe(200);
  });

  it('shows another tenant nothing', async () => {
    const [parent, child] = await units('in_progress', 'in_progress');
    const { body: part } = await install(parent, { serialId: child });
    const missing = [404, `Serial not found: ${parent}`];
    expect(said(await other.get(`/api/serials/${parent}/components`))).toEqual(missing);
    expect(said(await other.get(`/api/serials/${parent}/genealogy`))).toEqual(missing);
    expect(said(await other.post(`/api/serials/${parent}/components`, { lotNumber: 'L' }))).toEqual(missing);
    expect(said(await remove(parent, part.id as string, { reason: 'x' }, other))).toEqual(missing);
  });

  it('tells of what is built in and taken out', async () => {
    const [parent, child] = await units('in_progress', 'in_progress');
    const { body: part } = await install(parent, { serialId: child, userId: 'jane' });
    await remove(parent, part.id as string, { reason: 'x', userId: 'bob' });
    const data = { componentId: part.id, serialId: child, jobId: route.jobId, pathId: route.pathId };
    expect((await shop.events()).slice(-2)).toMatchObject([
      { type: 'component.installed', subject: parent, data: { ...data, userId: 'jane' } },
      { type: 'component.removed', subject: parent, data: { ...data, userId: 'bob' } },
    ]);
  });

  it('installs once for equal requests with one Idempotency-Key', async () => {
    const [parent] = await units('in_progress');
    const send = () => install(parent, { lotNumber: 'L' }, { 'idempotency-key': 'once' });
    const first = await send();
    expect((await send()).text).toBe(first.text);
    expect((await api.get(`/api/serials/${parent}/components`)).body).toHaveLength(1);
  });
});
