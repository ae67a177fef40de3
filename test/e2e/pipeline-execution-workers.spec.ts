import { pipelineTenant } from '../support/pipeline';
import type { PipelineTenant } from '../support/pipeline';
import { answer, finished, itemsOf, QuestionStub } from '../support/question-stub';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const ITEMS = 60;
/** Milliseconds that the pipeline thinks. */
const THINKS = 40;
/** Milliseconds within which the work of a dead process runs elsewhere, on a machine that has much else to do. */
const RECOVERY = 45_000;
/** Milliseconds for a test, and for all of them to start. */
const TIME = 180_000;

describe('several workers', () => {
  const workers: Server[] = [];
  let tenant: PipelineTenant;
  let stub: QuestionStub;

  beforeAll(async () => {
    workers.push(await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1' } }));
    while (workers.length < 4) workers.push(await startServer({ beside: workers[0], env: { ROLE: 'worker' } }));
  }, TIME);

  afterAll(async () => {
    await Promise.all(workers.slice(1).map((worker) => worker.terminate()));
    await workers[0]?.stop();
  });

  beforeEach(async () => {
    tenant = await pipelineTenant(workers[0]);
    stub = await QuestionStub.open();
    stub.reply = (...call) => void setTimeout(() => answer(...call), THINKS);
    await stub.serve(workers[0], tenant);
  });

  afterEach(() => stub?.close());

  async function run(concurrency: number, count = ITEMS): Promise<string> {
    const queries = Array.from({ length: count }, (_, index) => ({ query: `q${index}` }));
    const { body } = await tenant.create({ concurrency, queries }, '?start=true');
    return body.job_id as string;
  }

  /** Every item was recorded once, and after that never called again. */
  async function expectOnce(job: string): Promise<void> {
    expect(await finished(tenant, job, 60_000)).toMatchObject({
      status: 'ENDED',
      executed_requests: ITEMS,
      failed_requests: 0,
    });
    for (const { query, status, attempts, finished_at: end } of await itemsOf(workers[0], job)) {
      expect([query, status, attempts]).toEqual([query, 'SUCCEEDED', 1]);
      const late = stub.about(query).filter(({ at }) => at > (end as Date).getTime());
      expect([query, late]).toEqual([query, []]);
    }
  }

  it(
    'have no more calls under way than the job wants, and as many',
    async () => {
      stub.hold();
      const job = await run(3);
      await waitFor(() => stub.open === 3, { what: 'three calls to be under way' });
      stub.release();
      await expectOnce(job);
      expect(stub.most).toBe(3);
      expect(stub.asked).toHaveLength(ITEMS);
    },
    TIME,
  );

  /** Starts a job that has all its calls under way, over all workers. */
  async function runHeld(): Promise<string> {
    stub.hold();
    const job = await run(20);
    await waitFor(() => stub.open === 20, { what: 'all calls to be under way' });
    return job;
  }

  /** The calls that were made again, once all are. */
  async function madeAgain(): Promise<number> {
    await waitFor(() => stub.asked.length > 20 && stub.open === 20, { what: 'its calls to be made again' });
    return stub.asked.length - 20;
  }

  it(
    'take over what one of them was doing when it was killed',
    async () => {
      const job = await runHeld();
      const [victim] = workers.slice(-1);
      const killed = Date.now();
      await victim.kill();
      const again = await madeAgain();
      expect(Date.now() - killed).toBeLessThan(RECOVERY);
      stub.release();
      await expectOnce(job);
      expect(stub.asked).toHaveLength(ITEMS + again);
      await victim.start();
    },
    TIME,
  );

  it(
    'put back what does not end in time when one of them is told to end',
    async () => {
      const job = await runHeld();
      const [ending] = workers.slice(-1);
      expect(await ending.terminate()).toBe(0);
      const again = await madeAgain();
      stub.release();
      await expectOnce(job);
      expect(stub.asked).toHaveLength(ITEMS + again);
      await ending.start();
    },
    TIME,
  );

  it(
    'go on where they were when all are killed',
    async () => {
      const job = await run(6);
      await waitFor(() => stub.asked.length > 15);
      await Promise.all(workers.map((worker) => worker.kill()));
      for (const worker of workers) await worker.start();
      tenant = { ...tenant, api: workers[0].client(tenant.key) };
      await expectOnce(job);
      expect(stub.asked.length).toBeLessThanOrEqual(ITEMS + 6);
    },
    TIME,
  );
});
