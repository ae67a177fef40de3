import type { Answer, Client } from '../support/client';
import { DatabaseProxy } from '../support/database-proxy';
import { among, flaws } from '../support/production-checks';
import { Shop } from '../support/production-shop';
import type { Route } from '../support/production-shop';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const BATCH = 5;

/** What clients were told while things broke. */
interface Told {
  made: number;
  advanced: string[];
  failures: Answer[];
}

describe('units while things break', () => {
  let server: Server;
  let route: Route;
  let shop: Shop;

  beforeAll(async () => {
    server = await startServer();
  });

  beforeEach(async () => {
    shop = await Shop.open(server);
    route = await shop.route(['Cut', 'Mill']);
  });

  afterAll(() => server?.stop());

  /** Makes batches and advances the first of each, until told to stop. */
  function work(told: Told, client: () => Client): { stop(): Promise<void> } {
    let going = true;
    const turn = async () => {
      const made = await client().post('/api/serials', { ...route, quantity: BATCH });
      if (made.status !== 201) return void told.failures.push(made);
      told.made += BATCH;
      const [{ id }] = made.body as { id: string }[];
      const moved = await client().post(`/api/serials/${id}/advance`);
      if (moved.status === 200) told.advanced.push(id);
      else told.failures.push(moved);
    };
    const done = among(8, Array<number>(8).fill(0), async () => {
      while (going) await turn().catch(() => new Promise((resolve) => setTimeout(resolve, 20)));
    });
    return {
      stop: () => {
        going = false;
        return done;
      },
    };
  }

  async function expectNothingLost(told: Told): Promise<void> {
    expect(await flaws(server, shop.tenantId)).toEqual([]);
    const rows = await server.query<{ id: string; moved: boolean }>(
      `SELECT production.serial_id(number) AS id, current_step_id = $2 AS moved FROM production.serials WHERE tenant_id = $1`,
      [shop.tenantId, route.stepIds[1]],
    );
    expect(rows.length % BATCH).toBe(0);
    expect(rows.length).toBeGreaterThanOrEqual(told.made);
    const moved = new Set(rows.filter((row) => row.moved).map(({ id }) => id));
    expect(told.advanced.filter((id) => !moved.has(id))).toEqual([]);
  }

  it('lose nothing and leave no gap when the process is killed', async () => {
    const told: Told = { made: 0, advanced: [], failures: [] };
    const crowd = work(told, () => shop.api);
    for (const _ of [1, 2]) {
      const before = told.advanced.length;
      await waitFor(() => told.advanced.length > before + 20, { what: 'units to move' });
      await server.kill();
      await server.start();
    }
    await crowd.stop();
    await expectNothingLost(told);
  });

  it('are never half done when PostgreSQL is away, and go on once it is back', async () => {
    const line = new DatabaseProxy(server.databaseUrl);
    await line.join();
    const far = await startServer({ beside: server, env: { ROLE: 'api', DATABASE_URL: line.url } });
    const told: Told = { made: 0, advanced: [], failures: [] };
    const crowd = work(told, () => far.client(shop.key));
    try {
      await waitFor(() => told.advanced.length > 20, { what: 'units to move' });
      await line.cut();
      await waitFor(() => told.failures.length > 50, { what: 'calls to fail' });
      await line.join();
      const before = told.advanced.length;
      await waitFor(() => told.advanced.length > before + 20, { what: 'units to move again' });
      await crowd.stop();
      for (const { status, body } of told.failures) {
        expect([500, 503]).toContain(status);
        expect(body).toMatchObject({
          statusCode: status,
          statusMessage: expect.any(String),
          message: expect.any(String),
        });
      }
      await expectNothingLost(told);
    } finally {
      await crowd.stop();
      await far.terminate();
      await line.cut();
    }
  });
});
