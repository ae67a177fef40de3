import type { Database } from '../database/database';
import type { Listener, Notified } from '../database/listener';
import { Credentials, hashKey } from './credentials';

const ID = '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b';
const row = (key: string, expires_at: Date | null = null) => ({
  id: ID,
  name: 'ci',
  scopes: ['drone:read'],
  hash: hashKey(key),
  expires_at,
  last_used_at: new Date(),
  tenant_id: 'tenant',
  tenant_name: 'acme',
});

describe('Credentials', () => {
  const run = jest.fn<Promise<object[]>, [{ name: string }, unknown[]]>();
  const listener = { connected: true, subscribe: jest.fn(), notify: jest.fn() };
  let credentials: Credentials;
  let notified: Notified;
  let missed: () => void;

  beforeEach(() => {
    run.mockReset().mockResolvedValue([row('sk_a')]);
    listener.connected = true;
    listener.subscribe = jest.fn((_channel: string, one: Notified, other: () => void) => {
      notified = one;
      missed = other;
    });
    credentials = new Credentials({ run } as unknown as Database, listener as unknown as Listener);
  });

  it('shows who a key belongs to, and looks it up once', async () => {
    const found = await credentials.byKey('sk_a');
    expect(found?.caller).toEqual({
      tenantId: 'tenant',
      tenantName: 'acme',
      subject: ID,
      displayName: 'ci',
      scopes: new Set(['drone:read']),
    });
    expect(await credentials.byKey('sk_a')).toBe(found);
    expect(run).toHaveBeenCalledTimes(1);
    expect(JSON.stringify(run.mock.calls)).not.toContain('sk_a');
  });

  it('remembers no key that it did not find', async () => {
    run.mockResolvedValue([]);
    for (const _ of [1, 2]) expect(await credentials.byKey('sk_b')).toBeUndefined();
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('looks a key up again once it is told that it ended, or may have missed that', async () => {
    await credentials.byKey('sk_a');
    notified(ID);
    await credentials.byKey('sk_a');
    missed();
    await credentials.byKey('sk_a');
    notified('another');
    await credentials.byKey('sk_a');
    expect(run).toHaveBeenCalledTimes(3);
  });

  it('remembers nothing while nobody would tell it', async () => {
    listener.connected = false;
    for (const _ of [1, 2]) await credentials.byKey('sk_a');
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('does not remember a row that was read before it was told of the end', async () => {
    let answer = (_rows: object[]) => {};
    run.mockReturnValueOnce(new Promise((read) => (answer = read)));
    const reading = credentials.byKey('sk_a');
    notified(ID);
    answer([row('sk_a')]);
    await reading;
    run.mockResolvedValue([]);
    expect(await credentials.byKey('sk_a')).toBeUndefined();
  });

  it('ends a key at its time, remembered or not', async () => {
    run.mockResolvedValue([row('sk_a', new Date(Date.now() + 60_000))]);
    expect(await credentials.byKey('sk_a')).toBeDefined();
    jest.useFakeTimers({ now: Date.now() + 60_001 });
    expect(await credentials.byKey('sk_a')).toBeUndefined();
    jest.useRealTimers();
  });

  it.each(['', 'x', '-'.repeat(36), `${ID}x`, ID.replace('7', 'g')])('asks for no key by the id %j', async (id) => {
    expect(await credentials.byId(id)).toBeUndefined();
    expect(run).not.toHaveBeenCalled();
  });

  it('notes when a key was used, at most once a minute', async () => {
    run.mockResolvedValueOnce([{ ...row('sk_a'), last_used_at: null }]);
    for (const _ of [1, 2, 3]) await credentials.byKey('sk_a');
    expect(run.mock.calls.map(([{ name }]) => name)).toEqual(['api-key-by-hash', 'api-key-touch']);
  });
});
