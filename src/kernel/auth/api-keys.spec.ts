import { QueryFailedError } from 'typeorm';
import type { Database } from '../database/database';
import { ApiKeys } from './api-keys';
import type { Credentials } from './credentials';
import type { Tenants } from './tenants';

const ID = '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b';
const WANTED = { name: 'ci', tenant: 'acme', scopes: ['drone:read'], expiresAt: null };

describe('ApiKeys', () => {
  const order: string[] = [];
  const note = (what: string) => Promise.resolve(void order.push(what));
  const manager = { create: (_type: unknown, row: object) => row, insert: jest.fn(), update: jest.fn() };
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
      expect(key).toMatch(/^sk_[A-Za-z0-9_-]{43}$/);
      expect(row.hash).toHaveLength(32);
      expect(JSON.stringify(manager.insert.mock.calls)).not.toContain(key);
    }
    expect(made[0].key).not.toBe(made[1].key);
  });

  describe('a key that is known beforehand', () => {
    const known = { ...WANTED, key: 'sk_known' };

    it('gets its scopes when it is there, and every process is told', async () => {
      database.run.mockResolvedValueOnce([{ id: ID }]);
      await keys.ensure(known);
      expect(order).toEqual([`announce ${ID}`, 'commit']);
      expect(manager.insert).not.toHaveBeenCalled();
    });

    it('is made when it is not, and may be made by another process meanwhile', async () => {
      database.run.mockResolvedValue([]);
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
      expect(order).toEqual([`announce ${ID}`, 'commit', `forget ${ID}`]);
    });

    it('says so when there is no such living key', async () => {
      manager.update.mockResolvedValue({ affected: 0 });
      expect(await keys.revoke(ID)).toBe(false);
      expect(order).not.toContain(`announce ${ID}`);
    });
  });
});
