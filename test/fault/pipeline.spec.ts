import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FaultCluster } from '../support/fault/fault-cluster';
import { TEST_TIME } from '../support/fault/form';
import { pipelineTenant } from '../support/pipeline';
import { answer, finished, itemsOf, QuestionStub } from '../support/question-stub';
import { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const ITEMS = 100;
/** Milliseconds that the pipeline thinks. */
const THINKS = 50;

describe('a pipeline job', () => {
  let cluster: FaultCluster;
  let server: Server;
  let stub: QuestionStub;
  const dataDir = mkdtempSync(join(tmpdir(), 'quintet-pipeline-'));

  beforeAll(async () => {
    cluster = await FaultCluster.open();
    const key = `sk_${randomUUID().replaceAll('-', '')}${randomUUID().replaceAll('-', '')}`;
    const env = { OUTBOUND_ALLOW: '127.0.0.1' };
    server = new Server(cluster.url, dataDir, key, env, () => Promise.resolve());
    await server.start();
    stub = await QuestionStub.open();
  }, TEST_TIME);

  afterAll(async () => {
    stub?.close();
    await server?.kill();
    await cluster?.remove();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it(
    'goes on when PostgreSQL is stopped at once and started again: what is recorded is never asked again',
    async () => {
      const tenant = await pipelineTenant(server);
      stub.reply = (...call) => void setTimeout(() => answer(...call), THINKS);
      await stub.serve(server, tenant);
      const queries = Array.from({ length: ITEMS }, (_, index) => ({ query: `q${index}` }));
      const { body } = await tenant.create({ concurrency: 5, queries }, '?start=true');
      await waitFor(() => stub.asked.length > ITEMS / 4);
      await cluster.stopImmediately();
      await cluster.start();
      const ended = await finished(tenant, body.job_id, TEST_TIME);
      expect(ended).toMatchObject({ status: 'ENDED', executed_requests: ITEMS, failed_requests: 0 });
      for (const { query, status, attempts, finished_at: end } of await itemsOf(server, body.job_id)) {
        expect([query, status, attempts]).toEqual([query, 'SUCCEEDED', 1]);
        const late = stub.about(query).filter(({ at }) => at > (end as Date).getTime());
        expect([query, late]).toEqual([query, []]);
      }
    },
    TEST_TIME,
  );
});
