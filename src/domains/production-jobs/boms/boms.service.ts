import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { readFields } from '../bodies';
import { lookedUp, newId } from '../ids';
import { likeOf, pageOf, windowOf } from '../lists';
import type { ListQueryDto, Page, SearchQueryDto } from '../lists';
import { operatorOf } from '../operator';
import { notFound } from '../refusals';
import { bomOf, summaryOf, versionOf } from './bom-answer';
import type { BomRow, BomVersionRow, EntryUnits } from './bom-answer';
import type { BomDto, BomVersionDto, BomWithSummaryDto } from './bom.dto';
import * as sql from './bom.statements';
import { EditBomDto, UpdateBomDto } from './write-bom.dto';
import type { CreateBomDto, WriteBomEntryDto } from './write-bom.dto';

@Injectable()
export class BomsService {
  constructor(private readonly database: Database) {}

  create({ tenantId }: Caller, { name, entries }: CreateBomDto): Promise<BomDto> {
    const key = [tenantId, newId('bom')];
    return this.database.transaction(async () => {
      await this.database.run(sql.INSERT_BOM, [...key, name.trim().toWellFormed()]);
      await this.insertEntries(key, entries);
      return this.shown(key);
    });
  }

  async list({ tenantId }: Caller, query: SearchQueryDto): Promise<Page<BomDto>> {
    const { rows, behind } = windowOf(query);
    const found = await this.database.run<BomRow>(sql.LIST_BOMS, [tenantId, behind?.[0] ?? 0, rows, likeOf(query.q)]);
    return pageOf(query, found, ({ seq }) => [Number(seq)], bomOf);
  }

  /** @throws Failure `not-found` */
  async find({ tenantId }: Caller, id: string): Promise<BomWithSummaryDto> {
    const found = await this.database.run<BomRow & { units: EntryUnits[] }>(sql.FIND_BOM, [tenantId, lookedUp(id)]);
    if (found.length === 0) throw notFound('BOM', id);
    const [row] = found;
    return { ...bomOf(row), summary: summaryOf(row, row.units) };
  }

  /** Replaces the name, the entries or both, and keeps nothing of what was. @throws Failure `not-found`, `invalid` */
  update({ tenantId }: Caller, id: string, body: object): Promise<BomDto> {
    return this.change(tenantId, id, async (key) => {
      const { name, entries } = readFields(UpdateBomDto, body);
      if (entries) await this.replaceEntries(key, entries);
      await this.database.run(sql.UPDATE_BOM, [...key, name?.trim().toWellFormed()]);
    });
  }

  /** Replaces the entries, and keeps the old ones as a version. @throws Failure `not-found`, `invalid` */
  edit(caller: Caller, id: string, body: object): Promise<BomDto> {
    return this.change(caller.tenantId, id, async (key) => {
      const dto = readFields(EditBomDto, body);
      const { userId, actor } = operatorOf(caller, dto);
      const version = [newId('bomv'), dto.changeDescription.trim().toWellFormed(), userId, actor];
      await this.database.run(sql.INSERT_VERSION, [...key, ...version]);
      await this.replaceEntries(key, dto.entries);
      await this.database.run(sql.EDIT_BOM, [...key, null]);
    });
  }

  /** @throws Failure `not-found` */
  async versions({ tenantId }: Caller, id: string, query: ListQueryDto): Promise<Page<BomVersionDto>> {
    const key = [tenantId, lookedUp(id)];
    const { rows, behind } = windowOf(query);
    const [found] = await this.database.run(sql.HAS_BOM, key);
    if (!found) throw notFound('BOM', id);
    const versions = await this.database.run<BomVersionRow>(sql.LIST_VERSIONS, [...key, behind?.[0] ?? 0, rows]);
    return pageOf(query, versions, (row) => [row.version_number], versionOf);
  }

  /** Locks a bill, changes it by `work`, which gets its tenant and id, and answers it. */
  private change(tenantId: string, id: string, work: (key: string[]) => Promise<void>): Promise<BomDto> {
    const key = [tenantId, lookedUp(id)];
    return this.database.transaction(async () => {
      const [found] = await this.database.run(sql.LOCK_BOM, key);
      if (!found) throw notFound('BOM', id);
      await work(key);
      return this.shown(key);
    });
  }

  private async replaceEntries(key: string[], entries: WriteBomEntryDto[]): Promise<void> {
    await this.database.run(sql.DELETE_ENTRIES, key);
    await this.insertEntries(key, entries);
  }

  private async insertEntries(key: string[], entries: WriteBomEntryDto[]): Promise<void> {
    const ids = entries.map(() => newId('entry'));
    const jobs = entries.flatMap(({ contributingJobIds }, index) =>
      (contributingJobIds ?? []).map((jobId) => [ids[index], jobId.toWellFormed()]),
    );
    await this.database.run(sql.INSERT_ENTRIES, [
      ...key,
      ids,
      entries.map(({ partType }) => partType.trim().toWellFormed()),
      entries.map(({ requiredQuantityPerBuild }) => requiredQuantityPerBuild),
      jobs.map(([entryId]) => entryId),
      jobs.map(([, jobId]) => jobId),
    ]);
  }

  private async shown(key: string[]): Promise<BomDto> {
    const [row] = await this.database.run<BomRow>(sql.FIND_BOM, key);
    return bomOf(row);
  }
}
