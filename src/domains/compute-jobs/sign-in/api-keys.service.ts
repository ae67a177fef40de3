import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import type { ApiKey } from '../../../kernel/auth/api-key.entity';
import { ApiKeys } from '../../../kernel/auth/api-keys';
import type { Caller } from '../../../kernel/auth/caller';
import { ADMIN_SCOPE } from '../../../kernel/auth/scopes';
import { Failure } from '../../../kernel/errors/failure';

/** The API keys that a caller may see: an admin all of the tenant, anyone else the one that the caller came with. */
@Injectable()
export class ApiKeysService {
  constructor(private readonly keys: ApiKeys) {}

  async list(caller: Caller): Promise<ApiKey[]> {
    if (isAdmin(caller)) return this.keys.listOf(caller.tenantId);
    const own = ownKey(caller);
    return own === undefined ? [] : this.keys.listOf(caller.tenantId, own);
  }

  /**
   * Ends a key and its tokens at once; one that has been revoked stays so.
   * @throws Failure `not-found`
   */
  async revoke(caller: Caller, id: string): Promise<void> {
    const [key] = isUuid(id) ? await this.keys.listOf(caller.tenantId, id) : [];
    if (!key || !(isAdmin(caller) || key.id === ownKey(caller))) {
      throw new Failure('not-found', `api key not found: ${id}`);
    }
    await this.keys.revoke(key.id);
  }
}

const isAdmin = ({ scopes }: Caller): boolean => scopes.has(ADMIN_SCOPE);

/** Its id; an identity provider's token belongs to none, whatever its subject is. */
function ownKey({ subject, issuer }: Caller): string | undefined {
  return issuer === undefined ? subject : undefined;
}
