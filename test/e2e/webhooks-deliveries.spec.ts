import { Webhook } from 'standardwebhooks';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Target } from '../support/target';
import type { Answering, Received } from '../support/target';
import { waitFor } from '../support/wait-for';
import { Webhooks, WEBHOOKS } from '../support/webhooks';

const ENV = {
  OUTBOUND_ALLOW: '127.0.0.1/32',
  WEBHOOK_RETRY_SECONDS: '0.1,0.2',
  WEBHOOK_TIMEOUT_MS: '20000',
  WEBHOOK_PAUSE_FAILURES: '8',
  WEBHOOK_PAUSE_SECONDS: '0',
};
const ids = (requests: Received[]) => requests.map(({ headers }) => headers['webhook-id']);
const subjects = (requests: Received[]) => requests.map(({ body }) => JSON.parse(body.toString()).subject as string);
const answers =
  (...statuses: number[]): Answering =>
  (response, _, number) => {
    response.statusCode = statuses[Math.min(number, statuses.length) - 1];
    response.end('said');
  };

function verifies(secret: string, { body, headers }: Received): boolean {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}

describe('webhook deliveries', () => {
  let server: Server;
  let mine: Webhooks;
  const targets: Target[] = [];

  const receiver = async (answering?: Answering) => {
    const target = await Target.open(answering);
    targets.push(target);
    return target;
  };

  beforeAll(async () => {
    server = await startServer({ env: ENV });
  });

  beforeEach(async () => {
    mine = await Webhooks.open(server);
  });

  afterAll(async () => {
    for (const target of targets) target.close();
    await server?.stop();
  });

  it('carry the event as a signed CloudEvent, with its id as webhook-id', async () => {
    const target = await receiver();
    const { id, secret } = await mine.create(target.url);
    const subject = await mine.cause();
    const [delivery] = await mine.reach(id, 'delivered');
    const [request] = target.received;
    expect(new Webhook(secret).verify(request.body, request.headers as Record<string, string>)).toEqual({
      specversion: '1.0',
      id: request.headers['webhook-id'],
      source: '/quintet/production',
      type: 'quintet.production.job.created',
      subject,
      time: expect.stringMatching(/Z$/),
      datacontenttype: 'application/json',
      data: { jobId: subject, name: 'Order', goalQuantity: 1 },
    });
    expect(request.headers['content-type']).toBe('application/json');
    expect(delivery).toMatchObject({
      id: request.headers['webhook-id'],
      subject,
      attempts: 1,
      lastStatus: 200,
      lastError: null,
    });
  });

  it('are signed by the old secret too after a rotation', async () => {
    const target = await receiver();
    const { id, secret } = await mine.create(target.url);
    const { body } = await mine.api.post(`${WEBHOOKS}/${id}/rotate-secret`);
    await mine.cause();
    await mine.reach(id, 'delivered');
    await server.query("UPDATE platform.webhooks SET previous_secret_until = now() - interval '1 s' WHERE id = $1", [
      id,
    ]);
    await mine.cause();
    await mine.reach(id, 'delivered', 2);
    const signed = target.received.map((request) => [verifies(secret, request), verifies(body.secret, request)]);
    expect(signed).toEqual([
      [true, true],
      [false, true],
    ]);
  });

  it.each([
    ['*', true],
    ['quintet.*', true],
    ['quintet.production.*', true],
    ['quintet.production.job.created', true],
    ['quintet.production.job', false],
    ['quintet.production.order.*', false],
    ['quintet.drone.*', false],
  ])('of %s: an order is among them: %s', async (pattern, expected) => {
    const target = await receiver();
    await mine.create(target.url, [pattern, 'quintet.scheduled.job.created']);
    const subject = await mine.cause();
    await mine.api.post('/scheduler/api/jobs', { url: 'https://example.com', schedule_in: 86_400 });
    const last = () => target.received.find(({ body }) => body.includes('quintet.scheduled.job.created'));
    await waitFor(last, { what: 'the last event' });
    await waitFor(() => subjects(target.received).includes(subject) || !expected);
    expect(subjects(target.received).includes(subject)).toBe(expected);
  });

  it('are only of events after the endpoint was made, and of its own tenant', async () => {
    const other = await Webhooks.open(server);
    await mine.create('https://example.com/earlier', ['quintet.drone.*']);
    await mine.cause();
    const target = await receiver();
    const { id } = await mine.create(target.url, ['*']);
    await other.cause();
    const subject = await mine.cause();
    await mine.reach(id, 'delivered');
    expect(subjects(target.received)).toEqual([subject]);
  });

  it('are only of domains that the maker may read', async () => {
    const reader = await Webhooks.open(server, ['production:read', 'production:write', 'scheduled:write']);
    const target = await receiver();
    const { id } = await reader.create(target.url, ['*']);
    await reader.api.post('/scheduler/api/jobs', { url: 'https://example.com', schedule_in: 86_400 });
    const subject = await reader.cause();
    await reader.reach(id, 'delivered');
    expect(subjects(target.received)).toEqual([subject]);
  });

  it('are tried again until the receiver takes them, with one id', async () => {
    const target = await receiver(answers(500, 302, 200));
    const { id } = await mine.create(target.url);
    await mine.cause();
    const [delivery] = await mine.reach(id, 'delivered');
    expect(delivery).toMatchObject({ attempts: 3, lastStatus: 200, lastResponse: 'said', nextAttemptAt: null });
    expect(new Set(ids(target.received))).toEqual(new Set([delivery.id]));
  });

  it('wait as long as Retry-After asks', async () => {
    const target = await receiver((response, _, number) => {
      if (number > 1) return void response.end();
      response.writeHead(503, { 'retry-after': '2' }).end();
    });
    const { id } = await mine.create(target.url);
    await mine.cause();
    await mine.reach(id, 'delivered');
    expect(target.received[1].at - target.received[0].at).toBeGreaterThanOrEqual(1900);
  });

  it('become dead letters after the last try, and are replayed one by one or all', async () => {
    let status = 500;
    const target = await receiver((response) => {
      response.statusCode = status;
      response.end('x'.repeat(2000));
    });
    const { id } = await mine.create(target.url);
    await mine.cause();
    await mine.cause();
    const dead = await mine.reach(id, 'dead', 2);
    for (const one of dead) {
      expect(one).toMatchObject({ attempts: 3, lastStatus: 500, lastError: 'The receiver answered with status 500' });
      expect(one.lastResponse).toBe('x'.repeat(1024));
    }
    status = 200;
    const replayed = await mine.api.post(`${WEBHOOKS}/${id}/deliveries/${dead[0].id}/replay`);
    expect([replayed.status, replayed.body]).toMatchObject([202, { id: dead[0].id, state: 'pending' }]);
    await mine.reach(id, 'delivered');
    const future = await mine.api.post(`${WEBHOOKS}/${id}/replay`, { since: '2999-01-01T00:00:00Z' });
    expect(future.body).toEqual({ replayed: 0, more: false });
    const all = await mine.api.post(`${WEBHOOKS}/${id}/replay`);
    expect([all.status, all.body]).toEqual([202, { replayed: 1, more: false }]);
    await mine.reach(id, 'delivered', 2);
    expect(ids(target.received).slice(-2)).toEqual(dead.map((one) => one.id));
  });

  it.each(['2026-02-30T00:00:00Z', '0000-01-01T00:00:00Z'])(
    'are not replayed since %s, which never was',
    async (since) => {
      const { id } = await mine.create((await receiver()).url);
      const { status, body } = await mine.api.post(`${WEBHOOKS}/${id}/replay`, { since });
      expect([status, body]).toMatchObject([400, { detail: 'since must be an ISO 8601 time' }]);
    },
  );

  it('that are unknown or under way are not replayed', async () => {
    const target = await receiver(() => undefined);
    const { id } = await mine.create(target.url);
    await mine.cause();
    const [open] = await mine.reach(id, 'delivering');
    const replay = (delivery: string) => mine.api.post(`${WEBHOOKS}/${id}/deliveries/${delivery}/replay`);
    expect([(await replay(open.id)).status, (await replay('A'.repeat(22))).status, (await replay('x')).status]).toEqual(
      [409, 404, 404],
    );
    target.close();
  });

  it('are listed page by page, those of the newest events first', async () => {
    const target = await receiver();
    const { id } = await mine.create(target.url);
    const made: string[] = [];
    for (let i = 0; i < 3; i++) made.unshift(await mine.cause());
    await mine.reach(id, 'delivered', 3);
    const first = await mine.api.get(`${WEBHOOKS}/${id}/deliveries?limit=2`);
    const second = await mine.api.get(`${WEBHOOKS}/${id}/deliveries?limit=2&after=${first.body.next}`);
    expect([...first.body.data, ...second.body.data].map(({ subject }) => subject)).toEqual(made);
    expect(second.body.next).toBeNull();
  });

  it.each(['state=lost', 'limit=0', 'limit=1001', 'limit=x', 'after=-1', 'after=x'])(
    'are not listed by %s',
    async (query) => {
      const { id } = await mine.create('https://example.com/hook');
      expect((await mine.api.get(`${WEBHOOKS}/${id}/deliveries?${query}`)).status).toBe(400);
    },
  );

  it('wait while their endpoint is paused, and go on when it is resumed', async () => {
    const target = await receiver();
    const { id } = await mine.create(target.url);
    const { body } = await mine.api.patch(`${WEBHOOKS}/${id}`, { paused: true });
    expect(body).toMatchObject({ paused: true, pauseReason: 'Paused on request', pausedAt: expect.any(String) });
    const subject = await mine.cause();
    await mine.reach(id, 'pending');
    expect(target.received).toHaveLength(0);
    await mine.api.patch(`${WEBHOOKS}/${id}`, { paused: false });
    await mine.reach(id, 'delivered');
    expect(subjects(target.received)).toEqual([subject]);
  });

  it('of an endpoint that keeps failing wait: it is paused with a reason', async () => {
    let status = 500;
    const target = await receiver((response) => {
      response.statusCode = status;
      response.end();
    });
    const { id } = await mine.create(target.url, ['*']);
    for (let i = 0; i < 12; i++) await mine.cause();
    const webhook = await mine.paused(id);
    expect(webhook.pauseReason).toMatch(
      /^\d+ tries in a row failed; the last one: The receiver answered with status 500$/,
    );
    expect(webhook.failures).toBeGreaterThanOrEqual(8);
    const [event] = await mine.events('quintet.platform.webhook.paused');
    expect(event).toMatchObject({ subject: id, data: { reason: webhook.pauseReason } });
    status = 200;
    const resumed = await mine.api.patch(`${WEBHOOKS}/${id}`, { paused: false });
    expect(resumed.body).toMatchObject({ paused: false, pauseReason: null, failures: 0 });
    await mine.reach(id, 'delivered', 12);
    // What an endpoint goes through is no event for itself.
    expect(target.received.some(({ body }) => body.includes('quintet.platform.webhook'))).toBe(false);
  });

  it('end with a 410, which pauses the endpoint', async () => {
    const target = await receiver(answers(410));
    const { id } = await mine.create(target.url);
    await mine.cause();
    expect((await mine.paused(id)).pauseReason).toBe('The receiver answered 410 Gone');
    expect(await mine.deliveries(id)).toMatchObject([{ state: 'pending', attempts: 1, lastStatus: 410 }]);
  });

  it('to a receiver that hangs delay no other, and are at most five at once', async () => {
    const hanging = await receiver(() => undefined);
    const healthy = await receiver();
    const slow = await mine.create(hanging.url);
    for (let i = 0; i < 20; i++) await mine.cause();
    await waitFor(() => hanging.received.length === 5, { what: 'five open requests' });
    const { id } = await mine.create(healthy.url);
    const started = Date.now();
    for (let i = 0; i < 20; i++) await mine.cause();
    await mine.reach(id, 'delivered', 20);
    expect(Date.now() - started).toBeLessThan(10_000);
    expect([hanging.received.length, (await mine.deliveries(slow.id, '?state=delivering')).length]).toEqual([5, 5]);
    hanging.close();
    await mine.api.delete(`${WEBHOOKS}/${slow.id}`);
  });

  it('may wait in thousands for one endpoint: the others are served, and the queue stays small', async () => {
    const hanging = await receiver(() => undefined);
    const healthy = await receiver();
    const slow = await mine.create(hanging.url);
    const [{ tenant_id: tenantId }] = await mine.events('quintet.platform.webhook.created');
    await server.query(
      `SELECT platform.append_event($1, 'quintet.production.job.created', number::text, '{}')
        FROM generate_series(1, 10000) AS number`,
      [tenantId],
    );
    const waiting = () =>
      server.query('SELECT count(*)::int AS count FROM platform.webhook_deliveries WHERE webhook_id = $1', [slow.id]);
    await waitFor(async () => (await waiting())[0].count === 10_000, { what: 'the backlog' });
    const { id } = await mine.create(healthy.url);
    const subject = await mine.cause();
    await mine.reach(id, 'delivered');
    expect([subjects(healthy.received), hanging.received.length]).toEqual([[subject], 5]);
    const tasks = await server.query("SELECT FROM graphile_worker.jobs WHERE task_identifier = 'webhooks.deliver'");
    expect(tasks.length).toBeLessThan(10);
    hanging.close();
    await mine.api.delete(`${WEBHOOKS}/${slow.id}`);
  });

  it('wait for events of older transactions, and miss none', async () => {
    const target = await receiver();
    const { id } = await mine.create(target.url);
    const [{ tenant_id: tenantId }] = await mine.events('quintet.platform.webhook.created');
    const late = server.query(
      `DO $$ BEGIN
        PERFORM platform.append_event('${tenantId}', 'quintet.production.job.created', 'late', '{}');
        PERFORM pg_sleep(1);
      END $$`,
    );
    const subject = await mine.cause();
    await late;
    await mine.reach(id, 'delivered', 2);
    expect(subjects(target.received).sort()).toEqual([subject, 'late'].sort());
  });

  it('of a deleted endpoint are not sent', async () => {
    const target = await receiver();
    const { id } = await mine.create(target.url);
    await mine.api.patch(`${WEBHOOKS}/${id}`, { paused: true });
    await mine.cause();
    await mine.reach(id, 'pending');
    await mine.api.delete(`${WEBHOOKS}/${id}`);
    const probe = await mine.create(target.url);
    const subject = await mine.cause();
    await mine.reach(probe.id, 'delivered');
    expect(subjects(target.received)).toEqual([subject]);
  });

  it('are forgotten some time after they ended, with endpoints that were deleted', async () => {
    const target = await receiver();
    const { id } = await mine.create(target.url);
    const gone = await mine.create(target.url);
    await mine.cause();
    await mine.reach(id, 'delivered');
    await mine.reach(gone.id, 'delivered');
    await mine.api.delete(`${WEBHOOKS}/${gone.id}`);
    await server.query(
      "UPDATE platform.webhook_deliveries SET finished_at = now() - interval '8 days' WHERE webhook_id = $1",
      [id],
    );
    await server.query("UPDATE platform.webhooks SET deleted_at = now() - interval '2 hours' WHERE id = $1", [gone.id]);
    await server.query("SELECT engine.enqueue('webhooks.upkeep', '{}', NULL, 'webhooks.upkeep')");
    await waitFor(async () => (await mine.deliveries(id)).length === 0);
    await waitFor(
      async () => (await server.query('SELECT FROM platform.webhooks WHERE id = $1', [gone.id])).length === 0,
    );
  });
});
