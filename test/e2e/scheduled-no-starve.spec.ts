import type { ServerResponse } from 'node:http';
import { Client as PostgresClient } from 'pg';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Receiver } from '../support/receiver';
import { Jobs, micros, SCHEDULES } from '../support/scheduled';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

describe('what hangs', () => {
  let server: Server;
  let jobs: Jobs;
  const hanging: Target[] = [];
  let target: Target;

  beforeAll(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1/32' } });
    jobs = new Jobs(server);
    target = await Target.open();
  });

  afterAll(async () => {
    for (const one of [target, ...hanging]) one?.close();
    await server?.stop();
  });

  const hang = async () => {
    const one = await Target.open(() => undefined);
    hanging.push(one);
    return one;
  };

  it('delays no other job: 80 jobs on a target and 20 event receivers', async () => {
    const slow = await hang();
    const receivers = await Promise.all(Array.from({ length: 20 }, hang));
    const waiting = receivers.map(({ url }) => jobs.create({ url: target.url, webhook_url: url }));
    const stuck = Array.from({ length: 80 }, () => jobs.create({ url: slow.url }));
    await Promise.all(stuck);
    for (const { id } of await Promise.all(waiting)) await jobs.reaches(id, 'completed');
    await waitFor(() => slow.received.length === 80, { what: 'all jobs to be sent' });
    await waitFor(() => receivers.every(({ received }) => received.length === 1), { what: 'events to be sent' });
    const { id } = await jobs.create({ url: `${target.url}/other`, schedule_in: 1 });
    const { job } = await jobs.reaches(id, 'completed');
    expect(micros(job.attempted_at) - micros(job.scheduled_at)).toBeLessThan(2_500_000);
    expect(target.at('/other')).toHaveLength(1);
  });

  it('delays no other job: a schedule whose runs end all at once and wait for its row', async () => {
    const open: ServerResponse[] = [];
    const slow = await Target.open((response) => open.push(response));
    hanging.push(slow);
    const { schedule_id: id } = await jobs.create({ url: slow.url, repeat_every: 1, schedule_in: [1, 'day'] });
    const slots = { from: Math.floor(Date.now() / 1000) - 40, to: Math.floor(Date.now() / 1000) };
    const { body } = await jobs.api.post(`${SCHEDULES}/${id}/backfill`, slots);
    await waitFor(() => open.length === body.data.created, { what: 'the runs to be sent' });
    const session = new PostgresClient({ connectionString: server.databaseUrl });
    await session.connect();
    await session.query('BEGIN');
    await session.query('SELECT FROM scheduled.schedules WHERE id = $1 FOR UPDATE', [id]);
    for (const response of open) response.end();
    const waiting = () =>
      server.query("SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
    await waitFor(async () => (await waiting()).length > 0, { what: 'an outcome to wait for the row' });
    const other = await jobs.run({ url: `${target.url}/beside` });
    expect([other.job.state, (await waiting()).length]).toEqual(['completed', 1]);
    await session.query('ROLLBACK');
    await session.end();
    for (const run of body.data.job_ids) await jobs.reaches(run, 'completed');
  });

  it('delays no other receiver, however much waits for it', async () => {
    const slow = await hang();
    await Promise.all(Array.from({ length: 60 }, () => jobs.create({ url: target.url, webhook_url: slow.url })));
    await waitFor(() => slow.received.length === 25, { what: 'half of the slots to be taken' });
    const other = await Receiver.open();
    const began = Date.now();
    await jobs.create({ url: target.url, webhook_url: other.url });
    await other.gets('job.finished');
    expect(Date.now() - began).toBeLessThan(3000);
    expect(slow.received).toHaveLength(25);
    other.close();
  });

  it('is left alone no longer than it hangs', async () => {
    const answering = await Receiver.open((response) => setTimeout(() => response.end(), 100));
    await Promise.all(Array.from({ length: 60 }, () => jobs.create({ url: target.url, callback_url: answering.url })));
    expect(await answering.gets('job.callback', 60)).toHaveLength(60);
    expect(new Set(answering.messages.map(({ id }) => id)).size).toBe(60);
    answering.close();
  });
});
