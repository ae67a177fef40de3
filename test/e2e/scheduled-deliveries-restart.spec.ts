import type { ServerResponse } from 'node:http';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Receiver, secretsOf, verify } from '../support/receiver';
import { Jobs, JOBS } from '../support/scheduled';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

const TYPES = ['job.started', 'job.request', 'job.response', 'job.finished'];
const OUTBOUND_ALLOW = '127.0.0.1/32';

describe('deliveries of a server that goes down', () => {
  let server: Server;
  let target: Target;
  let receiver: Receiver;
  /** Whether the receiver answers; else it leaves requests open. */
  let answers: boolean;
  const open: ServerResponse[] = [];

  beforeAll(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW } });
    target = await Target.open();
    receiver = await Receiver.open((response) => (answers ? response.end() : open.push(response)));
  });

  beforeEach(() => {
    answers = false;
    receiver.target.received.length = 0;
    open.length = 0;
  });

  afterAll(async () => {
    target?.close();
    receiver?.close();
    await server?.stop();
  });

  const jobs = () => new Jobs(server);
  const states = async (id: string): Promise<string[]> => {
    const { data } = (await jobs().api.get(`${JOBS}/${id}/deliveries`)).body;
    return data.map(({ state, tries }: { state: string; tries: number }) => `${state} ${tries}`);
  };
  const create = () => jobs().create({ url: target.url, webhook_url: receiver.url });

  it('by SIGKILL in mid-delivery are made again, under the same id and in order', async () => {
    const { id } = await create();
    await waitFor(() => receiver.messages.length === 1);
    await jobs().reaches(id, 'completed');
    await server.kill();
    answers = true;
    await server.start();
    const messages = await receiver.gets('job.finished');
    expect(messages.map(({ type }) => type)).toEqual(['job.started', ...TYPES]);
    expect(messages[1].id).toBe(messages[0].id);
    const [secret] = await secretsOf(jobs().api);
    for (const message of messages) verify(secret, message);
    await waitFor(async () => (await states(id)).every((state) => state === 'delivered 1'));
  });

  it('by SIGKILL while they wait for the next try are made when it is due', async () => {
    const refusing = await Receiver.open((response, _request, number) =>
      response.writeHead(number === 1 ? 503 : 200, { 'retry-after': '4' }).end(),
    );
    await jobs().create({ url: target.url, callback_url: refusing.url });
    const [{ request }] = await refusing.gets('job.callback');
    await waitFor(
      async () => (await server.query('SELECT FROM scheduled.deliveries WHERE tries = 1 AND status = 503'))[0],
    );
    await server.kill();
    await server.start();
    const [, second] = await refusing.gets('job.callback', 2);
    expect(second.request.at - request.at).toBeGreaterThanOrEqual(3995);
    refusing.close();
  });

  it('by SIGTERM are put back, with no try used up', async () => {
    const { id } = await create();
    await waitFor(() => receiver.messages.length === 1);
    const began = Date.now();
    expect(await server.terminate()).toBe(0);
    expect(Date.now() - began).toBeLessThan(10_000);
    answers = true;
    await server.start();
    await receiver.gets('job.finished');
    expect(receiver.types).toEqual(['job.started', ...TYPES]);
    await waitFor(async () => (await states(id)).every((state) => state === 'delivered 1'));
  });

  it('are made at once by another worker', async () => {
    await server.terminate();
    server.env.ROLE = 'api';
    await server.start();
    const worker = () => startServer({ beside: server, env: { ROLE: 'worker' } });
    const doomed = await worker();
    const { id } = await create();
    await waitFor(() => receiver.messages.length === 1);
    await jobs().reaches(id, 'completed');
    const other = await worker();
    answers = true;
    await doomed.kill();
    await waitFor(() => receiver.messages.length > 1, { timeout: 5000, what: 'it to be made again' });
    await receiver.gets('job.finished');
    expect(receiver.types).toEqual(['job.started', ...TYPES]);
    await other.terminate();
    await server.terminate();
    server.env.ROLE = 'all';
    await server.start();
  });

  it('only seemingly are recorded by the last to try', async () => {
    const { id } = await create();
    await waitFor(() => receiver.messages.length === 1);
    // What the engine does with the tasks of a process that it takes for dead.
    await server.query('SELECT graphile_worker.force_unlock_workers(array_agg(locked_by)) FROM graphile_worker.jobs');
    await waitFor(() => receiver.messages.length === 2);
    open[0].writeHead(500).end();
    answers = true;
    open[1].end();
    await receiver.gets('job.finished');
    await waitFor(async () => (await states(id)).every((state) => state === 'delivered 1'));
    expect(receiver.types).toEqual(['job.started', ...TYPES]);
  });
});
