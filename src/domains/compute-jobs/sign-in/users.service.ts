import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { ADMIN_SCOPE } from '../../../kernel/auth/scopes';
import { Tenants } from '../../../kernel/auth/tenants';
import type { ComputeUserDto } from './user.dto';

/** To this API every tenant is one user. */
@Injectable()
export class UsersService {
  constructor(private readonly tenants: Tenants) {}

  async of({ tenantId, displayName, scopes }: Caller): Promise<ComputeUserDto> {
    const { id, name, createdAt } = await this.tenants.get(tenantId);
    const role = scopes.has(ADMIN_SCOPE) ? 'admin' : 'user';
    return { id, createdAt: createdAt.toISOString(), displayName, role, userName: name };
  }
}
