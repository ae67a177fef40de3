import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';
import { Webhooks } from '../support/webhooks';

const OUTBOUND_ALLOW = '127.0.0.1/32';

describe('webhooks and their workers', () => {
  let api: Server;
  let mine: Webhooks;
  let target: Target;
  let answers: boolean;
  const workers: Server[] = [];

  const worker = async () => {
    const server = await startServer({ beside: api, env: { ROLE: 'worker' } });
    workers.push(server);
    return server;
  };

  beforeAll(async () => {
    api = await startServer({ env: { OUTBOUND_ALLOW, ROLE: 'api' } });
    target = await Target.open((response) => answers && response.end());
  });

  beforeEach(async () => {
    answers = true;
    target.received.length = 0;
    mine = await Webhooks.open(api);
  });

  afterEach(async () => {
    for (const server of workers.splice(0)) await server.kill();
  });

  afterAll(async () => {
    target?.close();
    await api?.stop();
  });

  it('killed with a request open: another one sends it again within seconds, with the same id', async () => {
    answers = false;
    const first = await worker();
    const { id } = await mine.create(target.url);
    await mine.cause();
    await waitFor(() => target.received.length === 1);
    await worker();
    answers = true;
    const killed = Date.now();
    await first.kill();
    const [delivery] = await mine.reach(id, 'delivered');
    expect(Date.now() - killed).toBeLessThan(10_000);
    expect(target.received.map(({ headers }) => headers['webhook-id'])).toEqual([delivery.id, delivery.id]);
    expect(delivery.attempts).toBe(2);
  });

  it('stopped with a request open: the try is put back, and nothing is held against the endpoint', async () => {
    answers = false;
    const first = await worker();
    const { id } = await mine.create(target.url);
    await mine.cause();
    await waitFor(() => target.received.length === 1);
    await first.terminate();
    expect(await mine.find(id)).toMatchObject({ failures: 0 });
    answers = true;
    await worker();
    await mine.reach(id, 'delivered');
  });

  it('two at once make and send one delivery for each event', async () => {
    await Promise.all([worker(), worker()]);
    const { id } = await mine.create(target.url);
    const subjects = await Promise.all(Array.from({ length: 300 }, () => mine.cause()));
    const delivered = await mine.reach(id, 'delivered', 300);
    expect(delivered.map(({ subject }) => subject).sort()).toEqual(subjects.sort());
    expect(target.received).toHaveLength(300);
  });

  it('killed while they fan out lose no event', async () => {
    const { id } = await mine.create(target.url);
    const first = await worker();
    const causing = Promise.all(Array.from({ length: 300 }, () => mine.cause()));
    await waitFor(() => target.received.length > 20);
    await first.kill();
    const subjects = await causing;
    await worker();
    const delivered = await mine.reach(id, 'delivered', 300);
    expect(delivered.map(({ subject }) => subject).sort()).toEqual(subjects.sort());
  });
});
