import type { ServerResponse } from 'node:http';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Jobs, micros } from '../support/scheduled';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

const CONCURRENCY = 10;
const HALF = CONCURRENCY / 2;

describe('a target that hangs', () => {
  let server: Server;
  let jobs: Jobs;
  let hanging: Target;
  let quick: Target;
  let answers = false;
  const held: ServerResponse[] = [];
  const env = { OUTBOUND_ALLOW: '127.0.0.1/32', SCHEDULED_CONCURRENCY: String(CONCURRENCY) };

  beforeAll(async () => {
    server = await startServer({ env });
    jobs = new Jobs(server);
    hanging = await Target.open((response) => (answers ? response.end() : held.push(response)));
    quick = await Target.open();
  });

  afterAll(async () => {
    hanging?.close();
    quick?.close();
    await server?.stop();
  });

  const createMany = async (count: number, url: string, scheduled_at?: string) => {
    const made: { id: string }[] = [];
    while (made.length < count) {
      const some = Array.from({ length: Math.min(50, count - made.length) }, (_, i) =>
        jobs.create({ url: `${url}/${made.length + i}`, scheduled_at, timeout: 600 }),
      );
      made.push(...(await Promise.all(some)));
    }
    return made;
  };
  const lateness = async (id: string) => {
    const { job } = await jobs.reaches(id, 'completed');
    return (micros(job.attempted_at) - micros(job.scheduled_at)) / 1000;
  };
  let stuck: { id: string }[];

  it.each([80, 220])('with %i jobs more gets half of the slots, and another job is on time', async (count) => {
    const made = await createMany(count, hanging.url);
    stuck = [...(stuck ?? []), ...made];
    await waitFor(() => hanging.received.length === HALF, { what: 'half of the slots to be taken' });
    const others = await Promise.all(
      Array.from({ length: 10 }, (_, i) => jobs.create({ url: quick.url, schedule_in: 1 + i / 10 })),
    );
    const late = await Promise.all(others.map(({ id }) => lateness(id)));
    process.stdout.write(`beside ${stuck.length} jobs that hang: at most ${Math.max(...late).toFixed(0)} ms late\n`);
    expect(hanging.received).toHaveLength(HALF);
  });

  it('leaves the others waiting as they were: no attempt, no slot, and nothing that polls', async () => {
    const states = await server.query(
      "SELECT state, attempt, count(*)::int AS jobs FROM scheduled.jobs WHERE state <> 'completed' GROUP BY 1, 2 ORDER BY 1",
    );
    expect(states).toEqual([
      { state: 'available', attempt: 0, jobs: stuck.length - HALF },
      { state: 'executing', attempt: 1, jobs: HALF },
    ]);
    const fences = () => server.query('SELECT sum(fence)::int AS fences FROM scheduled.jobs');
    const before = await fences();
    const { id } = await jobs.create({ url: quick.url, schedule_in: 2 });
    await jobs.reaches(id, 'completed');
    const [{ fence }] = await server.query('SELECT fence FROM scheduled.jobs WHERE uuid = $1', [id]);
    expect((await fences())[0].fences).toBe(before[0].fences + Number(fence));
  });

  it('gets more from another worker that has room', async () => {
    const other = await startServer({ beside: server, env: { ...env, ROLE: 'worker' } });
    await waitFor(() => hanging.received.length === 2 * HALF, { what: 'the other worker to take its half' });
    await other.kill();
    await waitFor(() => hanging.sockets.filter(({ destroyed }) => !destroyed).length === HALF);
  });

  it('gets the next as it answers one, and in the end all, each once', async () => {
    const before = hanging.received.length;
    held[0].end();
    await waitFor(() => hanging.received.length > before, { what: 'the next to be sent' });
    answers = true;
    for (const response of held) response.end();
    for (const { id } of stuck) await jobs.reaches(id, 'completed');
    const [{ count }] = await server.query(
      'SELECT count(*)::int FROM scheduled.jobs WHERE attempt - interruptions <> 1',
    );
    expect(count).toBe(0);
  });
});
