import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { filesTar } from '../../src/domains/compute-jobs/packages/archive/fixtures/tar-of';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import type { Client } from '../support/client';
import { waitFor } from '../support/wait-for';

const APPS = '/v1/dev/apps';

describe('archives of packages', () => {
  let server: Server;
  let api: Client;

  beforeAll(async () => {
    server = await startServer();
    api = server.client((await server.tenant()).key);
  });
  afterAll(() => server?.stop());

  const push = async (description: string): Promise<string> => {
    const manifest = { name: 'mine', version: '1.2', description };
    const tar = await filesTar({ 'manifest.json': manifest, 'main.py': '' });
    return (await api.post(APPS, { data: tar.toString('base64') })).body.hash;
  };
  const isKept = (hash: string) =>
    existsSync(join(server.dataDir, 'objects/packages', Buffer.from(hash, 'base64').toString('hex')));
  const agesOf = async () => {
    const rows = await server.query<{ hash: string; unused_since: Date | null }>('SELECT * FROM compute.blobs');
    return new Map(rows.map(({ hash, unused_since }) => [hash, unused_since]));
  };
  /** A day passes. */
  const age = () => server.query(`UPDATE compute.blobs SET unused_since = unused_since - interval '25 hours'`);
  const runUpkeep = () =>
    server.query(`SELECT engine.enqueue('compute.package-upkeep', '{}', NULL, 'compute.package-upkeep', NULL)`);

  it('are deleted a day after the last package or job has needed them', async () => {
    const [replaced, pinned] = [await push('replaced'), await push('pinned')];
    const job = randomUUID();
    await server.query(
      `INSERT INTO compute.jobs (id, tenant_id, template_id, template_owner, template, state, config, params,
          state_timestamps, programs)
        SELECT $1, tenant_id, 't', tenant_id, '{}', 'JOB_STATE_PARTITIONED', '{}', '{}', '{}', $2
        FROM compute.packages WHERE hash = $3`,
      [job, JSON.stringify({ app: { hash: pinned }, partitioner: 'passthrough', assembler: 'passthrough' }), pinned],
    );
    expect((await api.delete(`${APPS}/mine@1.2`)).status).toBe(200);

    await runUpkeep();
    await waitFor(async () => (await agesOf()).get(replaced), { what: 'the first archive to be unused' });
    expect((await agesOf()).get(pinned)).toBeNull();
    expect(isKept(replaced)).toBe(true);

    await age();
    await runUpkeep();
    await waitFor(async () => !(await agesOf()).has(replaced), { what: 'the first archive to be deleted' });
    expect([isKept(replaced), isKept(pinned)]).toEqual([false, true]);

    await server.query(
      `UPDATE compute.jobs SET state = 'JOB_STATE_FAILED', ended_at = now(), files_expire_at = now() + interval '1 hour'
        WHERE id = $1`,
      [job],
    );
    const again = await push('replaced');
    expect([again, isKept(again)]).toEqual([replaced, true]);
    await runUpkeep();
    await server.query(`UPDATE compute.jobs SET files_expire_at = now() - interval '1 hour' WHERE id = $1`, [job]);
    await runUpkeep();
    await waitFor(async () => (await agesOf()).get(pinned), { what: 'the second archive to be unused' });
    await age();
    await runUpkeep();
    await waitFor(async () => !(await agesOf()).has(pinned), { what: 'the second archive to be deleted' });
    expect([isKept(pinned), isKept(again)]).toEqual([false, true]);
  });
});
