import { Injectable } from '@nestjs/common';
import { ApiKeys } from '../../kernel/auth/api-keys';
import type { Caller } from '../../kernel/auth/caller';
import { Failure } from '../../kernel/errors/failure';
import { momentOf } from '../../kernel/http/moment';
import type { ApiKeyListDto, CreateApiKeyDto, CreatedApiKeyDto } from './api-keys.dto';

@Injectable()
export class ApiKeysService {
  constructor(private readonly keys: ApiKeys) {}

  async create(caller: Caller, dto: CreateApiKeyDto): Promise<CreatedApiKeyDto> {
    const scopes = dto.scopes ?? [...caller.scopes];
    const foreign = scopes.find((scope) => !caller.scopes.has(scope));
    if (foreign) throw new Failure('forbidden', undefined, { data: { scope: foreign } });
    const tenant = dto.tenant ?? caller.tenantName;
    const expiresAt = momentOf(dto.expiresAt) ?? null;
    const { row, key } = await this.keys.create({ name: dto.name, tenant, scopes, expiresAt });
    return {
      id: row.id,
      key,
      name: row.name,
      tenant,
      scopes,
      createdAt: row.createdAt.toISOString(),
      expiresAt: expiresAt?.toISOString() ?? null,
    };
  }

  async list(): Promise<ApiKeyListDto> {
    const rows = await this.keys.list();
    return {
      data: rows.map((row) => ({
        id: row.id,
        name: row.name,
        tenant: row.tenant.name,
        scopes: row.scopes,
        createdAt: row.createdAt.toISOString(),
        lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
        expiresAt: row.expiresAt?.toISOString() ?? null,
      })),
    };
  }

  async revoke(id: string): Promise<void> {
    const revoked = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id) && (await this.keys.revoke(id));
    if (!revoked) throw new Failure('not-found', 'There is no such API key');
  }
}
