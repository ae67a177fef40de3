import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../database/database';
import { isUniqueViolation } from '../database/database-errors';
import { Events } from '../events/events';
import { ApiKey } from './api-key.entity';
import { Credentials, hashKey } from './credentials';
import { Tenants } from './tenants';

const KEY_BYTES = 32;
const LIST_LIMIT = 1000;

const SET_SCOPES = {
  name: 'api-key-set-scopes',
  text: 'UPDATE platform.api_keys SET scopes = $2 WHERE id = $1 AND scopes <> $2 RETURNING id',
};

export interface NewApiKey {
  name: string;
  tenant: string;
  scopes: string[];
  expiresAt: Date | null;
  /** The key itself, where it is given from outside. */
  key?: string;
}

/** Makes, lists and revokes API keys. A key is shown once, when it is made. */
@Injectable()
export class ApiKeys {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
    private readonly credentials: Credentials,
    private readonly events: Events,
  ) {}

  create(wanted: NewApiKey): Promise<{ row: ApiKey; key: string }> {
    const key = wanted.key ?? `sk_${randomBytes(KEY_BYTES).toString('base64url')}`;
    return this.database.transaction(async () => {
      const row = this.database.manager.create(ApiKey, {
        id: uuidv7(),
        tenantId: await this.tenants.idOf(wanted.tenant),
        name: wanted.name,
        hash: hashKey(key),
        scopes: wanted.scopes,
        createdAt: new Date(),
        lastUsedAt: null,
        expiresAt: wanted.expiresAt,
        revokedAt: null,
      });
      await this.database.manager.insert(ApiKey, row);
      await this.tell('created', row);
      return { row, key };
    });
  }

  /** Registers a key that is known beforehand, once for processes that start together; one that is there gets its scopes. */
  async ensure(wanted: NewApiKey & { key: string }): Promise<void> {
    const known = await this.database.manager.findOneBy(ApiKey, { hash: hashKey(wanted.key) });
    if (known) return this.setScopes(known, wanted.scopes);
    await this.create(wanted).catch((error: unknown) => {
      if (!isUniqueViolation(error)) throw error;
    });
  }

  /** Living keys of all tenants, by creation. */
  list(): Promise<ApiKey[]> {
    return this.database.manager.find(ApiKey, {
      where: { revokedAt: IsNull() },
      relations: { tenant: true },
      order: { createdAt: 'ASC', id: 'ASC' },
      take: LIST_LIMIT,
    });
  }

  /** Keys of one tenant, or the one of them with an id; revoked ones too, which come last. The newest come first. */
  listOf(tenantId: string, id?: string): Promise<ApiKey[]> {
    return this.database.manager.find(ApiKey, {
      where: id === undefined ? { tenantId } : { tenantId, id },
      order: { revokedAt: { direction: 'DESC', nulls: 'FIRST' }, createdAt: 'DESC', id: 'DESC' },
      take: LIST_LIMIT,
    });
  }

  /** Ends a key at once. False when there is no such living key. */
  async revoke(id: string): Promise<boolean> {
    const revoked = await this.database.transaction(async () => {
      const living = { id, revokedAt: IsNull() };
      const { affected } = await this.database.manager.update(ApiKey, living, { revokedAt: new Date() });
      if (!affected) return false;
      await this.tell('revoked', await this.database.manager.findOneByOrFail(ApiKey, { id }));
      await this.credentials.announce(id);
      return true;
    });
    this.credentials.forget(id);
    return revoked;
  }

  private async setScopes(key: ApiKey, scopes: string[]): Promise<void> {
    await this.database.transaction(async () => {
      const [changed] = await this.database.run(SET_SCOPES, [key.id, scopes]);
      if (!changed) return;
      await this.tell('updated', { ...key, scopes });
      await this.credentials.announce(key.id);
    });
  }

  private async tell(
    change: 'created' | 'updated' | 'revoked',
    { tenantId, id, name, scopes, expiresAt }: ApiKey,
  ): Promise<void> {
    const data = { id, name, scopes, expiresAt };
    await this.events.append({ tenantId, type: `quintet.platform.api_key.${change}`, subject: id, data });
  }
}
