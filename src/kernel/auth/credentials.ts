import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { Database } from '../database/database';
import { Listener } from '../database/listener';
import type { Caller } from './caller';

const CHANNEL = 'quintet_api_keys';
const CACHE_ENTRIES = 10_000;
/** How stale `last used` may be, in milliseconds. */
const LAST_USED_RESOLUTION = 60_000;

const SELECT = `SELECT k.id, k.name, k.scopes, k.hash, k.expires_at, k.last_used_at, t.id AS tenant_id, t.name AS tenant_name
  FROM platform.api_keys k JOIN platform.tenants t ON t.id = k.tenant_id WHERE k.revoked_at IS NULL`;
const BY_HASH = { name: 'api-key-by-hash', text: `${SELECT} AND k.hash = $1` };
const BY_ID = { name: 'api-key-by-id', text: `${SELECT} AND k.id = $1` };
const TOUCH = { name: 'api-key-touch', text: 'UPDATE platform.api_keys SET last_used_at = now() WHERE id = $1' };

interface KeyRow {
  id: string;
  name: string;
  scopes: string[];
  hash: Buffer;
  expires_at: Date | null;
  last_used_at: Date | null;
  tenant_id: string;
  tenant_name: string;
}

/** A living API key. */
export interface KeyCredential {
  id: string;
  caller: Caller;
  /** Milliseconds since the epoch; infinite for keys that do not expire. */
  expiresAt: number;
  hash: Buffer;
  usedAt: number;
}

export function hashKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** Finds living API keys, from memory while notifications arrive that would tell of a revocation. */
@Injectable()
export class Credentials {
  private readonly cache = new Map<string, KeyCredential>();
  /** Counts what was forgotten: a row that was read before may be of a key that has ended since. */
  private epoch = 0;

  constructor(
    private readonly database: Database,
    private readonly listener: Listener,
  ) {
    listener.subscribe(
      CHANNEL,
      (id) => this.forget(id),
      () => this.forgetAll(),
    );
  }

  byKey(key: string): Promise<KeyCredential | undefined> {
    const hash = hashKey(key);
    return this.find(hash.toString('base64'), BY_HASH, hash);
  }

  async byId(id: string): Promise<KeyCredential | undefined> {
    return isUuid(id) ? this.find(id, BY_ID, id) : undefined;
  }

  /** Whether the credential that a caller came with is still good, for answers that take long. */
  async stillGood({ subject, issuer, expiresAt = Infinity }: Caller): Promise<boolean> {
    if (expiresAt <= Date.now()) return false;
    return issuer !== undefined || (await this.byId(subject)) !== undefined;
  }

  /** Drops a key from the memory of every process, when the caller's transaction is committed. */
  announce(id: string): Promise<void> {
    return this.listener.notify(CHANNEL, id);
  }

  /** Drops a key from the memory of this process. */
  forget(id: string): void {
    this.epoch++;
    for (const [cacheKey, credential] of this.cache) if (credential.id === id) this.cache.delete(cacheKey);
  }

  private async find(cacheKey: string, statement: typeof BY_HASH, value: unknown): Promise<KeyCredential | undefined> {
    let credential = this.cache.get(cacheKey);
    if (!credential) {
      const { epoch } = this;
      const [row] = await this.database.run<KeyRow>(statement, [value]);
      if (!row) return undefined;
      credential = toCredential(row);
      if (this.listener.connected && this.epoch === epoch) this.remember(cacheKey, credential);
    }
    if (credential.expiresAt <= Date.now()) return undefined;
    this.touch(credential);
    return credential;
  }

  private remember(cacheKey: string, credential: KeyCredential): void {
    if (this.cache.size >= CACHE_ENTRIES) this.cache.delete(this.cache.keys().next().value!);
    this.cache.set(cacheKey, credential);
  }

  private forgetAll(): void {
    this.epoch++;
    this.cache.clear();
  }

  private touch(credential: KeyCredential): void {
    if (Date.now() - credential.usedAt < LAST_USED_RESOLUTION) return;
    credential.usedAt = Date.now();
    this.database.run(TOUCH, [credential.id]).catch(() => {
      credential.usedAt = 0;
    });
  }
}

function toCredential(row: KeyRow): KeyCredential {
  return {
    id: row.id,
    expiresAt: row.expires_at?.getTime() ?? Infinity,
    hash: row.hash,
    usedAt: row.last_used_at?.getTime() ?? 0,
    caller: {
      tenantId: row.tenant_id,
      tenantName: row.tenant_name,
      subject: row.id,
      displayName: row.name,
      scopes: new Set(row.scopes),
    },
  };
}
