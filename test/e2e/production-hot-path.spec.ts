import { randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { LEAVING_GUARDS } from '../../src/domains/production-jobs/movement/leaving-guards';
import type { LeavingGuard } from '../../src/domains/production-jobs/movement/leaving-guards';
import { BulkMovesService } from '../../src/domains/production-jobs/serials/moves/bulk-moves.service';
import { MovesService } from '../../src/domains/production-jobs/serials/moves/moves.service';
import type { UnitCall } from '../../src/domains/production-jobs/serials/unit-actions';
import { Database } from '../../src/kernel/database/database';
import { openApp } from '../support/app';

describe('what a move asks of the database and of its guards', () => {
  let app: NestFastifyApplication;
  let close: () => Promise<void>;
  let database: Database;
  let moves: MovesService;
  let guards: LeavingGuard[];

  const caller = {
    tenantId: randomUUID(),
    tenantName: 'shop',
    subject: 'key',
    displayName: 'key',
    scopes: new Set<string>(),
  };
  const call = (number: number, body: object = {}): UnitCall => ({
    caller,
    id: `SN-0000${number}`,
    resource: 'SerialNumber',
    body,
  });

  beforeAll(async () => {
    ({ app, close } = await openApp());
    database = app.get(Database);
    moves = app.get(MovesService, { strict: false });
    guards = app.get<LeavingGuard[]>(LEAVING_GUARDS, { strict: false });
    guards.length = 0;
    await database.pool.query(`
      INSERT INTO platform.tenants (id, name) VALUES ('${caller.tenantId}', 'shop');
      INSERT INTO production.jobs (tenant_id, id, name, goal_quantity) VALUES ('${caller.tenantId}', 'job', 'J', 1);
      INSERT INTO production.paths (tenant_id, id, job_id, name, goal_quantity, advancement_mode)
        VALUES ('${caller.tenantId}', 'path', 'job', 'P', 1, 'strict');
      INSERT INTO production.steps (tenant_id, id, path_id, ordinal, name) SELECT '${caller.tenantId}', name, 'path', place, name
        FROM (VALUES ('a', 0), ('b', 1), ('c', 2)) AS step (name, place);
      INSERT INTO production.serials (tenant_id, number, job_id, path_id, current_step_id)
        SELECT '${caller.tenantId}', number, 'job', 'path', 'a' FROM generate_series(1, 5) AS number;
      INSERT INTO production.step_visits (tenant_id, serial_number, step_id, path_id)
        SELECT '${caller.tenantId}', number, 'a', 'path' FROM generate_series(1, 5) AS number`);
  });

  afterEach(() => {
    guards.length = 0;
    jest.restoreAllMocks();
  });

  afterAll(() => close());

  it('is two reads and one write', async () => {
    const run = jest.spyOn(database, 'run');
    expect(await moves.advance(call(1))).toMatchObject({ currentStepId: 'b' });
    expect(run.mock.calls.map(([{ name }]) => name)).toEqual([
      'production-units-lock',
      'production-unit-steps',
      'production-units-write',
    ]);
  });

  it('is one write for all units of a path', async () => {
    const run = jest.spyOn(database, 'run');
    const bulk = app.get(BulkMovesService, { strict: false });
    expect(await bulk.advance(caller, { serialIds: ['SN-00003', 'SN-00002'] })).toMatchObject({ advanced: 2 });
    expect(run).toHaveBeenCalledTimes(3);
  });

  it('is refused by a guard, for the units that it names', async () => {
    const text = 'Inspection required before leaving step: a';
    guards.push({ beforeLeaving: () => Promise.resolve(new Map([['4', text]])) });
    await expect(moves.advance(call(4))).rejects.toMatchObject({ kind: 'invalid', message: text });
    const bulk = app.get(BulkMovesService, { strict: false });
    expect((await bulk.advance(caller, { serialIds: ['SN-00005', 'SN-00004'] })).results).toEqual([
      { serialId: 'SN-00005', success: true, newStatus: 'in_progress' },
      { serialId: 'SN-00004', success: false, error: text },
    ]);
    expect(await moves.scrap(call(4, { reason: 'damaged' }))).toMatchObject({ status: 'scrapped' });
  });

  it('is undone when a guard fails afterwards', async () => {
    const told: string[] = [];
    guards.push({
      afterLeaving: (_, units, { userId }) => {
        told.push(...units.map(({ number, currentStepId }) => `${number} left ${currentStepId} by ${userId}`));
        return Promise.reject(new Error('broken'));
      },
    });
    await expect(moves.advance(call(1, { userId: 'ann' }))).rejects.toThrow('broken');
    expect(told).toEqual(['1 left b by ann']);
    guards.length = 0;
    expect(await moves.sendBack(call(1, { targetStepIndex: 0, reason: 'r' }))).toMatchObject({ currentStepId: 'a' });
  });
});
