import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { lookedUp, newId } from '../ids';
import { likeOf, pageOf, windowOf } from '../lists';
import type { Page, SearchQueryDto } from '../lists';
import { notFound, refused } from '../refusals';
import type { SuccessDto } from '../success.dto';
import type { CreateLibraryEntryDto, LibraryEntryDto } from './library-entry.dto';
import type { LibraryKind } from './library-entry.entity';
import * as sql from './library.statements';

interface EntryRow {
  id: string;
  seq: string;
  name: string;
  created_at: Date;
}

/** How each kind is called: by its ids, in refusals. */
const KINDS = {
  process: { prefix: 'plib', title: 'Process', resource: 'ProcessLibraryEntry' },
  location: { prefix: 'lloc', title: 'Location', resource: 'LocationLibraryEntry' },
} as const;

@Injectable()
export class LibraryService {
  constructor(private readonly database: Database) {}

  /** @throws Failure `invalid` when the kind has that very name */
  async create({ tenantId }: Caller, kind: LibraryKind, { name }: CreateLibraryEntryDto): Promise<LibraryEntryDto> {
    const { prefix, title } = KINDS[kind];
    const values = [tenantId, kind, newId(prefix), name.trim().toWellFormed()];
    const [row] = await this.database.run<EntryRow>(sql.INSERT_ENTRY, values);
    if (!row) throw refused(`${title} name already exists`);
    return entryOf(row);
  }

  async list({ tenantId }: Caller, kind: LibraryKind, query: SearchQueryDto): Promise<Page<LibraryEntryDto>> {
    const { rows, behind } = windowOf(query);
    const values = [tenantId, kind, behind?.[0] ?? 0, rows, likeOf(query.q)];
    const found = await this.database.run<EntryRow>(sql.LIST_ENTRIES, values);
    return pageOf(query, found, ({ seq }) => [Number(seq)], entryOf);
  }

  /** @throws Failure `not-found` */
  async delete({ tenantId }: Caller, kind: LibraryKind, id: string): Promise<SuccessDto> {
    const [row] = await this.database.run(sql.DELETE_ENTRY, [tenantId, kind, lookedUp(id)]);
    if (!row) throw notFound(KINDS[kind].resource, id);
    return { success: true };
  }
}

function entryOf({ id, name, created_at }: EntryRow): LibraryEntryDto {
  return { id, name, createdAt: created_at.toISOString() };
}
