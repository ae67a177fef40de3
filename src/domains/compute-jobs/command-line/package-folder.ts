import { cp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobParams } from '../jobs/job-params';
import { DOCUMENTS } from '../packages/archive/layout';
import { packFolder } from '../packages/archive/pack-folder';
import type { Manifest } from '../packages/manifest';
import { readPackage } from '../packages/package-content';
import type { PackageKind } from '../packages/package.entity';

/** The folder of the code in that of a package, if it has one. */
const CODE = 'app';

/** An app or engine as a server has it after a push of its folder. */
export interface LoadedPackage {
  codeFolder: string;
  entrypoint: string;
  image?: string;
  /** Ids. */
  secrets: string[];
  schema?: object;
  /** Of the template that comes with an app. */
  defaults: JobParams;
}

/**
 * Reads the folder of a package as a push would, and copies its code, so that nothing else is beside it when it runs.
 * @param to absolute path of a folder that is not there
 * @throws ArchiveRefusal
 */
export async function loadPackage(path: string, kind: PackageKind, to: string): Promise<LoadedPackage> {
  const { manifest, entrypoint, schema, template } = await readPackage(await packFolder(path), kind);
  const { container, secrets = [] }: NonNullable<Manifest['platform_config']> = manifest.platform_config ?? {};
  const { params = {} } = (template ?? {}) as { params?: JobParams };
  await copyCode(path, to);
  return { codeFolder: to, entrypoint, image: container, secrets, schema, defaults: params };
}

async function copyCode(path: string, to: string): Promise<void> {
  const code = join(path, CODE);
  const isApart = await stat(code).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  await cp(isApart ? code : path, to, { recursive: true, verbatimSymlinks: true });
  if (!isApart) for (const name of DOCUMENTS) await rm(join(to, name), { force: true });
}
