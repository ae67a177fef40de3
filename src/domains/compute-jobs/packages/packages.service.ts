import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../../../kernel/database/database';
import { PUBLIC_OWNER } from '../public-owner';
import type { PackageKind } from './package.entity';
import { parseTag } from './tag';

const PUBLISH = {
  name: 'compute-package-publish',
  text: `WITH package AS (
      INSERT INTO compute.packages AS known (id, tenant_id, kind, name, major, minor, type, status, manifest, schema)
      VALUES ($1, $2, $3, $4, $5, $6, $7, 'active', $8, $9)
      ON CONFLICT ON CONSTRAINT packages_version_key DO UPDATE
        SET type = excluded.type, manifest = excluded.manifest, schema = excluded.schema, updated_at = now()
        WHERE (known.type, known.manifest::text, known.schema::text)
          IS DISTINCT FROM (excluded.type, excluded.manifest::text, excluded.schema::text)
      RETURNING *
    ) SELECT platform.append_event(tenant_id, 'quintet.compute.package.published', id::text, json_build_object(
        'packageId', id, 'kind', kind, 'name', name, 'version', major || '.' || minor)) FROM package`,
};
const SCHEMA = {
  name: 'compute-app-schema',
  text: `SELECT schema::text FROM compute.packages WHERE id = compute.resolve_package($1, 'app', $2, $3, $4, $5)`,
};

export interface PublicPackage {
  kind: PackageKind;
  name: string;
  major: number;
  minor: number;
  type?: string;
  manifest: object;
  schema?: object;
}

/** Apps and engines by their tags. */
@Injectable()
export class PackagesService {
  constructor(private readonly database: Database) {}

  /** Offers a package to every tenant; one that is there already keeps its id. */
  async publish({ kind, name, major, minor, type, manifest, schema }: PublicPackage): Promise<void> {
    const documents = [JSON.stringify(manifest), schema && JSON.stringify(schema)];
    await this.database.run(PUBLISH, [uuidv7(), PUBLIC_OWNER, kind, name, major, minor, type, ...documents]);
  }

  /** The text of the JSON Schema of an app's params; undefined for an app without one, or that is not there. */
  async schemaOfApp(owner: string, tag: string, anyStatus: boolean): Promise<string | undefined> {
    const [row] = await this.database.run<{ schema: string | null }>(SCHEMA, resolveArguments(owner, tag, anyStatus));
    return row?.schema ?? undefined;
  }
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
