import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { readFields } from '../bodies';
import { lookedUp, newId } from '../ids';
import { likeOf, pageOf, windowOf } from '../lists';
import type { Page, SearchQueryDto } from '../lists';
import { notFound } from '../refusals';
import { UpdateShopUserDto } from './user.dto';
import type { CreateShopUserDto, ShopUserDto } from './user.dto';
import * as sql from './user.statements';

interface UserRow {
  id: string;
  seq: string;
  name: string;
  department: string | null;
  active: boolean;
  created_at: Date;
}

@Injectable()
export class UsersService {
  constructor(private readonly database: Database) {}

  async create({ tenantId }: Caller, { name, department, active }: CreateShopUserDto): Promise<ShopUserDto> {
    const values = [name.trim().toWellFormed(), department?.toWellFormed(), active ?? true];
    const [row] = await this.database.run<UserRow>(sql.INSERT_USER, [tenantId, newId('user'), ...values]);
    return userOf(row);
  }

  /** The active ones. */
  async list({ tenantId }: Caller, query: SearchQueryDto): Promise<Page<ShopUserDto>> {
    const { rows, behind } = windowOf(query);
    const values = [tenantId, behind?.[0] ?? 0, rows, likeOf(query.q)];
    const found = await this.database.run<UserRow>(sql.LIST_USERS, values);
    return pageOf(query, found, ({ seq }) => [Number(seq)], userOf);
  }

  /** @throws Failure `not-found`, `invalid` */
  update({ tenantId }: Caller, id: string, body: object): Promise<ShopUserDto> {
    const key = [tenantId, lookedUp(id)];
    return this.database.transaction(async () => {
      const [found] = await this.database.run(sql.LOCK_USER, key);
      if (!found) throw notFound('User', id);
      const { name, department, active } = readFields(UpdateShopUserDto, body);
      const values = [name?.trim().toWellFormed(), department !== undefined, department?.toWellFormed(), active];
      const [row] = await this.database.run<UserRow>(sql.UPDATE_USER, [...key, ...values]);
      return userOf(row);
    });
  }
}

function userOf(row: UserRow): ShopUserDto {
  return {
    id: row.id,
    name: row.name,
    department: row.department ?? undefined,
    active: row.active,
    createdAt: row.created_at.toISOString(),
  };
}
