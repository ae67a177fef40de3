import { QueryFailedError } from 'typeorm';
import type { Database } from '../database/database';
import { ApiKeys } from './api-keys';
import type { Credentials } from './credentials';
import type { Events, NewEvent } from '../events/events';
import type { Tenants } from './tenants';

const ID = '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b';
const WANTED = { name: 'ci', tenant: 'acme', scopes: ['drone:read'], expiresAt: null };

describe('ApiKeys', () => {
  const order: string[] = [];
  const note = (what: string) => Promise.resolve(void order.push(what));
  const row = { id: ID, tenantId: 'tenant', name: 'ci', scopes: ['drone:read'], expiresAt: null };
  const manager = {
    create: (_type: unknown, made: object) => made,
    insert: jest.fn(),
    update: jest.fn(),
    findOneBy: jest.fn(),
    findOneByOrFail: () => Promise.resolve(row),
  };
  const database = {
    manager,
    run: jest.fn(),
    transaction: async (work: () => Promise<unknown>) => {
      const result = await work();
      order.push('commit');
      return result;
    },
  };
  const credentials = {
    announce: (id: string) => note(`announce ${id}`),
    forget: (id: string) => note(`forget ${id}`),
  };
  const keys = new ApiKeys(
    database as unknown as Database,
    { idOf: () => Promise.resolve('tenant') } as unknown as Tenants,
    credentials as unknown as Credentials,
    { append: (event: NewEvent) => note(JSON.stringify(event)) } as unknown as Events,
  );
  const refused = (code: string) => new QueryFailedError('INSERT', [], Object.assign(new Error('refused'), { code }));

  beforeEach(() => {
    order.splice(0);
    manager.insert.mockReset();
    manager.update.mockReset();
  });

  it('makes keys of 32 random bytes and stores their hash alone', async () => {
    const made = await Promise.all([keys.create(WANTED), keys.create(WANTED)]);
    for (const { key, row } of made) {
      expect(order.join()).not.toContain(key);
      expect(key).toMatch(/^sk_[A-Za-z0-9_-]{43}$/);
      expect(row.hash).toHaveLength(32);
      expect(JSON.stringify(manager.insert.mock.calls)).not.toContain(key);
    }
    expect(made[0].key).not.toBe(made[1].key);
  });

  describe('a key that is known beforehand', () => {
    const known = { ...WANTED, key: 'sk_known' };

    it('gets its scopes when it is there, and every process is told', async () => {
      manager.findOneBy.mockResolvedValueOnce(row);
      database.run.mockResolvedValueOnce([{ id: ID }]);
      await keys.ensure(known);
      expect(order).toEqual([expect.stringContaining('api_key.updated'), `announce ${ID}`, 'commit']);
      expect(manager.insert).not.toHaveBeenCalled();
    });

    it('is left alone when it has them', async () => {
      manager.findOneBy.mockResolvedValueOnce(row);
      database.run.mockResolvedValueOnce([]);
      await keys.ensure(known);
      expect(order).toEqual(['commit']);
    });

    it('is made when it is not, and may be made by another process meanwhile', async () => {
      manager.findOneBy.mockResolvedValue(null);
      await keys.ensure(known);
      manager.insert.mockRejectedValueOnce(refused('23505'));
      await expect(keys.ensure(known)).resolves.toBeUndefined();
      manager.insert.mockRejectedValueOnce(refused('23503'));
      await expect(keys.ensure(known)).rejects.toThrow('refused');
    });
  });

  describe('revoking', () => {
    it('tells every process with the commit, and its own after it', async () => {
      manager.update.mockResolvedValue({ affected: 1 });
      expect(await keys.revoke(ID)).toBe(true);
      expect(order).toEqual([expect.stringContaining('api_key.revoked'), `announce ${ID}`, 'commit', `forget ${ID}`]);
    });

    it('says so when there is no such living key', async () => {
      manager.update.mockResolvedValue({ affected: 0 });
      expect(await keys.revoke(ID)).toBe(false);
      expect(order).not.toContain(`announce ${ID}`);
    });
  });
});
