import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { readFields } from '../bodies';
import { lookedUp } from '../ids';
import { notFound } from '../refusals';
import * as sql from './tag.statements';
import { TagIdsDto } from './tag.dto';
import type { TagDto } from './tag.dto';
import { tagOf } from './tag-row';
import type { TagRow } from './tag-row';

/** The tags that jobs carry. */
@Injectable()
export class JobTagsService {
  constructor(private readonly database: Database) {}

  async list(tenantId: string, jobId: string): Promise<TagDto[]> {
    const found = await this.database.run(sql.FIND_JOB, [tenantId, lookedUp(jobId)]);
    if (found.length === 0) throw notFound('Job', jobId);
    return this.read(tenantId, jobId);
  }

  /** The job carries exactly the given tags from now on. @throws Failure `not-found` for the job or the first tag */
  replace(tenantId: string, jobId: string, body: object): Promise<TagDto[]> {
    return this.database.transaction(async () => {
      await this.database.run(sql.HOLD_TAGS, [tenantId]);
      const found = await this.database.run(sql.LOCK_JOB, [tenantId, lookedUp(jobId)]);
      if (found.length === 0) throw notFound('Job', jobId);
      const tagIds = [...new Set(readFields(TagIdsDto, body).tagIds)];
      await this.refuseUnknown(tenantId, tagIds);
      await this.database.run(sql.TAG_JOB, [tenantId, jobId, tagIds]);
      return this.read(tenantId, jobId);
    });
  }

  private async refuseUnknown(tenantId: string, tagIds: string[]): Promise<void> {
    const known = await this.database.run<{ id: string }>(sql.FIND_TAGS, [tenantId, tagIds]);
    const unknown = tagIds.find((id) => !known.some((tag) => tag.id === id));
    if (unknown !== undefined) throw notFound('Tag', unknown);
  }

  private async read(tenantId: string, jobId: string): Promise<TagDto[]> {
    return (await this.database.run<TagRow & object>(sql.TAGS_OF_JOB, [tenantId, jobId])).map(tagOf);
  }
}
