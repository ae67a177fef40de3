import { Client } from 'pg';
import { serialNumber } from '../../src/domains/production-jobs/serials/serial-id';
import { LOCK_UNITS } from '../../src/domains/production-jobs/serials/unit-locks';
import { among } from '../support/production-checks';
import { Shop } from '../support/production-shop';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';
import { waitFor } from '../support/wait-for';

const UNDER_UNITS = 'Cannot remove step — advance all parts through this step first';

/** What is wrong with a unit in progress: each row is a fault. */
const FAULTS = `
  SELECT unit.number, step.name, fault.what
  FROM production.serials AS unit
  LEFT JOIN production.steps AS here ON here.tenant_id = unit.tenant_id AND here.id = unit.current_step_id
    AND here.path_id = unit.path_id AND here.removed_at IS NULL
  LEFT JOIN production.steps AS step ON step.tenant_id = unit.tenant_id AND step.path_id = unit.path_id
    AND step.removed_at IS NULL
  LEFT JOIN production.serial_steps AS recorded ON recorded.tenant_id = unit.tenant_id
    AND recorded.serial_number = unit.number AND recorded.step_id = step.id
  CROSS JOIN LATERAL (SELECT CASE
    WHEN here.id IS NULL THEN 'is nowhere'
    WHEN step.ordinal < here.ordinal AND recorded.status IS NULL THEN 'has left a step without a status'
    WHEN step.ordinal > here.ordinal AND recorded.status NOT IN ('completed', 'waived') THEN recorded.status || ' ahead'
    WHEN NOT EXISTS (SELECT FROM production.step_visits AS visit WHERE visit.tenant_id = unit.tenant_id
      AND visit.serial_number = unit.number AND left_at IS NULL AND visit.step_id = here.id) THEN 'has no open visit'
    END AS what) AS fault
  WHERE unit.tenant_id = $1 AND unit.status = 'in_progress' AND fault.what IS NOT NULL`;

