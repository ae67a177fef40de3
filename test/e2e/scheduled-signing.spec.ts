import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Receiver, secretsOf, SIGNING_SECRETS, verify } from '../support/receiver';
import { Jobs, micros } from '../support/scheduled';
import { waitFor } from '../support/wait-for';

const ROTATE = `${SIGNING_SECRETS}/rotate`;
const DAY = 86_400_000_000;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

describe('signing secrets', () => {
  let server: Server;
  let jobs: Jobs;
  let key: string;
  let tenant: string;

  beforeAll(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1/32' } });
  });

  beforeEach(async () => {
    ({ key, tenant } = await server.tenant());
    jobs = new Jobs(server, key);
  });

  afterAll(() => server?.stop());

  const rotate = async (body?: object) => {
    const answer = await jobs.api.post(ROTATE, body);
    expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
    return answer.body.data;
  };

  it('are made on first need, once', async () => {
    const [first, ...others] = await Promise.all(Array.from({ length: 5 }, () => jobs.api.get(SIGNING_SECRETS)));
    for (const other of others) expect(other.body).toEqual(first.body);
    expect(first.body).toEqual({
      data: [
        {
          id: expect.any(String),
          secret: expect.stringMatching(/^whsec_[\w+/]{43}=$/),
          state: 'current',
          inserted_at: expect.stringMatching(TIME),
          expires_at: null,
        },
      ],
    });
    expect(Object.keys(first.body.data[0])).toEqual(['id', 'secret', 'state', 'inserted_at', 'expires_at']);
  });

  it('are stored encrypted', async () => {
    const [secret] = await secretsOf(jobs.api);
    const rows = await server.query('SELECT sealed FROM scheduled.signing_secrets');
    for (const { sealed } of rows) expect(sealed).not.toContain(secret.slice('whsec_'.length));
  });

  it('are rotated: the new one first, the one before for a day', async () => {
    const [before] = (await jobs.api.get(SIGNING_SECRETS)).body.data;
    const [current, previous, ...rest] = await rotate();
    expect(rest).toEqual([]);
    expect(current).toMatchObject({ state: 'current', expires_at: null });
    expect(current.secret).not.toBe(before.secret);
    expect(previous).toEqual({ ...before, state: 'previous', expires_at: expect.stringMatching(TIME) });
    expect(Math.abs(micros(previous.expires_at) - micros(current.inserted_at) - DAY)).toBeLessThan(5_000_000);
    expect((await jobs.api.get(SIGNING_SECRETS)).body.data).toEqual([current, previous]);
  });

  it('can be rotated without one before, with any duration, and from an empty body', async () => {
    const [, made] = await rotate({ expire_previous_in: 'in 2 hours' });
    expect(made.state).toBe('previous');
    const all = await rotate({ expire_previous_in: null });
    expect(all.map(({ state }: { state: string }) => state)).toEqual(['current', 'previous', 'previous']);
    expect(all[2]).toEqual(made);
    expect(await rotate({ expire_previous_in: 0 })).toHaveLength(3);
  });

  it('sign at most ten at once', async () => {
    const [first] = await secretsOf(jobs.api);
    for (let i = 0; i < 10; i++) await rotate();
    const secrets = await secretsOf(jobs.api);
    expect(secrets).toHaveLength(10);
    expect(secrets).not.toContain(first);
  });

  it('survive concurrent rotations', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => jobs.api.post(ROTATE)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const { data } = (await jobs.api.get(SIGNING_SECRETS)).body;
    expect(data.map(({ state }: { state: string }) => state)).toEqual(['current', ...Array(6).fill('previous')]);
  });

  it('both sign everything until the one before expires', async () => {
    const target = await Receiver.open();
    const [old] = await secretsOf(jobs.api);
    const body = { method: 'post', url: target.url, body: { type: 'own' }, webhook_url: target.url };
    const [current] = await rotate({ expire_previous_in: 3 });
    await jobs.create({ ...body, callback_url: target.url });
    const both = await target.gets('job.callback');
    expect(both).toHaveLength(6);
    for (const message of both) {
      expect(String(message.request.headers['webhook-signature'])).toMatch(/^v1,\S{44} v1,\S{44}$/);
      verify(old, message);
      verify(current.secret, message);
    }
    await waitFor(async () => (await secretsOf(jobs.api)).length === 1, { what: 'the old secret to expire' });
    target.target.received.length = 0;
    await jobs.create({ ...body, callback_url: target.url });
    for (const message of await target.gets('job.callback')) {
      expect(String(message.request.headers['webhook-signature'])).toMatch(/^v1,\S{44}$/);
      verify(current.secret, message);
      expect(() => verify(old, message)).toThrow();
    }
    target.close();
  });

  it('tell of a rotation by an event without the secret', async () => {
    const [current] = await rotate();
    const [event] = await server.query(
      `SELECT event.* FROM platform.events AS event JOIN platform.tenants AS tenant ON tenant.id = tenant_id
        WHERE tenant.name = $1 AND type = 'quintet.scheduled.signing_secret.rotated'`,
      [tenant],
    );
    expect(event).toMatchObject({ subject: current.id, data: { id: current.id } });
    expect(JSON.stringify(event)).not.toContain('whsec_');
  });

  it.each([
    [{ expire_previous_in: true }, 'is invalid'],
    [{ expire_previous_in: '3' }, 'is invalid'],
    [{ expire_previous_in: [1, 'year'] }, 'has an unknown unit'],
    [{ expire_previous_in: -1 }, 'must be greater than or equal to 0'],
    [{ expire_previous_in: [121, 'months'] }, 'must be at most 10 years'],
  ])('refuse %j', async (body, text) => {
    const { status, body: refusal } = await jobs.api.post(ROTATE, body);
    expect([status, refusal]).toEqual([422, { errors: { expire_previous_in: [text] } }]);
  });

  it('refuse a body that is no object', async () => {
    const { status, body } = await jobs.api.post(ROTATE, []);
    expect([status, body]).toEqual([400, { errors: { detail: 'Body must be a JSON object' } }]);
  });

  it('are only for those who may write', async () => {
    const reader = server.client((await server.tenant(tenant, ['scheduled:read'])).key);
    for (const answer of [await reader.get(SIGNING_SECRETS), await reader.post(ROTATE)])
      expect([answer.status, answer.body]).toEqual([403, { errors: { detail: 'Forbidden' } }]);
    const writer = server.client((await server.tenant(tenant, ['scheduled:write'])).key);
    expect((await writer.get(SIGNING_SECRETS)).status).toBe(200);
  });

  it('are another tenant’s own', async () => {
    const other = new Jobs(server, (await server.tenant()).key);
    const mine = await secretsOf(jobs.api);
    await other.api.post(ROTATE);
    expect(await secretsOf(jobs.api)).toEqual(mine);
    expect(await secretsOf(other.api)).not.toContain(mine[0]);
  });
});
