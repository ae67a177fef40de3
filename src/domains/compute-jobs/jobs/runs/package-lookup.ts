import { Injectable } from '@nestjs/common';
import { Database } from '../../../../kernel/database/database';
import type { Package, PackageKind } from '../../packages/package.entity';
import { resolveArguments } from '../../packages/packages.service';
import type { Program } from '../../packages/program';

const RESOLVE = {
  name: 'compute-package-resolve',
  text: `SELECT id, tenant_id AS "tenantId", kind, name, major, minor, type, status, manifest, entrypoint, hash, revision,
      user_name AS "userName", schema, created_at AS "createdAt", updated_at AS "updatedAt"
    FROM compute.packages WHERE id = compute.resolve_package($1, $2, $3, $4, $5, $6)`,
};

/** Finds packages by their tags. */
@Injectable()
export class PackageLookup {
  constructor(private readonly database: Database) {}

  /** @param anyStatus whether it may be an inactive one */
  async resolve(owner: string, kind: PackageKind, tag: string, anyStatus: boolean): Promise<Package | undefined> {
    const [first, ...others] = resolveArguments(owner, tag, anyStatus);
    const [found] = await this.database.run<Package>(RESOLVE, [first, kind, ...others]);
    return found;
  }
}

/** What a step needs to know of a package to run it. */
export function programOf({
  id,
  tenantId,
  name,
  major,
  minor,
  revision,
  hash,
  entrypoint,
  manifest,
}: Package): Program {
  const { platform_config: platform, device_requirements: device } = manifest;
  return {
    id,
    owner: tenantId,
    name,
    version: `${major}.${minor}`,
    revision,
    hash,
    entrypoint,
    secrets: platform?.secrets ?? [],
    image: platform?.container,
    units: ((device?.min_cpu ?? 1) + (device?.min_memory ?? 1)) / 2,
  };
}
