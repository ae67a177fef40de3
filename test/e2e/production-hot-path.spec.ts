import { randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { MovesService } from '../../src/domains/production-jobs/serials/moves/moves.service';
import { Database } from '../../src/kernel/database/database';
import { openApp } from '../support/app';

describe('the hot path of units', () => {
  let app: NestFastifyApplication;
  let close: () => Promise<void>;

  beforeAll(async () => {
    ({ app, close } = await openApp());
  });

  afterAll(() => close());

  it('advances a unit with three reads and one write', async () => {
    const caller = {
      tenantId: randomUUID(),
      tenantName: 'shop',
      subject: 'key',
      displayName: 'key',
      scopes: new Set<string>(),
    };
    const database = app.get(Database);
    await database.pool.query(`
      INSERT INTO platform.tenants (id, name) VALUES ('${caller.tenantId}', 'shop');
      INSERT INTO production.jobs (tenant_id, id, name, goal_quantity) VALUES ('${caller.tenantId}', 'job', 'J', 1);
      INSERT INTO production.paths (tenant_id, id, job_id, name, goal_quantity, advancement_mode)
        VALUES ('${caller.tenantId}', 'path', 'job', 'P', 1, 'strict');
      INSERT INTO production.steps (tenant_id, id, path_id, ordinal, name)
        VALUES ('${caller.tenantId}', 'a', 'path', 0, 'A'), ('${caller.tenantId}', 'b', 'path', 1, 'B');
      INSERT INTO production.serials (tenant_id, number, job_id, path_id, current_step_id)
        VALUES ('${caller.tenantId}', 1, 'job', 'path', 'a')`);
    const run = jest.spyOn(database, 'run');
    const moves = app.get(MovesService, { strict: false });
    const serial = await moves.advance({ caller, id: 'SN-00001', resource: 'SerialNumber', body: {} });
    expect(serial).toMatchObject({ currentStepId: 'b' });
    expect(run.mock.calls.map(([{ name }]) => name)).toEqual([
      'production-unit-paths-lock',
      'production-units-lock',
      'production-unit-steps',
      'production-units-write',
    ]);
  });
});
