import type { ServerResponse } from 'node:http';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Jobs, JOBS } from '../support/scheduled';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

const OUTBOUND_ALLOW = '127.0.0.1/32';

/** What the specification's acceptance section asks for beyond the tests of the single parts. */
describe('the acceptance of scheduled requests', () => {
  const targets: Target[] = [];
  const open = async (...answer: Parameters<typeof Target.open>) => {
    const target = await Target.open(...answer);
    targets.push(target);
    return target;
  };

  afterEach(() => targets.splice(0).forEach((target) => target.close()));

  describe('with one server', () => {
    let server: Server;
    let jobs: Jobs;

    beforeAll(async () => {
      server = await startServer({ env: { OUTBOUND_ALLOW, TZ: 'Pacific/Apia' } });
    });
    beforeEach(async () => {
      jobs = new Jobs(server, (await server.tenant()).key);
    });
    afterAll(() => server?.stop());

    it('key-race: 50 creates with a key make one job and one request; then the key is free', async () => {
      const held: ServerResponse[] = [];
      const target = await open((response) => held.push(response));
      const body = { url: target.url, idempotency_key: 'race' };
      const answers = await Promise.all(Array.from({ length: 50 }, () => jobs.api.post(JOBS, body)));
      const created = answers.filter(({ status }) => status === 201);
      expect(created).toHaveLength(1);
      const { job_id } = created[0].body.data;
      for (const { status, body: answer } of answers.filter((one) => one !== created[0])) {
        expect([status, answer.data.job_id, answer.data.job.has_confict]).toEqual([200, job_id, true]);
      }
      const other = new Jobs(server, (await server.tenant()).key);
      const elsewhere = await other.create(body);
      await waitFor(() => held.length === 2);
      held.forEach((response) => response.end());
      await jobs.reaches(job_id, 'completed');
      await other.reaches(elsewhere.id, 'completed');
      const sent = target.received.map(({ headers }) => Number(headers['quintet-job-id']));
      expect(sent.sort()).toEqual([job_id, elsewhere.job_id].sort());
      const { job_id: next } = await jobs.create(body);
      await waitFor(() => held.length === 3);
      held[2].end();
      expect((await jobs.reaches(next, 'completed')).job_id).toBeGreaterThan(job_id);
    });

    it('retry: 50 MB answers leave the memory flat', async () => {
      const chunk = Buffer.alloc(1024 * 1024, 'x');
      let sent = 0;
      const target = await open((response) => {
        let left = 50;
        const more = (): unknown => {
          sent += chunk.length;
          return left-- > 0 && !response.destroyed ? response.write(chunk, more) : response.end();
        };
        more();
      });
      const resident = async () => {
        const { text } = await server.client().get('/metrics');
        return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)![1]) / 1024 / 1024;
      };
      await jobs.run({ url: target.url });
      const before = await resident();
      const made = await Promise.all(Array.from({ length: 40 }, () => jobs.create({ url: target.url })));
      let peak = before;
      const finished = async () => {
        peak = Math.max(peak, await resident());
        const states = await Promise.all(made.map(async ({ id }) => (await jobs.find(id)).job.state));
        return states.every((state) => state === 'completed');
      };
      await waitFor(finished, { what: 'all to be completed', timeout: 40_000 });
      expect(peak - before).toBeLessThan(200);
      // The connections were closed long before the answers, of 2 GB in all, were whole.
      expect(sent / chunk.length).toBeLessThan(41 * 25);
    });

    it('hand-over: $previous is cut at 64 KiB, a $state over 16 KiB leaves the old one', async () => {
      const answers = [
        { $state: { n: 1 }, pad: 'x' },
        { $state: { n: 2, big: 'y'.repeat(16_384) } },
        { $state: { n: 3 }, pad: 'z'.repeat(70_000) },
        { $state: { n: 4 } },
      ];
      const target = await open((response, _request, number) => {
        response.writeHead(number === 4 ? 404 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answers[Math.min(number, answers.length) - 1]));
      });
      const { schedule_id } = await jobs.create({ method: 'post', url: target.url, body: {}, repeat_every: 1 });
      await waitFor(() => target.received.length >= 5, { what: 'five runs' });
      await jobs.end(schedule_id);
      const sent = target.received.slice(0, 5).map(({ body }) => JSON.parse(body.toString()));
      expect(sent.map(({ $state }) => $state)).toEqual([{}, { n: 1 }, { n: 1 }, { n: 1 }, { n: 1 }]);
      expect(sent[1].$previous).toMatchObject({ status: 200, body: answers[0] });
      expect(sent[2].$previous).toMatchObject({ status: 200, body: answers[1] });
      expect(sent[3].$previous.body).toBe(JSON.stringify(answers[2]).slice(0, 65_536));
      expect(sent[4].$previous).toMatchObject({ status: 404, body: answers[3] });
    });
  });

  it('cancel: a request that another process has open is aborted', async () => {
    const server = await startServer({ env: { OUTBOUND_ALLOW, ROLE: 'api' } });
    const worker = await startServer({ beside: server, env: { ROLE: 'worker' } });
    try {
      const jobs = new Jobs(server);
      const held: ServerResponse[] = [];
      const target = await open((response) => held.push(response));
      const made = await Promise.all(Array.from({ length: 10 }, () => jobs.create({ url: target.url })));
      await waitFor(() => held.length === made.length);
      for (const { id } of made) {
        const socket = held.find(({ req }) => req.headers['webhook-id'] === `job_${id}`)!;
        const began = Date.now();
        expect((await jobs.api.post(`${JOBS}/${id}/cancel`)).body.data.job.state).toBe('cancelled');
        await waitFor(() => socket.destroyed, { what: 'the socket to be closed', timeout: 5000 });
        expect(Date.now() - began).toBeLessThan(2500);
      }
    } finally {
      await worker.terminate();
      await server.stop();
    }
  });

  it('sigkill: a worker, then the whole server, while creates arrive: every 201 is sent, slots stay unique', async () => {
    const server = await startServer({ env: { OUTBOUND_ALLOW } });
    const worker = await startServer({ beside: server, env: { ROLE: 'worker' } });
    let arriving = true;
    try {
      let jobs = new Jobs(server);
      const held: ServerResponse[] = [];
      let answering = false;
      const target = await open((response, { url }) =>
        answering || url === '/tick' ? response.end() : held.push(response),
      );
      const { schedule_id } = await jobs.create({ url: `${target.url}/tick`, repeat_every: 1 });
      const accepted: string[] = [];
      const arrive = async () => {
        while (arriving) {
          const answer = await jobs.api
            .post(JOBS, { url: `${target.url}/hold`, retry: { max_attempts: 1 } })
            .catch(() => null);
          if (answer?.status === 201) accepted.push(answer.body.data.id);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      const arrivals = Promise.all([arrive(), arrive()]);
      await waitFor(() => held.length >= 50, { what: '50 in flight' });
      await worker.kill();
      const then = accepted.length;
      await waitFor(() => accepted.length >= then + 20, { what: 'creates after the first kill' });
      await server.kill();
      answering = true;
      await server.start();
      jobs = new Jobs(server);
      const restarted = accepted.length;
      await waitFor(() => accepted.length > restarted + 10, { what: 'creates after the restart' });
      arriving = false;
      await arrivals;
      for (const id of accepted) await jobs.reaches(id, 'completed');
      const sent = new Set(target.received.map(({ headers }) => headers['webhook-id']));
      expect(accepted.filter((id) => !sent.has(`job_${id}`))).toEqual([]);
      const runs = await jobs.runs(schedule_id);
      await jobs.end(schedule_id);
      expect(new Set(runs.map(({ slot }) => slot)).size).toBe(runs.length);
      const { anchor } = await jobs.schedule(schedule_id);
      for (const { slot } of runs) expect((slot - anchor) % 1_000_000).toBe(0);
    } finally {
      arriving = false;
      await worker.terminate();
      await server.stop();
    }
  });
});
