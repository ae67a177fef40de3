import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import type { ListQuery } from '../lists/list-query';
import type { Page } from '../lists/pagination.dto';
import type { Package, PackageKind, PackageStatus, PackageSummary } from './package.entity';
import { COUNT, DELETE, RESOLVE, SCHEMA, SET_STATUS, list } from './packages.statements';
import { parseTag } from './tag';

/** Versions of a name stand in their order. */
const ORDERS: Partial<Record<ListQuery['orderBy'], string[]>> = {
  name: ['name', 'major', 'minor'],
  state: ['status'],
};

/** Apps and engines by their tags: a tenant's own, and the public ones, which lie behind its own of the same name. */
@Injectable()
export class PackagesService {
  constructor(private readonly database: Database) {}

  /**
   * What a tag means to an owner: of its own, else of the public ones, the highest version that is active or, on demand, the
   * highest of all.
   */
  async resolve(owner: string, kind: PackageKind, tag: string, anyStatus: boolean): Promise<Package | undefined> {
    const parsed = parseTag(tag);
    if (!parsed) return undefined;
    const { name, major, minor } = parsed;
    const [found] = await this.database.run<Package>(RESOLVE, [owner, kind, name, major, minor, anyStatus]);
    return found;
  }

  /** @throws Failure `not-found` */
  async get(owner: string, kind: PackageKind, tag: string): Promise<Package> {
    const found = await this.resolve(owner, kind, tag, true);
    if (!found) throw packageNotFound(kind, tag);
    return found;
  }

  async list(owner: string, kind: PackageKind, query: ListQuery): Promise<Page<PackageSummary>> {
    const columns = [...(ORDERS[query.orderBy] ?? ['created_at']), 'id'];
    const [{ total }] = await this.database.run<{ total: number }>(COUNT, [owner, kind]);
    const page = list(columns, query.descending ? 'DESC' : 'ASC');
    const rows = await this.database.run<PackageSummary>(page, [owner, kind, query.limit, query.offset]);
    return { total, rows };
  }

  /** @throws Failure `not-found`, also for a public package */
  async setStatus(owner: string, kind: PackageKind, tag: string, status: PackageStatus): Promise<Package> {
    const found = await this.get(owner, kind, tag);
    if (found.tenantId !== owner) throw packageNotFound(kind, tag);
    await this.database.run(SET_STATUS, [owner, found.id, status]);
    return { ...found, status };
  }

  /**
   * Jobs that run it, or may run it again, keep their copy.
   * @throws Failure `invalid` for a tag without the full version, `not-found`, also for a public package
   */
  async delete(owner: string, kind: PackageKind, tag: string): Promise<void> {
    const parsed = parseTag(tag);
    if (!parsed) throw packageNotFound(kind, tag);
    const { name, major, minor } = parsed;
    if (minor === undefined) throw withoutVersion();
    const deleted = await this.database.run(DELETE, [owner, kind, name, major, minor]);
    if (deleted.length === 0) throw packageNotFound(kind, tag);
  }

  /** The text of the JSON Schema of an app's params; undefined for an app without one, or that is not there. */
  async schemaOfApp(owner: string, tag: string, anyStatus: boolean): Promise<string | undefined> {
    const [row] = await this.database.run<{ schema: string | null }>(SCHEMA, resolveArguments(owner, tag, anyStatus));
    return row?.schema ?? undefined;
  }
}

export function packageNotFound(kind: PackageKind, tag: string): Failure {
  return new Failure('not-found', `${kind} not found: ${tag}`);
}

function withoutVersion(): Failure {
  const description = 'must hold the full version like name@1.2';
  return new Failure('invalid', `tag ${description}`, { data: [{ field: 'tag', description }] });
}

/**
 * What the database function `compute.resolve_package` is told besides the kind. It gives the id of a package by its tag:
 * the owner's before a public one, the highest version that is active or, for test jobs, the highest of all.
 * @param tag well-formed
 */
export function resolveArguments(owner: string, tag: string, anyStatus: boolean): unknown[] {
  const { name, major, minor } = parseTag(tag)!;
  return [owner, name, major, minor, anyStatus];
}
