import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { isUniqueViolation } from '../../../kernel/database/database-errors';
import { readFields } from '../bodies';
import { lookedUp, newId } from '../ids';
import { likeOf, pageOf, windowOf } from '../lists';
import type { Page, SearchQueryDto } from '../lists';
import { notFound, refused } from '../refusals';
import * as sql from './tag.statements';
import { DEFAULT_COLOR, UpdateTagDto } from './tag.dto';
import type { CreateTagDto, TagDto } from './tag.dto';
import { tagOf } from './tag-row';
import type { TagRow } from './tag-row';

@Injectable()
export class TagsService {
  constructor(private readonly database: Database) {}

  async list(tenantId: string, query: SearchQueryDto): Promise<Page<TagDto>> {
    const { rows, behind = [''] } = windowOf(query, ['']);
    const values = [tenantId, ...behind, likeOf(query.q), rows];
    const found = await this.database.run<TagRow & { place: string }>(sql.LIST_TAGS, values);
    return pageOf(query, found, ({ place }) => [place], tagOf);
  }

  /** @throws Failure `invalid` where another tag has the name */
  async create(tenantId: string, dto: CreateTagDto): Promise<TagDto> {
    const values = [tenantId, newId('tag'), storedName(dto.name), dto.color ?? DEFAULT_COLOR];
    const [row] = await this.database.run<TagRow & object>(sql.INSERT_TAG, values).catch(refuseTakenName);
    return tagOf(row);
  }

  /** @throws Failure `not-found`; `invalid` where another tag has the name */
  update(tenantId: string, id: string, body: object): Promise<TagDto> {
    return this.database.transaction(async () => {
      await this.lock(tenantId, id);
      const { name, color } = readFields(UpdateTagDto, body);
      const values = [tenantId, id, name && storedName(name), color];
      const [row] = await this.database.run<TagRow & object>(sql.UPDATE_TAG, values).catch(refuseTakenName);
      return tagOf(row);
    });
  }

  /** @param force takes it off jobs @throws Failure `not-found`; `invalid` while jobs carry it */
  async delete(tenantId: string, id: string, force: boolean): Promise<void> {
    await this.database.transaction(async () => {
      await this.database.run(sql.HOLD_TAGS, [tenantId]);
      await this.lock(tenantId, id);
      const [{ jobs }] = await this.database.run<{ jobs: number }>(sql.COUNT_WEARERS, [tenantId, id]);
      if (jobs > 0 && !force) {
        throw refused(`Tag is assigned to ${jobs} job(s). Pass force=true to remove it from all jobs.`, {
          code: 'TAG_IN_USE',
          affectedJobCount: jobs,
        });
      }
      await this.database.run(sql.DELETE_TAG, [tenantId, id]);
    });
  }

  private async lock(tenantId: string, id: string): Promise<void> {
    const found = await this.database.run(sql.LOCK_TAG, [tenantId, lookedUp(id)]);
    if (found.length === 0) throw notFound('Tag', id);
  }
}

const storedName = (name: string) => name.trim().toWellFormed();

function refuseTakenName(error: unknown): never {
  throw isUniqueViolation(error, 'tags_name_idx') ? refused('A tag with this name already exists') : error;
}
