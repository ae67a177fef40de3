import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { refused } from '../refusals';

const COUNT_ACTIVE = {
  name: 'production-users-count-active',
  text: 'SELECT count(*)::int AS found FROM production.users WHERE tenant_id = $1 AND id = ANY ($2) AND active',
};

/** The users whose work steps are. */
@Injectable()
export class Assignees {
  constructor(private readonly database: Database) {}

  /** @param ids absent and null count as nobody @throws Failure `invalid` unless all are active users */
  async refuseUnknown(tenantId: string, ids: (string | null | undefined)[]): Promise<void> {
    const users = [...new Set(ids.filter((id) => id !== undefined && id !== null))];
    if (users.length === 0) return;
    const [{ found }] = await this.database.run<{ found: number }>(COUNT_ACTIVE, [tenantId, users]);
    if (found < users.length) throw refused('User not found or inactive');
  }
}
