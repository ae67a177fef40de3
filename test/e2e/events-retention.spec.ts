import { Client as PostgresClient } from 'pg';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

let server: Server;

beforeAll(async () => {
  server = await startServer({ env: { EVENTS_RETENTION_DAYS: '2' } });
});

afterAll(() => server?.stop());

const partitions = async () => {
  const rows = await server.query<{ name: string }>(
    "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'platform.events'::regclass ORDER BY 1",
  );
  return rows.map(({ name }) => name);
};
const partitionOf = (daysAgo: number) =>
  `platform.events_${new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')}`;
const maintain = () => server.query("SELECT platform.maintain_partitions('platform.events', 7, 2) AS deleted");

async function addPartition(daysAgo: number): Promise<void> {
  const bound = (days: number) => `${new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)} 00:00:00+00`;
  await server.query(
    `CREATE TABLE ${partitionOf(daysAgo)} PARTITION OF platform.events
      FOR VALUES FROM ('${bound(daysAgo)}') TO ('${bound(daysAgo - 1)}')`,
  );
}

const append = (daysAgo: number, subject: string) =>
  server.query(
    `INSERT INTO platform.events (time, tenant_id, type, subject, data)
      VALUES (now() - make_interval(days => $1), '00000000-0000-0000-0000-000000000000', 'a.b', $2, '{}')`,
    [daysAgo, subject],
  );

const exists = async (subject: string) =>
  (await server.query('SELECT FROM platform.events WHERE subject = $1', [subject])).length > 0;

describe('partitions of the event log', () => {
  it('are there for today and the week to come', async () => {
    const days = Array.from({ length: 8 }, (_, day) => partitionOf(-day));
    expect(await partitions()).toEqual([...days, 'platform.events_default']);
  });

  it('take all that is appended: the default one stays empty', async () => {
    await server.tenant();
    expect(await server.query('SELECT FROM platform.events_default')).toEqual([]);
    expect((await server.query(`SELECT FROM ${partitionOf(0)}`)).length).toBeGreaterThan(0);
  });

  it('are dropped at the start once they are older than the events are kept', async () => {
    await addPartition(3);
    await addPartition(2);
    await append(3, 'old');
    await append(2, 'kept');
    await server.terminate();
    await server.start();
    await waitFor(async () => !(await partitions()).includes(partitionOf(3)));
    expect([await exists('old'), await exists('kept')]).toEqual([false, true]);
  });

  it('are made by one process while others do so too', async () => {
    await server.query(`DROP TABLE ${partitionOf(-7)}`);
    await Promise.all([maintain(), maintain(), maintain()]);
    expect(await partitions()).toContain(partitionOf(-7));
  });

  it('leave rows of the default one where they are until they are too old', async () => {
    await server.query(`DROP TABLE ${partitionOf(-6)}`);
    for (const days of [-6, 4]) await append(days, `stray ${days}`);
    await maintain();
    expect(await partitions()).not.toContain(partitionOf(-6));
    expect([await exists('stray -6'), await exists('stray 4')]).toEqual([true, false]);
  });

  it('wait for no lock for long, and are made the next time', async () => {
    await server.query(`DROP TABLE ${partitionOf(-5)}`);
    const busy = new PostgresClient({ connectionString: server.databaseUrl });
    await busy.connect();
    await busy.query('BEGIN');
    await busy.query('SELECT FROM platform.events_default');
    await maintain();
    expect(await partitions()).not.toContain(partitionOf(-5));
    await busy.query('COMMIT');
    await busy.end();
    await maintain();
    expect(await partitions()).toContain(partitionOf(-5));
  });
});

describe('idempotency keys', () => {
  it('are forgotten after 24 hours', async () => {
    await server.query(
      `INSERT INTO platform.idempotency_keys (key, body_hash, status, headers, created_at)
        SELECT decode(lpad(n::text, 8, '0'), 'hex'), '', 200, '{}',
          now() - CASE WHEN n <= 6000 THEN interval '24 hours 1 minute' ELSE interval '23 hours' END
        FROM generate_series(1, 6010) AS n`,
    );
    await server.query("SELECT engine.enqueue('platform.upkeep', '{}', NULL, 'platform.upkeep')");
    await waitFor(async () => {
      const [{ left }] = await server.query<{ left: number }>(
        'SELECT count(*)::int AS left FROM platform.idempotency_keys',
      );
      return left === 10;
    });
  });
});
