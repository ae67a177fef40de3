import { Shop } from '../support/production-shop';
import type { Route } from '../support/production-shop';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';
import type { Client } from '../support/client';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const BORE = { name: 'Bore', type: 'number', unit: 'mm', min: 11.99, max: 12.01 };
const DEBURRED = { name: 'Deburred', type: 'boolean' };
const REMARK = { name: 'Remark', type: 'text', required: false };
const GOOD = [
  { name: 'Bore', value: 12 },
  { name: 'Deburred', value: true },
];
const BAD = [
  { name: 'Bore', value: 13 },
  { name: 'Deburred', value: true },
];

describe('inspections', () => {
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
    units = await shop.units(route, 8);
  });

  afterAll(() => server?.stop());

  const plan = (stepId: string, body: unknown) => api.put(`/api/steps/${stepId}/inspection-plan`, body);
  const inspect = (serialId: string, body: object, headers?: Record<string, string>) =>
    api.post(`/api/serials/${serialId}/inspections`, body, headers);
  const refusal = ({ status, body }: { status: number; body: { message: string } }) => [status, body.message];

  describe('of a step: its plan', () => {
    it('blocks nothing and asks for nothing at first', async () => {
      const { status, text } = await api.get(`/api/steps/${route.stepIds[2]}/inspection-plan`);
      expect([status, text]).toEqual([200, '{"blockAdvance":false,"characteristics":[]}']);
      expect((await plan(route.stepIds[2], undefined)).text).toBe(text);
      expect((await plan(route.stepIds[2], { blockAdvance: null, characteristics: null })).text).toBe(text);
    });

    it('is put as a whole, defaults filled in, and told', async () => {
      const [stepId] = route.stepIds;
      const { status, body } = await plan(stepId, { blockAdvance: true, characteristics: [BORE, DEBURRED, REMARK] });
      expect(status).toBe(200);
      const characteristics = [{ ...BORE, required: true }, { ...DEBURRED, required: true }, REMARK];
      expect(body).toEqual({ blockAdvance: true, characteristics });
      expect(Object.keys(body.characteristics[0])).toEqual(['name', 'type', 'unit', 'min', 'max', 'required']);
      expect((await api.get(`/api/steps/${stepId}/inspection-plan`)).body).toEqual(body);
      const events = (await api.get('/platform/v1/events?type=quintet.production.step.configured')).body.data;
      expect(events.at(-1)).toMatchObject({ subject: stepId, data: { blockAdvance: true, characteristics: 3 } });
    });

    it.each([
      [{ blockAdvance: 'yes' }, 'blockAdvance must be a boolean'],
      [{ characteristics: {} }, 'characteristics must be an array'],
      [{ characteristics: Array(201).fill({}) }, 'characteristics must have at most 200 items'],
      [{ characteristics: [null] }, 'characteristics[0] must be an object'],
      [{ characteristics: [{}] }, 'characteristics[0].name is required'],
      [{ characteristics: [BORE, { name: ' ', type: 'x' }] }, 'characteristics[1].name is required'],
      [{ characteristics: [{ name: 'A' }] }, 'characteristics[0].type must be one of: number, boolean, text'],
      [{ characteristics: [{ ...BORE, unit: 5 }] }, 'characteristics[0].unit must be a string'],
      [{ characteristics: [{ ...BORE, min: '1' }] }, 'characteristics[0].min must be a number'],
      [{ characteristics: [{ ...BORE, max: true }] }, 'characteristics[0].max must be a number'],
      [{ characteristics: [{ ...BORE, required: 1 }] }, 'characteristics[0].required must be a boolean'],
      [{ characteristics: [{ ...BORE, min: 13 }] }, 'characteristics[0].min must not be greater than max'],
      [{ characteristics: [BORE, { ...BORE, name: ' Bore ' }] }, 'Duplicate characteristic: Bore'],
    ])('case %# is refused with its text, and nothing changes', async (body, message) => {
      const before = await api.get(`/api/steps/${route.stepIds[0]}/inspection-plan`);
      expect(refusal(await plan(route.stepIds[0], body))).toEqual([400, message]);
      expect((await api.get(`/api/steps/${route.stepIds[0]}/inspection-plan`)).text).toBe(before.text);
    });

    it('is not there for what is no step of the tenant', async () => {
      for (const [client, id] of [
        [api, 'step_AAAAAAAAAAAA'],
        [api, '%00'],
        [other, route.stepIds[0]],
      ] as const) {
        const expected = [404, `ProcessStep not found: ${decodeURIComponent(id)}`];
        expect(refusal(await client.get(`/api/steps/${id}/inspection-plan`))).toEqual(expected);
        expect(refusal(await client.put(`/api/steps/${id}/inspection-plan`, { blockAdvance: 5 }))).toEqual(expected);
      }
    });
  });

  describe('of a unit', () => {
    it('are judged by the plan, kept with its limits, listed and told', async () => {
      const [serialId] = units;
      const { status, body, text } = await inspect(serialId, { results: GOOD, note: 'At 20 °C', userId: 'anna' });
      expect(status).toBe(201);
      expect(Object.keys(body)).toEqual([
        ...['id', 'serialId', 'stepId', 'visit', 'result', 'results', 'note', 'createdBy', 'createdAt'],
      ]);
      expect(body).toMatchObject({ serialId, stepId: route.stepIds[0], visit: 1, result: 'pass', createdBy: 'anna' });
      expect(body.id).toMatch(/^insp_[A-Za-z0-9_-]{12}$/);
      expect(body.createdAt).toMatch(TIME);
      expect(body.results).toEqual([
        { name: 'Bore', value: 12, unit: 'mm', min: 11.99, max: 12.01, pass: true },
        { name: 'Deburred', value: true, pass: true },
      ]);
      const failed = await inspect(serialId, { results: BAD });
      expect(failed.body).toMatchObject({ result: 'fail', createdBy: 'anonymous' });
      expect(failed.body).not.toHaveProperty('note');
      const list = await api.get(`/api/serials/${serialId}/inspections`);
      expect(list.text).toBe(`[${text},${failed.text}]`);
      const page = await api.get(`/api/serials/${serialId}/inspections?limit=1`);
      expect(page.body).toHaveLength(1);
      expect(page.headers.get('link')).toContain('rel="next"');
      const events = (await api.get('/platform/v1/events?type=quintet.production.inspection.recorded')).body.data;
      expect(events[0]).toMatchObject({
        subject: serialId,
        data: { inspectionId: body.id, jobId: route.jobId, pathId: route.pathId, result: 'pass', userId: 'anna' },
      });
    });

    it.each([
      [{}, 'results must have at least one item'],
      [{ results: [] }, 'results must have at least one item'],
      [{ results: { name: 'Bore' } }, 'results must have at least one item'],
      [{ results: Array(201).fill(GOOD[0]) }, 'results must have at most 200 items'],
      [{ results: [5] }, 'results[0] must be an object'],
      [{ results: [{ value: 5 }] }, 'results[0].name is required'],
      [{ results: [{ ...GOOD[0], pass: 'yes' }] }, 'results[0].pass must be a boolean'],
      [{ results: GOOD, note: 5 }, 'note must be a string'],
      [{ results: GOOD, note: 'x'.repeat(10_001) }, 'note must be at most 10000 characters'],
      [{ results: [...GOOD, { name: 'Colour', value: 1 }] }, 'Unknown characteristic: Colour'],
      [{ results: [{ name: 'Bore', value: '12' }] }, 'Value of Bore must be a number'],
      [{ results: [{ name: 'Bore' }] }, 'Value of Bore must be a number'],
      [{ results: [{ name: 'Deburred', value: 1 }] }, 'Value of Deburred must be a boolean'],
      [{ results: [...GOOD, { name: 'Remark', value: 1 }] }, 'Value of Remark must be a string'],
      [{ results: [GOOD[1]] }, 'Missing result for: Bore'],
      [{ results: [...GOOD, GOOD[0]] }, 'Duplicate result for: Bore'],
    ])('case %# is refused with its text', async (body, message) => {
      expect(refusal(await inspect(units[1], body))).toEqual([400, message]);
      expect((await api.get(`/api/serials/${units[1]}/inspections`)).body).toEqual([]);
    });

    it('bring their own verdicts at a step without a plan', async () => {
      const results = [{ name: 'Look', value: 'scratched', pass: false }];
      const { status, body } = await inspect(units[1], { stepId: route.stepIds[1], results });
      expect([status, body.result, body.results, body.visit]).toEqual([201, 'fail', results, 0]);
      const mute = await inspect(units[1], { stepId: route.stepIds[1], results: [{ name: 'Look', value: 1 }] });
      expect(refusal(mute)).toEqual([400, 'results[0].pass must be a boolean']);
      const odd = await inspect(units[1], {
        stepId: route.stepIds[1],
        results: [{ name: 'Look', value: [], pass: true }],
      });
      expect(refusal(odd)).toEqual([400, 'Value of Look must be a number or a boolean or a string']);
    });

    it('need the unit, then the fields, then the step, then what was seen', async () => {
      expect(refusal(await inspect('SN-99999', {}))).toEqual([404, 'Serial not found: SN-99999']);
      expect((await api.get('/api/serials/SN-99999/inspections')).status).toBe(404);
      expect((await other.get(`/api/serials/${units[0]}/inspections`)).status).toBe(404);
      expect((await other.post(`/api/serials/${units[0]}/inspections`, { results: GOOD })).status).toBe(404);
      const elsewhere = await inspect(units[1], { stepId: 'step_x', results: GOOD, expectedStepId: 'step_y' });
      expect(refusal(elsewhere)).toEqual([404, 'ProcessStep not found: step_x']);
      const moved = await inspect(units[1], { results: GOOD, expectedStepId: route.stepIds[1] });
      const at = `expected step ${route.stepIds[1]}, current step is ${route.stepIds[0]}`;
      expect(refusal(moved)).toEqual([409, `Serial has moved: ${at}`]);
      expect((await inspect(units[1], { results: GOOD }, { 'if-match': '"9"' })).status).toBe(409);
      await shop.force(units[2]);
      expect(refusal(await inspect(units[2], { results: GOOD }))).toEqual([400, 'stepId is required']);
      expect((await inspect(units[2], { stepId: route.stepIds[0], results: GOOD })).status).toBe(201);
    });
  });

  it('open the gate of a step only for this visit, and only by the last result', async () => {
    const [, , , , serialId, free] = units;
    const [cut] = route.stepIds;
    const leave = async (id: string) => refusal(await api.post(`/api/serials/${id}/advance`));
    const required = [400, 'Inspection required before leaving step: Cut'];
    const failed = [400, 'Inspection failed at step: Cut'];
    const left = [200, undefined];
    expect(await leave(serialId)).toEqual(required);
    await inspect(serialId, { results: BAD });
    expect(await leave(serialId)).toEqual(failed);
    await inspect(serialId, { results: GOOD });
    await inspect(serialId, { results: BAD });
    expect(await leave(serialId)).toEqual(failed);
    await inspect(serialId, { results: GOOD });
    expect(await leave(serialId)).toEqual(left);

    await inspect(serialId, { stepId: cut, results: GOOD });
    await shop.sendBack(serialId, 0);
    expect(await leave(serialId)).toEqual(required);
    await inspect(serialId, { results: GOOD });
    expect(await leave(serialId)).toEqual(left);

    expect(await leave(free)).toEqual(required);
    await plan(cut, { characteristics: [BORE] });
    expect(await leave(free)).toEqual(left);
  });

  it('hold a unit back from advancing, not from scrap; what refuses changes nothing', async () => {
    const [, , , , , , , serialId] = units;
    const [stepId] = route.stepIds;
    await plan(stepId, { blockAdvance: true, characteristics: [DEBURRED] });
    const before = (await api.get(`/api/serials/${serialId}`)).text;
    for (const [move, body] of [
      ['advance', {}],
      ['advance-to', { targetStepIndex: 1 }],
    ] as const) {
      const answer = await api.post(`/api/serials/${serialId}/${move}`, body);
      expect(refusal(answer)).toEqual([400, 'Inspection required before leaving step: Cut']);
    }
    await inspect(serialId, { results: [{ name: 'Deburred', value: false }] });
    const failed = 'Inspection failed at step: Cut';
    const bulk = await api.post('/api/serials/advance', { serialIds: [serialId] });
    expect(bulk.body).toEqual({ advanced: 0, failed: 1, results: [{ serialId, success: false, error: failed }] });
    expect((await api.get(`/api/serials/${serialId}`)).text).toBe(before);
    await inspect(serialId, { results: [{ name: 'Deburred', value: true }] });
    expect((await api.post(`/api/serials/${serialId}/advance`)).body.currentStepIndex).toBe(1);
    const back = await api.post(`/api/serials/${serialId}/send-back`, { targetStepIndex: 0, reason: 'Burr' });
    expect(back.status).toBe(200);
    const again = await api.post(`/api/serials/${serialId}/advance`);
    expect(refusal(again)).toEqual([400, 'Inspection required before leaving step: Cut']);
    const scrap = await api.post(`/api/serials/${serialId}/scrap`, { reason: 'damaged' });
    expect(scrap.body.status).toBe('scrapped');
  });

  it('opened ahead of the first visit, they open no gate', async () => {
    const [serialId, stepId] = [units[6], route.stepIds[1]];
    const results = [{ name: 'Deburred', value: true }];
    await plan(stepId, { blockAdvance: true, characteristics: [DEBURRED] });
    await inspect(serialId, { stepId, results });
    await inspect(serialId, { results });
    await shop.advance([serialId]);
    const answer = await api.post(`/api/serials/${serialId}/advance`);
    expect(refusal(answer)).toEqual([400, 'Inspection required before leaving step: Mill']);
  });
});
