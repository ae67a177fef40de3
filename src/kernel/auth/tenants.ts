import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../database/database';
import { Tenant } from './tenant.entity';

export const DEFAULT_TENANT = 'default';

const INSERT = {
  name: 'tenant-insert',
  text: `WITH tenant AS (
      INSERT INTO platform.tenants (id, name) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING RETURNING *
    ) SELECT platform.append_event(id, 'quintet.platform.tenant.created', id::text, json_build_object('id', id, 'name', name))
    FROM tenant`,
};
const SELECT = { name: 'tenant-by-name', text: 'SELECT id FROM platform.tenants WHERE name = $1' };

/** Tenants come into being when a credential first names them. */
@Injectable()
export class Tenants {
  constructor(private readonly database: Database) {}

  /** The uuid of a tenant, which is made on first use. */
  async idOf(name: string): Promise<string> {
    let [row] = await this.database.run<{ id: string }>(SELECT, [name]);
    if (!row) {
      await this.database.run(INSERT, [uuidv7(), name]);
      [row] = await this.database.run<{ id: string }>(SELECT, [name]);
    }
    return row.id;
  }

  /** A tenant that is there: that of a credential. */
  get(id: string): Promise<Tenant> {
    return this.database.manager.findOneByOrFail(Tenant, { id });
  }
}
