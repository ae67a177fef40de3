import type { Answer, Client } from '../support/client';
import { Shop } from '../support/production-shop';
import type { Route, RouteOptions, StepSpec } from '../support/production-shop';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

const gate = (name: string): StepSpec => ({ name, dependencyType: 'completion_gate' });
const physical = (name: string): StepSpec => ({ name, dependencyType: 'physical' });
const optional = (name: string, step: Partial<StepSpec> = {}): StepSpec => ({ name, optional: true, ...step });

describe('movement of units', () => {
  let server: Server;
  let shop: Shop;
  let api: Client;

  beforeAll(async () => {
    server = await startServer();
  });

  beforeEach(async () => {
    shop = await Shop.open(server);
    api = shop.api;
  });

  afterAll(() => server?.stop());

  const unit = 'SN-00001';
  const at = (path: string) => `/api/serials/${unit}${path}`;

  /** A route with one unit at its first step. */
  async function begin(steps: (string | StepSpec)[], mode: RouteOptions['mode'] = 'flexible'): Promise<Route> {
    const route = await shop.route(steps, { mode });
    await shop.units(route);
    return route;
  }

  async function advance(times: number): Promise<void> {
    for (let i = 0; i < times; i++) expect((await api.post(at('/advance'))).status).toBe(200);
  }

  const goTo = (targetStepIndex: unknown) => api.post(at('/advance-to'), { targetStepIndex });
  const statuses = async () =>
    ((await api.get(at('/step-statuses'))).body as { status: string }[]).map((s) => s.status);
  const overridden = (stepId: string) => api.post(at('/overrides'), { serialIds: [unit], stepId, reason: 'waived' });

  /** All rows of the tenant, so that a refusal can be seen to have changed nothing. */
  async function everything(): Promise<unknown> {
    const tables = ['serials', 'serial_steps', 'step_visits', 'overrides', 'audit', 'counters', 'unit_tallies'];
    const all = [...tables.map((table) => `production.${table}`), 'platform.events'].map(
      (table) => `(SELECT json_agg(x ORDER BY x::text) FROM ${table} AS x WHERE tenant_id = $1) AS "${table}"`,
    );
    return server.query(`SELECT ${all.join(', ')}`, [shop.tenantId]);
  }

  async function expectRefusal(call: () => Promise<Answer>, message: string, status = 400): Promise<void> {
    const before = await everything();
    const answer = await call();
    expect([answer.status, answer.body]).toEqual([
      status,
      { statusCode: status, statusMessage: expect.any(String), message },
    ]);
    expect(await everything()).toEqual(before);
  }

  const trail = async () =>
    server.query<Record<string, unknown>>(
      `SELECT action, user_id, step_id, from_step_id, to_step_id, metadata FROM production.audit
        WHERE tenant_id = $1 AND serial_number = 1 ORDER BY seq`,
      [shop.tenantId],
    );
  const events = async () =>
    (await api.get(`/platform/v1/events?subject=${unit}`)).body.data as {
      type: string;
      data: Record<string, unknown>;
    }[];

  describe('advance', () => {
    it('goes one step on, and completes from the last', async () => {
      const { jobId, pathId, stepIds } = await begin(['Cut', 'Mill'], 'strict');
      const first = await api.post(at('/advance'), { userId: 'ann' });
      expect([first.status, first.body]).toEqual([
        200,
        expect.objectContaining({ id: unit, currentStepIndex: 1, currentStepId: stepIds[1], status: 'in_progress' }),
      ]);
      const last = await api.post(at('/advance'));
      expect(last.body).toEqual({
        id: unit,
        jobId,
        pathId,
        currentStepIndex: -1,
        currentStepId: null,
        status: 'completed',
        forceCompleted: false,
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
      });
      expect(await statuses()).toEqual(['completed', 'completed']);
    });

    it('is told in the audit and the events, with the visits', async () => {
      const route = await begin(['Cut', 'Mill'], 'strict');
      const [cut, mill] = route.stepIds;
      await api.post(at('/advance'), { userId: 'ann' });
      await api.post(at('/advance'));
      expect(await trail()).toMatchObject([
        { action: 'serial_advanced', user_id: 'ann', from_step_id: cut, to_step_id: mill },
        { action: 'serial_completed', user_id: 'anonymous', from_step_id: mill, to_step_id: null },
      ]);
      const { jobId, pathId } = route;
      expect(await events()).toMatchObject([
        {
          type: 'quintet.production.serial.advanced',
          data: { jobId, pathId, fromStepId: cut, toStepId: mill, userId: 'ann', actor: expect.any(String) },
        },
        { type: 'quintet.production.serial.completed', data: { jobId, pathId, fromStepId: mill, userId: 'anonymous' } },
      ]);
      const history = await api.get(at('/history'));
      expect(history.body).toMatchObject([
        { stepId: cut, stepName: 'Cut', visit: 1, outcome: 'completed', workedSeconds: 0 },
        { stepId: mill, stepName: 'Mill', visit: 1, outcome: 'completed', workedSeconds: 0 },
      ]);
      expect(history.body[0].leftAt).toBe(history.body[1].enteredAt);
    });
  });

  describe('advance-to', () => {
    it('lists what it passes by, and leaves alone what is done', async () => {
      const route = await begin(['Cut', 'Mill', optional('Polish'), 'Wash', 'Pack', 'Ship']);
      const [, mill, polish, wash] = route.stepIds;
      await overridden(wash);
      const { status, body } = await api.post(at('/advance-to'), { targetStepId: route.stepIds[4], userId: 'ann' });
      expect([status, body]).toEqual([
        200,
        {
          serial: expect.objectContaining({
            currentStepIndex: 4,
            currentStepId: route.stepIds[4],
            status: 'in_progress',
          }),
          bypassed: [
            { stepId: mill, stepName: 'Mill', classification: 'deferred' },
            { stepId: polish, stepName: 'Polish', classification: 'skipped' },
            { stepId: wash, stepName: 'Wash', classification: 'skipped' },
          ],
        },
      ]);
      expect(await statuses()).toEqual(['completed', 'deferred', 'skipped', 'skipped', 'in_progress', 'pending']);
      expect((await trail()).slice(1)).toMatchObject([
        { action: 'step_deferred', step_id: mill },
        { action: 'step_skipped', step_id: polish },
        { action: 'step_skipped', step_id: wash },
        { action: 'serial_advanced', from_step_id: route.stepIds[0], to_step_id: route.stepIds[4] },
      ]);
      expect((await events()).map(({ type }) => type)).toEqual(
        ['override.created', 'step.deferred', 'step.skipped', 'step.skipped', 'serial.advanced'].map(
          (name) => `quintet.production.${name}`,
        ),
      );
    });

    it('completes at the number of steps', async () => {
      await begin(['Cut', optional('Polish')]);
      const { body } = await goTo(2);
      expect(body).toMatchObject({
        serial: { status: 'completed', currentStepIndex: -1, currentStepId: null },
        bypassed: [{ stepName: 'Polish', classification: 'skipped' }],
      });
    });

    it('acts the same in flexible and per_step mode', async () => {
      await begin(['Cut', 'Mill', 'Wash'], 'per_step');
      expect((await goTo(2)).body.bypassed).toMatchObject([{ stepName: 'Mill', classification: 'deferred' }]);
    });

    it.each<[string, (string | StepSpec)[], unknown, RouteOptions['mode'], string, number?]>([
      ['nothing', ['A', 'B'], undefined, 'flexible', 'targetStepIndex is required'],
      ['null', ['A', 'B'], null, 'flexible', 'targetStepIndex is required'],
      ['a fraction', ['A', 'B'], 0.5, 'flexible', 'targetStepIndex must be an integer'],
      ['text', ['A', 'B'], '1', 'flexible', 'targetStepIndex must be an integer'],
      ['where it is', ['A', 'B'], 0, 'flexible', 'Cannot advance to a step at or before the current position'],
      ['behind', ['A', 'B'], -1, 'flexible', 'Cannot advance to a step at or before the current position'],
      ['beyond the end', ['A', 'B'], 3, 'flexible', 'Target step index is out of range'],
      ['beyond the end, strict', ['A', 'B'], 3, 'strict', 'Target step index is out of range'],
      [
        'two steps on, strict',
        ['A', 'B', 'C'],
        2,
        'strict',
        'Path is in strict mode — can only advance to the next sequential step',
      ],
      [
        'past a physical step, strict',
        ['A', physical('B'), 'C'],
        2,
        'strict',
        'Path is in strict mode — can only advance to the next sequential step',
      ],
      ['past a physical step', ['A', physical('B'), 'C'], 2, 'flexible', 'Cannot skip step with physical dependency'],
      ['past an open gate', ['A', gate('B')], 2, 'flexible', 'Cannot complete serial: completion gate not passed: B'],
      [
        'past open gates and steps',
        ['A', gate('B'), 'C', gate('D')],
        4,
        'flexible',
        'Cannot complete serial: completion gate not passed: B, D',
      ],
      [
        'past steps put off by this very call',
        ['A', 'B', 'C'],
        3,
        'flexible',
        'Cannot complete serial: deferred steps not resolved: B, C',
      ],
    ])('refuses %s', async (_, steps, targetStepIndex, mode, message) => {
      await begin(steps, mode);
      await expectRefusal(() => goTo(targetStepIndex), message);
    });

    it('refuses a step of another path, and ids that are none', async () => {
      await begin(['A', 'B']);
      const other = await shop.route(['C']);
      const to = (targetStepId: unknown) => api.post(at('/advance-to'), { targetStepId });
      await expectRefusal(() => to(other.stepIds[0]), `ProcessStep not found: ${other.stepIds[0]}`, 404);
      await expectRefusal(() => to(''), 'targetStepIndex is required');
      await expectRefusal(() => to(5), 'targetStepId must be a string');
    });

    it('may pass physical steps that are optional, overridden or completed', async () => {
      const route = await begin(['A', optional('B', physical('B')), physical('C'), physical('D'), 'E']);
      await overridden(route.stepIds[2]);
      await server.query(
        `INSERT INTO production.serial_steps (tenant_id, serial_number, step_id, status) VALUES ($1, 1, $2, 'completed')`,
        [shop.tenantId, route.stepIds[3]],
      );
      const { body } = await goTo(4);
      expect((body.bypassed as { stepName: string }[]).map(({ stepName }) => stepName)).toEqual(['B', 'C']);
      expect(await statuses()).toEqual(['completed', 'skipped', 'skipped', 'completed', 'in_progress']);
    });

    it('may go to the next step in strict mode', async () => {
      await begin(['A', physical('B')], 'strict');
      expect((await goTo(1)).body).toMatchObject({ serial: { currentStepIndex: 1 }, bypassed: [] });
    });
  });

  describe('completion', () => {
    it('counts the step that is left as completed', async () => {
      await begin(['A', gate('B')]);
      await advance(2);
    });

    it.each<[string, (string | StepSpec)[], string | undefined]>([
      ['a required gate', ['A', gate('G'), 'C'], 'Cannot complete serial: completion gate not passed: G'],
      ['a required step', ['A', 'B', 'C'], 'Cannot complete serial: deferred steps not resolved: B'],
      ['a gate and a step', ['A', gate('G'), 'B', 'C'], 'Cannot complete serial: completion gate not passed: G'],
      ['an optional gate', ['A', optional('G', gate('G')), 'C'], undefined],
      ['an optional step', ['A', optional('B'), 'C'], undefined],
    ])('looks at %s that was passed by', async (_, steps, message) => {
      await begin(steps);
      await goTo(steps.length - 1);
      if (message === undefined) await advance(1);
      else await expectRefusal(() => api.post(at('/advance')), message);
    });

    it.each(['completed', 'waived', 'overridden'])('lets pass when what was deferred is %s', async (how) => {
      const route = await begin(['A', gate('G'), 'B', 'C']);
      await goTo(3);
      for (const step of route.stepIds.slice(1, 3)) {
        if (how === 'overridden') await overridden(step);
        if (how === 'completed') await api.post(at(`/complete-deferred/${step}`));
        if (how === 'waived') await api.post(at(`/waive-step/${step}`), { reason: 'r', approverId: 'bob' });
      }
      await advance(1);
    });
  });

  describe('a unit that is finished', () => {
    const calls: [string, object, string, string][] = [
      ['/advance', {}, 'Cannot advance a scrapped serial', 'Serial number is already completed'],
      ['/advance-to', {}, 'Cannot advance a scrapped serial', 'Cannot advance a completed serial'],
      ['/scrap', {}, 'Serial is already scrapped', 'Cannot scrap a completed serial'],
      ['/force-complete', {}, 'Cannot force-complete a scrapped serial', 'Serial is already completed'],
      ['/send-back', {}, 'Cannot send back a scrapped serial', 'Cannot send back a completed serial'],
    ];

    it.each(['scrapped', 'completed'])('stays %s whatever is asked', async (status) => {
      await begin(['A']);
      if (status === 'completed') await advance(1);
      else expect((await api.post(at('/scrap'), { reason: 'damaged' })).status).toBe(200);
      for (const [path, body, scrapped, completed] of calls) {
        await expectRefusal(() => api.post(at(path), body), status === 'scrapped' ? scrapped : completed);
      }
    });
  });

  describe('scrap', () => {
    it('keeps where and why', async () => {
      const route = await begin(['A', 'B']);
      await advance(1);
      const sent = { reason: 'other', explanation: 'Dropped.', userId: 'ann' };
      const { status, body } = await api.post(at('/scrap'), sent);
      expect([status, body]).toEqual([
        200,
        {
          id: unit,
          jobId: route.jobId,
          pathId: route.pathId,
          currentStepIndex: 1,
          currentStepId: route.stepIds[1],
          status: 'scrapped',
          scrapReason: 'other',
          scrapExplanation: 'Dropped.',
          scrapStepId: route.stepIds[1],
          scrappedAt: body.updatedAt,
          scrappedBy: 'ann',
          forceCompleted: false,
          createdAt: expect.any(String),
          updatedAt: expect.any(String),
        },
      ]);
      expect((await trail()).at(-1)).toMatchObject({
        action: 'serial_scrapped',
        from_step_id: route.stepIds[1],
        metadata: { reason: 'other', explanation: 'Dropped.' },
      });
      expect((await api.get(at('/history'))).body.at(-1)).toMatchObject({ stepName: 'B', outcome: 'scrapped' });
      expect(await statuses()).toEqual(['completed', 'in_progress']);
    });

    it.each([
      [{}, 'Scrap reason is required'],
      [{ reason: ' ' }, 'Scrap reason is required'],
      [{ reason: 5 }, 'Scrap reason is required'],
      [{ reason: 'lost' }, 'reason must be one of: out_of_tolerance, process_defect, damaged, operator_error, other'],
      [{ reason: 'other' }, 'Explanation is required when scrap reason is "other"'],
      [{ reason: 'other', explanation: ' ' }, 'Explanation is required when scrap reason is "other"'],
      [{ reason: 'damaged', explanation: 5 }, 'explanation must be a string'],
      [{ reason: 'damaged', explanation: 'x'.repeat(10_001) }, 'explanation must be at most 10000 characters'],
      [{ reason: 'damaged', explanation: '\u0000' }, 'explanation must not contain null characters'],
      [{ reason: 'damaged', userId: 'x'.repeat(201) }, 'userId must be at most 200 characters'],
    ])('refuses %j', async (body, message) => {
      await begin(['A']);
      await expectRefusal(() => api.post(at('/scrap'), body), message);
    });
  });

  describe('force-complete', () => {
    it('ignores gates and what was put off, and keeps what was missing', async () => {
      const route = await begin(['A', gate('G'), 'B', optional('O'), 'C', 'D']);
      const [, g, b, , c, d] = route.stepIds;
      await overridden(d);
      await goTo(4);
      const { status, body } = await api.post(at('/force-complete'), { reason: 'As it is.', userId: 'ann' });
      expect([status, body]).toEqual([
        200,
        expect.objectContaining({
          status: 'completed',
          currentStepIndex: -1,
          currentStepId: null,
          forceCompleted: true,
          forceCompletedBy: 'ann',
          forceCompletedAt: body.updatedAt,
          forceCompletedReason: 'As it is.',
        }),
      ]);
      expect((await trail()).at(-1)).toMatchObject({
        action: 'serial_force_completed',
        user_id: 'ann',
        metadata: { reason: 'As it is.', incompleteStepIds: [g, b, c] },
      });
      expect((await api.get(at('/history'))).body.at(-1)).toMatchObject({ stepName: 'C', outcome: 'forced' });
      expect(await statuses()).toEqual(['completed', 'deferred', 'deferred', 'skipped', 'in_progress', 'pending']);
    });

    it('refuses where nothing is missing', async () => {
      const route = await begin(['A', optional('B'), 'C']);
      await overridden(route.stepIds[2]);
      await advance(1);
      await expectRefusal(
        () => api.post(at('/force-complete')),
        'Serial has no incomplete required steps — use normal completion',
      );
    });
  });

  describe('deferred steps', () => {
    it.each<[string, object, string]>([
      ['complete-deferred', {}, 'completed'],
      ['waive-step', { reason: 'Covered.', approverId: 'bob' }, 'waived'],
    ])('are resolved by %s', async (call, body, status) => {
      const route = await begin(['A', 'B', 'C']);
      await goTo(2);
      const answer = await api.post(at(`/${call}/${route.stepIds[1]}`), { ...body, userId: 'ann' });
      expect([answer.status, answer.body]).toEqual([
        200,
        {
          id: expect.stringMatching(/^snss_[A-Za-z0-9_-]{12}$/),
          serialId: unit,
          stepId: route.stepIds[1],
          stepIndex: 1,
          status,
          updatedAt: expect.any(String),
        },
      ]);
      expect(Object.keys(answer.body)).toEqual(['id', 'serialId', 'stepId', 'stepIndex', 'status', 'updatedAt']);
      expect((await trail()).at(-1)).toMatchObject(
        status === 'waived'
          ? {
              action: 'step_waived',
              user_id: 'bob',
              step_id: route.stepIds[1],
              metadata: { reason: 'Covered.', approverId: 'bob' },
            }
          : { action: 'deferred_step_completed', user_id: 'ann', step_id: route.stepIds[1] },
      );
      const again = await api.post(at(`/${call}/${route.stepIds[1]}`), body);
      expect(again.body.message).toBe(
        status === 'waived'
          ? 'Can only waive deferred required steps'
          : 'Can only complete deferred steps — step status is: completed',
      );
    });

    it('are refused in the order of the texts', async () => {
      const route = await begin(['A', 'B', 'C']);
      const [a, b] = route.stepIds;
      const waiver = { reason: 'r', approverId: 'b' };
      const waive = (step: string, body: object = waiver) => api.post(at(`/waive-step/${step}`), body);
      const complete = (step: string) => api.post(at(`/complete-deferred/${step}`));
      const untold = 'Waiver requires a reason and approver identity';
      await expectRefusal(() => waive('x', { reason: 'r' }), untold);
      await expectRefusal(() => waive('x', { approverId: 'b' }), untold);
      await expectRefusal(() => waive('x', { reason: ' ', approverId: 'b' }), untold);
      await expectRefusal(() => waive('x'), `SnStepStatus not found: ${unit}/x`, 404);
      await expectRefusal(() => complete('x'), `SnStepStatus not found: ${unit}/x`, 404);
      await expectRefusal(() => waive(b), 'Can only waive deferred required steps');
      await expectRefusal(() => complete(a), 'Can only complete deferred steps — step status is: in_progress');
      await expectRefusal(() => complete(b), 'Can only complete deferred steps — step status is: pending');
      await goTo(2);
      await server.query('UPDATE production.steps SET optional = true WHERE id = $1', [b]);
      await expectRefusal(() => waive(b), 'Can only waive required steps — this step is optional');
      await api.post(at('/scrap'), { reason: 'damaged' });
      await expectRefusal(() => waive(b), 'Cannot modify a scrapped serial');
      await expectRefusal(() => complete(b), 'Cannot modify a scrapped serial');
    });
  });

  describe('overrides', () => {
    it('are made, listed and reversed', async () => {
      const route = await begin(['A', 'B']);
      await shop.units(route, 2);
      const stepId = route.stepIds[1];
      const body = { serialIds: ['SN-00002', unit, unit], stepId, reason: 'Agreed.', userId: 'ann' };
      const made = await api.post('/api/serials/none/overrides', body);
      const override = {
        id: expect.stringMatching(/^snso_[A-Za-z0-9_-]{12}$/),
        stepId,
        active: true,
        reason: 'Agreed.',
        createdBy: 'ann',
        createdAt: expect.any(String),
      };
      expect([made.status, made.body]).toEqual([
        200,
        [
          { ...override, serialId: 'SN-00002' },
          { ...override, serialId: unit },
        ],
      ]);
      const more = await api.post(at('/overrides'), { ...body, serialIds: [unit, 'SN-00003'] });
      expect(more.body).toEqual([{ ...override, serialId: 'SN-00003' }]);
      expect((await api.get(at('/step-statuses'))).body[1]).toMatchObject({ hasOverride: true, optional: false });
      const reversed = await api.delete(at(`/overrides/${stepId}`));
      expect([reversed.status, reversed.body]).toEqual([200, { success: true }]);
      expect((await api.get(at('/overrides'))).body).toEqual([{ ...override, serialId: unit, active: false }]);
      expect((await overridden(stepId)).body).toHaveLength(1);
      expect((await api.get(at('/overrides'))).body).toMatchObject([{ active: false }, { active: true }]);
      expect(await trail()).toMatchObject([
        { action: 'step_override_created', user_id: 'ann', step_id: stepId, metadata: { reason: 'Agreed.' } },
        { action: 'step_override_reversed', user_id: 'anonymous', step_id: stepId },
        { action: 'step_override_created' },
      ]);
      expect((await events()).map(({ type }) => type)).toEqual(
        ['created', 'reversed', 'created'].map((name) => `quintet.production.override.${name}`),
      );
      expect((await api.get('/api/serials/none/overrides')).body).toEqual([]);
    });

    it('are refused as a whole', async () => {
      const route = await begin(['A', 'B']);
      const other = await shop.route(['C']);
      await shop.units(other);
      await shop.units(route);
      await api.post('/api/serials/SN-00003/advance');
      const [a, b] = route.stepIds;
      const make = (body: object) => () => api.post(at('/overrides'), body);
      const serialIds = [unit];
      await expectRefusal(make({}), 'serialIds must have at least one item');
      await expectRefusal(make({ serialIds: 'x' }), 'serialIds must have at least one item');
      await expectRefusal(make({ serialIds: [5] }), 'serialIds must be an array of strings');
      await expectRefusal(make({ serialIds: Array(1001).fill('x') }), 'serialIds must have at most 1000 items');
      await expectRefusal(make({ serialIds }), 'stepId is required');
      await expectRefusal(make({ serialIds, stepId: b }), 'reason is required');
      const body = { stepId: a, reason: 'r' };
      await expectRefusal(make({ ...body, serialIds: [unit, 'SN-9'] }), 'Serial not found: SN-9', 404);
      await expectRefusal(make({ ...body, serialIds: [unit, 'SN-00002'] }), `ProcessStep not found: ${a}`, 404);
      await expectRefusal(
        make({ ...body, serialIds: [unit, 'SN-00003'] }),
        'Cannot override a step that has already been completed',
      );
      await api.post('/api/serials/SN-00003/scrap', { reason: 'damaged' });
      await expectRefusal(make({ ...body, serialIds: [unit, 'SN-00003'] }), 'Cannot modify a scrapped serial');
    });

    it('are not reversed once they had their effect', async () => {
      const route = await begin(['A', 'B', 'C']);
      const [a, b] = route.stepIds;
      const reverse = (step: string) => () => api.delete(at(`/overrides/${step}`));
      await expectRefusal(reverse(a), 'No active override found for this step');
      await expectRefusal(reverse('x'), 'No active override found for this step');
      await overridden(a);
      await overridden(b);
      await goTo(2);
      await expectRefusal(reverse(a), 'Cannot reverse override — step has already been completed');
      await expectRefusal(reverse(b), 'Cannot reverse override — step has already been skipped');
    });
  });

  describe('send-back', () => {
    it('begins the step again, and counts', async () => {
      const route = await begin(['A', optional('B'), 'C', 'D', 'E']);
      const [a, , c] = route.stepIds;
      await goTo(2);
      await goTo(4);
      const { status, body } = await api.post(at('/send-back'), { targetStepIndex: 0, reason: 'Bore.', userId: 'ann' });
      expect([status, body]).toEqual([
        200,
        expect.objectContaining({ currentStepIndex: 0, currentStepId: a, status: 'in_progress', reworkCount: 1 }),
      ]);
      expect(await statuses()).toEqual(['in_progress', 'pending', 'pending', 'deferred', 'pending']);
      expect((await trail()).at(-1)).toMatchObject({
        action: 'serial_sent_back',
        from_step_id: route.stepIds[4],
        to_step_id: a,
        metadata: { reason: 'Bore.' },
      });
      await goTo(2);
      const again = await api.post(at('/send-back'), { targetStepId: a, reason: 'Again.' });
      expect(again.body.reworkCount).toBe(2);
      const visits = (await api.get(at('/history'))).body as { stepId: string; visit: number; outcome?: string }[];
      expect(visits.map(({ stepId, visit, outcome }) => [stepId, visit, outcome])).toEqual([
        [a, 1, 'completed'],
        [c, 1, 'completed'],
        [route.stepIds[4], 1, 'sent_back'],
        [a, 2, 'completed'],
        [c, 2, 'sent_back'],
        [a, 3, undefined],
      ]);
    });

    it.each([
      [{}, 'reason is required'],
      [{ targetStepIndex: 0 }, 'reason is required'],
      [{ reason: 'r' }, 'targetStepIndex is required'],
      [{ reason: 'r', targetStepIndex: 0.5 }, 'targetStepIndex must be an integer'],
      [{ reason: 'r', targetStepIndex: 1 }, 'Cannot send back to a step at or after the current position'],
      [{ reason: 'r', targetStepIndex: 9 }, 'Cannot send back to a step at or after the current position'],
      [{ reason: 'r', targetStepIndex: -1 }, 'Target step index is out of range'],
    ])('refuses %j', async (body, message) => {
      await begin(['A', 'B', 'C']);
      await advance(1);
      await expectRefusal(() => api.post(at('/send-back'), body), message);
    });

    it('shows a long history, and many overrides, page by page', async () => {
      const route = await begin(['A', 'B']);
      const [a, b] = route.stepIds;
      for (let turn = 0; turn < 2; turn++) {
        await advance(1);
        await api.post(at('/send-back'), { targetStepIndex: 0, reason: 'r' });
        await overridden(b);
        await api.delete(at(`/overrides/${b}`));
      }
      await overridden(b);
      const pages = async (path: string) => {
        const rows: Record<string, unknown>[] = [];
        let next: string | undefined = `${at(path)}?limit=2`;
        while (next) {
          const { body, headers }: Answer = await api.get(next);
          rows.push(...(body as Record<string, unknown>[]));
          next = /<([^>]+)>/.exec(headers.get('link') ?? '')?.[1];
        }
        return rows;
      };
      expect((await pages('/history')).map(({ stepId, visit }) => [stepId, visit])).toEqual([
        [a, 1],
        [b, 1],
        [a, 2],
        [b, 2],
        [a, 3],
      ]);
      expect((await pages('/overrides')).map(({ active }) => active)).toEqual([false, false, true]);
    });

    it('shows the seconds that were worked at each visit', async () => {
      const route = await begin(['A', 'B']);
      await server.query(
        `INSERT INTO production.time_entries (tenant_id, serial_number, step_id, visit, user_id, state, seconds, running_since)
          VALUES ($1, 1, $2, 1, 'ann', 'stopped', 12.5, NULL), ($1, 1, $2, 1, 'bob', 'stopped', 2, NULL)`,
        [shop.tenantId, route.stepIds[0]],
      );
      expect((await api.get(at('/history'))).body).toMatchObject([{ workedSeconds: 14.5 }]);
    });
  });

  describe('stale views', () => {
    const actions: [string, object][] = [
      ['/advance', {}],
      ['/advance-to', { targetStepIndex: 2 }],
      ['/scrap', { reason: 'damaged' }],
      ['/force-complete', {}],
      ['/send-back', { targetStepIndex: 0, reason: 'r' }],
    ];

    it.each(actions)('are refused by %s', async (path, body) => {
      const route = await begin(['A', 'B', 'C']);
      const [a, b] = route.stepIds;
      await advance(1);
      const moved = `Serial has moved: expected step ${a}, current step is ${b}`;
      await expectRefusal(() => api.post(at(path), { ...body, expectedStepId: a }), moved, 409);
      await expectRefusal(
        () => api.post(at(path), body, { 'if-match': '"1"' }),
        'Resource has changed since it was read',
        409,
      );
      const { headers } = await api.get(at(''));
      const seen = { 'if-match': headers.get('etag')! };
      expect((await api.post(at(path), { ...body, expectedStepId: b }, seen)).status).toBe(200);
    });

    it('come before the state', async () => {
      const route = await begin(['A']);
      await advance(1);
      const stale = { expectedStepId: route.stepIds[0] };
      const moved = `Serial has moved: expected step ${route.stepIds[0]}, current step is none`;
      for (const [path] of actions) await expectRefusal(() => api.post(at(path), stale), moved, 409);
      expect((await api.post(at('/advance'), {}, { 'if-match': '*' })).status).toBe(400);
    });

    it('are refused for steps and overrides too', async () => {
      const route = await begin(['A', 'B', 'C']);
      const [a, b] = route.stepIds;
      await goTo(2);
      const stale = { expectedStepId: a, reason: 'r', approverId: 'x' };
      for (const call of ['complete-deferred', 'waive-step']) {
        expect((await api.post(at(`/${call}/${b}`), stale)).status).toBe(409);
      }
      expect((await api.delete(at(`/overrides/${b}`), { 'if-match': '"1"' })).status).toBe(409);
    });
  });

  it('does an action once for one Idempotency-Key', async () => {
    await begin(['A', 'B', 'C']);
    const key = { 'idempotency-key': 'k-1' };
    const [first, second] = [await api.post(at('/advance'), {}, key), await api.post(at('/advance'), {}, key)];
    expect(second.text).toBe(first.text);
    expect(await statuses()).toEqual(['completed', 'in_progress', 'pending']);
    const other = await api.post(at('/advance'), { userId: 'ann' }, key);
    expect([other.status, other.body.message]).toEqual([
      409,
      'Idempotency-Key was already used with a different request',
    ]);
  });

  it('counts what moved', async () => {
    await begin(['A', 'B']);
    await advance(1);
    await api.post(at('/advance'), { expectedStepId: 'x' });
    const metrics = (await server.client().get('/metrics')).text;
    for (const name of ['units_created_total', 'moves_total{kind="advance"}', 'conflicts_total']) {
      expect(metrics).toMatch(new RegExp(`^quintet_production_${name.replace(/[{}]/g, '\\$&')} [1-9]`, 'm'));
    }
    expect(metrics).toContain('quintet_production_counter_wait_seconds_count');
  });
});
