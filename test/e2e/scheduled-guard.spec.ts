import { REFUSED_HOSTS } from '../../src/kernel/outbound/fixtures/refused-hosts';
import { serveHttps, type LocalServer } from '../../src/kernel/outbound/fixtures/local-server';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Jobs, JOBS } from '../support/scheduled';
import { Target } from '../support/target';

const REFUSED = ['must not point to a private or reserved address'];

describe('the outbound guard of jobs', () => {
  let server: Server;
  let jobs: Jobs;
  let target: Target;
  let untrusted: LocalServer;

  beforeAll(async () => {
    target = await Target.open((response, { url }) =>
      response.writeHead(302, { location: decodeURIComponent(url.slice(1)) }).end(),
    );
    untrusted = await serveHttps((_request, response) => response.end());
    server = await startServer({ env: { OUTBOUND_ALLOW: 'redirector.test,127.0.0.1/32' } });
    jobs = new Jobs(server);
  });

  afterAll(async () => {
    target?.close();
    await untrusted?.close();
    await server?.stop();
  });

  /** Reached by the allow list's exact address only. */
  const allowed = (host: string) => ['127.0.0.1', '127.0.0.1.'].includes(new URL(`https://${host}/`).hostname);
  const hosts = REFUSED_HOSTS.filter((host) => !allowed(host));

  it.each(['url', 'callback_url', 'webhook_url'])('refuses every spelling as %s', async (field) => {
    const answers = await Promise.all(
      hosts.map((host) =>
        jobs.api.post(JOBS, { url: 'https://1.1.1.1/', schedule_in: 60, [field]: `https://${host}/` }),
      ),
    );
    const seen = answers.map(({ status, body }, i) => [hosts[i], status, body.errors]);
    expect(seen).toEqual(hosts.map((host) => [host, 422, { [field]: REFUSED }]));
    expect((await jobs.api.get(JOBS)).body.data).toEqual([]);
  });

  it('blocks every spelling when connecting, if a stored job has it', async () => {
    const [{ id: tenantId }] = await server.query("SELECT id FROM platform.tenants WHERE name = 'default'");
    const args = hosts.map((host) => JSON.stringify({ headers: {}, method: 'get', url: `https://${host}/` }));
    await server.query(
      `WITH job AS (
          INSERT INTO scheduled.jobs (uuid, tenant_id, args, run_at, queued_for, scheduled_at, inserted_at)
          SELECT gen_random_uuid(), $1, args, now(), now(), now(), now() FROM unnest($2::json[]) AS args RETURNING *
        )
        SELECT engine.enqueue('scheduled.execute', json_build_object('jobId', id, 'fence', fence), run_at) FROM job`,
      [tenantId, args],
    );
    const made = await server.query<{ id: number }>('SELECT id::int FROM scheduled.jobs');
    expect(made).toHaveLength(hosts.length);
    for (const { id } of made) {
      const { job } = await jobs.reaches(id, 'discarded', 'completed');
      const attempts = await jobs.attempts(id);
      expect([job.state, attempts.length]).toEqual(['discarded', 1]);
      expect(attempts[0]).toMatchObject({ attempt: 1, response: null, error: { code: 'blocked' }, retry_at: null });
    }
    expect(target.received).toEqual([]);
  });

  it('follows no redirect, wherever it leads', async () => {
    for (const location of ['http://169.254.169.254/', 'https://[::1]/', `${target.url}/next`]) {
      const { job, attempts } = await jobs.run({ url: `${target.url}/${encodeURIComponent(location)}` });
      expect(job.state).toBe('discarded');
      expect(attempts).toMatchObject([{ response: { status: 302, headers: { location } }, error: { code: 'http' } }]);
    }
    expect(target.received).toHaveLength(3);
  });

  it('takes no certificate of an unknown authority', async () => {
    const { attempts } = await jobs.run({ url: `${untrusted.origin}/`, retry: { max_attempts: 1 } });
    expect(attempts).toMatchObject([{ response: null, error: { code: 'tls' } }]);
  });
});