describe('PUT /api/paths/{id} of steps', () => {
  let server: Server;
  let shop: Shop;
  let jobId: string;

  beforeAll(async () => {
    server = await sharedServer();
    shop = await Shop.open(server);
    jobId = await shop.job();
    await shop.user('user_ada', 'Ada');
  });

  afterAll(() => server?.stop());

  interface PathAnswer {
    id: string;
    jobId: string;
    steps: { id: string; name: string }[];
  }

  const route = async (...steps: object[]): Promise<PathAnswer> =>
    (await shop.path({ jobId, steps })).body as PathAnswer;
  const put = async (path: PathAnswer, steps: object[], more = {}): Promise<PathAnswer> => {
    const { status, body, text } = await shop.api.put(`/api/paths/${path.id}`, { steps, ...more });
    expect([status, text]).toEqual([200, text]);
    return body as PathAnswer;
  };
  const on = ({ id }: PathAnswer) => ({ jobId, pathId: id });
  const named = (name: string, more = {}) => ({ name, ...more });
  /** The step by its name, its index, and the statuses that are recorded, by name; `*` marks steps that are taken off. */
  const stateOf = async (unit: string) => {
    const [row] = await server.query(
      `SELECT serial.status, serial.version::int, (SELECT step.name FROM production.steps AS step
          WHERE step.tenant_id = $1 AND step.id = current_step_id AND removed_at IS NULL) AS at, (
          SELECT json_agg(step.name || ' ' || visit ORDER BY visit.entered_at) FROM production.step_visits AS visit
          JOIN production.steps AS step ON step.tenant_id = $1 AND step.id = step_id
          WHERE visit.tenant_id = $1 AND serial_number = number AND left_at IS NULL) AS visits, coalesce((
          SELECT json_object_agg(step.name || CASE WHEN removed_at IS NULL THEN '' ELSE '*' END, recorded.status)
          FROM production.serial_steps AS recorded
          JOIN production.steps AS step ON step.tenant_id = $1 AND step.id = step_id
          WHERE recorded.tenant_id = $1 AND serial_number = number), '{}') AS steps
        FROM production.serials AS serial WHERE tenant_id = $1 AND number = $2`,
      [shop.tenantId, serialNumber(unit)],
    );
    return row;
  };
  const record = (unit: string, stepId: string, status: string) =>
    server.query(
      `INSERT INTO production.serial_steps (tenant_id, serial_number, step_id, status) VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant_id, serial_number, step_id) DO UPDATE SET status = $4`,
      [shop.tenantId, serialNumber(unit), stepId, status],
    );
  const override = (unit: string, stepId: string, active = true) =>
    server.query(
      `INSERT INTO production.overrides (tenant_id, serial_number, step_id, reason, created_by, active)
        VALUES ($1, $2, $3, 'r', 'u', $4)`,
      [shop.tenantId, serialNumber(unit), stepId, active],
    );

  describe('without ids', () => {
    it('replaces the list: new ids, no assignments but those sent', async () => {
      const path = await route(named('A', { location: 'Hall', assignedTo: 'user_ada' }), named('B'));
      const after = await put(path, [named('A'), named('B', { assignedTo: 'user_ada' }), named('C', { id: null })]);
      expect(after.steps).toEqual([
        { id: expect.any(String), name: 'A', order: 0, optional: false, dependencyType: 'preferred' },
        {
          id: expect.any(String),
          name: 'B',
          order: 1,
          assignedTo: 'user_ada',
          optional: false,
          dependencyType: 'preferred',
        },
        { id: expect.any(String), name: 'C', order: 2, optional: false, dependencyType: 'preferred' },
      ]);
      const before = path.steps.map(({ id }) => id);
      expect(after.steps.filter(({ id }) => before.includes(id))).toEqual([]);
    });

    it('leaves units at their index, with statuses, override and visit by position', async () => {
      const path = await route(named('A'), named('B'), named('C'), named('D'));
      const [a, b] = path.steps;
      const [unit] = await shop.units(on(path), 1, 2);
      await record(unit, b.id, 'skipped');
      await override(unit, a.id, false);
      await override(unit, b.id);
      const after = await put(
        path,
        ['P', 'Q', 'R', 'S', 'T'].map((name) => named(name)),
      );
      expect(await stateOf(unit)).toEqual({
        status: 'in_progress',
        version: 4,
        at: 'R',
        visits: ['R 1'],
        steps: { P: 'completed', Q: 'skipped' },
      });
      const overrides = await server.query(
        'SELECT step_id, active FROM production.overrides WHERE tenant_id = $1 AND serial_number = $2 ORDER BY seq',
        [shop.tenantId, serialNumber(unit)],
      );
      expect(overrides).toEqual([
        { step_id: a.id, active: false },
        { step_id: after.steps[1].id, active: true },
      ]);
    });

    it('takes timers, inspections and inspection plans along by position', async () => {
      const path = await route(named('A'), named('B'), named('C'));
      const [unit] = await shop.units(on(path), 1, 1);
      await shop.advance([unit]);
      await shop.sendBack(unit, 1);
      const call = async (method: 'post' | 'put', url: string, body: object) => {
        const { status, text, body: answer } = await shop.api[method](url, body);
        expect([200, 201, text]).toContain(status);
        return answer as { id: string };
      };
      const plan = { blockAdvance: true, characteristics: [{ name: 'Clean', type: 'boolean', required: true }] };
      await call('put', `/api/steps/${path.steps[1].id}/inspection-plan`, plan);
      const at = `/api/serials/${unit}`;
      const { id: running } = await call('post', `${at}/time/start`, { userId: 'ann' });
      const { id: stopped } = await call('post', `${at}/time/start`, { userId: 'bob' });
      await call('post', `${at}/time/stop`, { userId: 'bob' });
      await call('post', `${at}/inspections`, { results: [{ name: 'Clean', value: true }] });
      const { steps } = await put(path, [named('P'), named('Q'), named('R')]);
      const [, { id: stepId }] = steps;

      expect((await shop.api.get(`/api/steps/${stepId}/inspection-plan`)).body).toEqual(plan);
      const time = (await shop.api.get(`${at}/time`)).body;
      expect(time.steps).toMatchObject([{ stepId, stepName: 'Q', running: true }]);
      expect(time.steps[0].entries).toMatchObject([
        { id: running, stepId, visit: 1, state: 'running' },
        { id: stopped, stepId, visit: 1, state: 'stopped' },
      ]);
      expect((await shop.api.get(`${at}/inspections`)).body).toMatchObject([{ stepId, visit: 1, result: 'pass' }]);
      await shop.advance([unit]);
      expect((await shop.api.get(`${at}/time`)).body.steps).toMatchObject([{ stepId, running: false }]);
      await shop.sendBack(unit, 1);
      const { status, body } = await shop.api.post(`${at}/advance`);
      expect([status, body.message]).toEqual([400, 'Inspection required before leaving step: Q']);
    });

    it('leaves finished units as they are', async () => {
      const path = await route(named('A'), named('B'));
      const [done, scrapped] = await shop.units(on(path), 2, 1);
      await shop.advance([done]);
      await shop.scrap(scrapped);
      await put(path, [named('P')]);
      expect(await stateOf(done)).toMatchObject({
        status: 'completed',
        version: 3,
        steps: { 'A*': 'completed', 'B*': 'completed' },
      });
      expect(await stateOf(scrapped)).toMatchObject({ status: 'scrapped', version: 3, steps: { 'A*': 'completed' } });
      const [row] = await server.query(
        'SELECT current_step_id AS id FROM production.serials WHERE tenant_id = $1 AND number = $2',
        [shop.tenantId, serialNumber(scrapped)],
      );
      expect(row).toEqual({ id: path.steps[1].id });
    });

    it('refuses a list that ends before a unit, and changes nothing', async () => {
      const path = await route(named('A'), named('B'), named('C'));
      const [unit] = await shop.units(on(path), 1, 2);
      const state = await stateOf(unit);
      const { status, body } = await shop.api.put(`/api/paths/${path.id}`, {
        name: 'New',
        steps: [named('X'), named('Y')],
      });
      expect([status, body.message]).toEqual([400, UNDER_UNITS]);
      const { distribution: _, ...unchanged } = (await shop.api.get(`/api/paths/${path.id}`)).body;
      expect([unchanged, await stateOf(unit)]).toEqual([path, state]);
    });
  });

  describe('with ids', () => {
    it('matches by id: keeps what is absent, clears what is null, orders by index', async () => {
      const path = await route(
        named('A', { location: 'Hall', assignedTo: 'user_ada', optional: true, dependencyType: 'physical' }),
        named('B', { location: 'Yard', assignedTo: 'user_ada' }),
        named('C'),
      );
      const [a, b] = path.steps;
      const after = await put(path, [
        { id: b.id, name: 'B2', location: null, assignedTo: null },
        { name: 'N', location: 'New' },
        { id: a.id, name: 'A' },
      ]);
      expect(after.steps).toEqual([
        { id: b.id, name: 'B2', order: 0, optional: false, dependencyType: 'preferred' },
        { id: expect.any(String), name: 'N', order: 1, location: 'New', optional: false, dependencyType: 'preferred' },
        {
          id: a.id,
          name: 'A',
          order: 2,
          location: 'Hall',
          assignedTo: 'user_ada',
          optional: false,
          dependencyType: 'preferred',
        },
      ]);
    });

    it('refuses ids that are not of the path, or are there twice', async () => {
      const [path, other] = [await route(named('A'), named('B')), await route(named('X'))];
      const [a] = path.steps;
      const removed = (await route(named('A'))).steps[0].id;
      for (const [ids, message] of [
        [[a.id, other.steps[0].id], `Step ID "${other.steps[0].id}" does not match any existing step in this path`],
        [[a.id, a.id, removed], `Step ID "${removed}" does not match any existing step in this path`],
        [[a.id, a.id], `Duplicate step ID "${a.id}"`],
      ] as const) {
        const steps = ids.map((id) => ({ id, name: 'A' }));
        const { status, body } = await shop.api.put(`/api/paths/${path.id}`, { steps });
        expect([status, body.message]).toEqual([400, message]);
      }
    });

    it('refuses to take a step from under a unit, but not one that units have left or finished at', async () => {
      const path = await route(named('A'), named('B'), named('C'));
      const [a, b, c] = path.steps;
      const [unit] = await shop.units(on(path), 1, 1);
      const [scrapped] = await shop.units(on(path));
      await shop.scrap(scrapped);
      const { status, body } = await shop.api.put(`/api/paths/${path.id}`, { steps: [a, c] });
      expect([status, body.message]).toEqual([400, UNDER_UNITS]);
      await put(path, [b, c]);
      expect(await stateOf(unit)).toEqual({
        status: 'in_progress',
        version: 3,
        at: 'B',
        visits: ['B 1'],
        steps: { 'A*': 'completed' },
      });
    });

    it('defers required gates that come to lie before a unit, and skips the rest', async () => {
      const path = await route(
        named('A'),
        named('Gate', { dependencyType: 'completion_gate' }),
        named('Optional', { dependencyType: 'completion_gate', optional: true }),
        named('Over', { dependencyType: 'completion_gate' }),
        named('Preferred'),
        named('Physical', { dependencyType: 'physical' }),
        named('Done', { dependencyType: 'completion_gate' }),
        named('Waived', { dependencyType: 'completion_gate' }),
        named('Put off'),
      );
      const [a, gate, optional, over, preferred, physical, done, waived, putOff] = path.steps;
      const [unit, bystander] = await shop.units(on(path), 2);
      await override(unit, over.id);
      await override(unit, gate.id, false);
      await record(unit, done.id, 'completed');
      await record(unit, waived.id, 'waived');
      await record(unit, putOff.id, 'deferred');
      const order = [gate, optional, over, preferred, physical, done, waived, putOff];
      const steps = [{ name: 'New gate', dependencyType: 'completion_gate' }, { name: 'New' }, ...order, a];
      await put(path, steps, { userId: 'user_ada' });
      const expected = {
        'New gate': 'deferred',
        New: 'skipped',
        Gate: 'deferred',
        Optional: 'skipped',
        Over: 'skipped',
        Preferred: 'skipped',
        Physical: 'skipped',
        Done: 'completed',
        Waived: 'waived',
        'Put off': 'deferred',
      };
      expect(await stateOf(unit)).toEqual({
        status: 'in_progress',
        version: 2,
        at: 'A',
        visits: ['A 1'],
        steps: expected,
      });
      expect((await stateOf(bystander))!.steps).toEqual({
        ...expected,
        Over: 'deferred',
        Done: 'deferred',
        Waived: 'deferred',
        'Put off': 'skipped',
      });
      const audit = await server.query<{ action: string; name: string; user_id: string }>(
        `SELECT action, step.name, user_id FROM production.audit JOIN production.steps AS step ON step.id = step_id
          WHERE audit.tenant_id = $1 AND serial_number = $2 AND audit.path_id = $3 AND job_id = $4 ORDER BY name`,
        [shop.tenantId, serialNumber(unit), path.id, jobId],
      );
      const told = (Object.entries(expected) as [string, string][])
        .filter(([name]) => !['Done', 'Waived', 'Put off'].includes(name))
        .map(([name, status]) => ({ action: `step_${status}`, name, user_id: 'user_ada' }));
      expect(audit).toHaveLength(told.length);
      expect(audit).toEqual(expect.arrayContaining(told));
      const events = await server.query<{ type: string; data: object }>(
        `SELECT type, data FROM platform.events JOIN platform.tenants AS tenant ON tenant.id = tenant_id
          WHERE tenant_id = $1 AND subject = $2`,
        [shop.tenantId, unit],
      );
      expect(events).toHaveLength(told.length);
      expect(events).toContainEqual({
        type: 'quintet.production.step.deferred',
        data: {
          jobId,
          pathId: path.id,
          stepId: gate.id,
          userId: 'user_ada',
          actor: expect.any(String),
        },
      });
    });

    it('makes pending again what comes to lie behind a unit, but for what is settled', async () => {
      const path = await route(...['A', 'B', 'C', 'D', 'E'].map((name) => named(name)));
      const [a, b, c, d, e] = path.steps;
      const [unit] = await shop.units(on(path), 1, 4);
      await record(unit, b.id, 'skipped');
      await record(unit, c.id, 'deferred');
      await record(unit, d.id, 'waived');
      await put(path, [e, a, b, c, d]);
      expect(await stateOf(unit)).toEqual({
        status: 'in_progress',
        version: 6,
        at: 'E',
        visits: ['E 1'],
        steps: { A: 'completed', D: 'waived' },
      });
    });

    it('touches no unit where nothing of it changes, and no other tenant', async () => {
      const path = await route(named('A'), named('B'), named('C'));
      const [a, b, c] = path.steps;
      const [unit] = await shop.units(on(path), 1, 1);
      const state = await stateOf(unit);
      await put(path, [{ ...a, name: 'A' }, b, { name: 'N' }, c]);
      expect(await stateOf(unit)).toEqual(state);
    });
  });

  it('keeps all units whole while they advance', async () => {
    let path = await route(...['A', 'B', 'C', 'D', 'E', 'F'].map((name) => named(name)));
    const units = await shop.units(on(path), 120);
    let moving = true;
    const moves = among(8, [units, units, units, units].flat(), async (unit) => {
      const { status, body } = await shop.api.post(`/api/serials/${unit}/advance`);
      expect([
        [200, undefined],
        [400, 'Serial number is already completed'],
      ]).toContainEqual([status, body.message]);
    }).finally(() => (moving = false));
    const statuses = new Map<string, number>();
    for (let round = 0; moving || round < 6; round++) {
      const [first, ...rest] = path.steps.map(({ id, name }) => ({ id, name }));
      const shapes = [
        path.steps.map(({ name }) => ({ name })),
        [...rest, first],
        [first, { name: `N${round}` }, ...rest].slice(0, 8),
        path.steps.slice(0, 3).map(({ name }) => ({ name })),
      ];
      const { status, body } = await shop.api.put(`/api/paths/${path.id}`, { steps: shapes[round % shapes.length] });
      const outcome = status === 200 ? '200' : String(body.message);
      statuses.set(outcome, 1 + (statuses.get(outcome) ?? 0));
      if (status === 200) path = body as PathAnswer;
      expect(await server.query(FAULTS, [shop.tenantId])).toEqual([]);
    }
    await moves;
    expect([...statuses.keys()].sort()).toEqual(expect.arrayContaining(['200']));
    expect([...statuses.keys()].filter((outcome) => outcome !== '200' && outcome !== UNDER_UNITS)).toEqual([]);
    expect(await server.query(FAULTS, [shop.tenantId])).toEqual([]);
    const [{ all, ends }] = await server.query<{ all: number; ends: number }>(
      `SELECT count(*)::int AS all, count(*) FILTER (WHERE (status = 'completed') = (current_step_id IS NULL))::int AS ends
        FROM production.serials WHERE tenant_id = $1 AND path_id = $2`,
      [shop.tenantId, path.id],
    );
    expect([all, ends]).toEqual([120, 120]);
  });

  it.each([
    ['PUT of the path', (path: PathAnswer) => shop.api.put(`/api/paths/${path.id}`, { steps: [named('X')] })],
    [
      'PATCH of a step',
      ({ steps: [{ id }] }: PathAnswer) => shop.api.patch(`/api/steps/${id}/config`, { optional: true }),
    ],
  ])('%s comes before moves and creations that begin after it', async (_, change) => {
    const path = await route(named('A'));
    const [unit] = await shop.units(on(path));
    const [before, behind] = await Promise.all(
      [1, 2].map(async () => {
        const client = new Client({ connectionString: server.databaseUrl });
        await client.connect();
        await client.query('BEGIN');
        return client;
      }),
    );
    const lock = [shop.tenantId, [serialNumber(unit)]];
    const waiting = (count: number) =>
      waitFor(
        async () =>
          (
            await server.query(
              `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
            )
          ).length === count,
        { what: `${count} transactions to wait` },
      );
    await before.query(LOCK_UNITS.text, lock);
    const answer = change(path);
    await waiting(1);
    const move = behind.query(LOCK_UNITS.text, lock);
    const creation = shop.api.post('/api/serials', { ...on(path), quantity: 1 });
    await waiting(3);
    await before.query('COMMIT');
    expect([(await answer).status, (await move).rowCount, (await creation).status]).toEqual([200, 1, 201]);
    await Promise.all([before.end(), behind.end()]);
  });
});
