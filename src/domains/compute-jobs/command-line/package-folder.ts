import { mkdir } from 'node:fs/promises';
import type { JobParams } from '../jobs/job-params';
import { packFolder } from '../packages/archive/pack-folder';
import { unpack } from '../packages/code-folders';
import type { Manifest } from '../packages/manifest';
import { readPackage } from '../packages/package-content';
import type { PackageKind } from '../packages/package.entity';

/** An app or engine as the server would have it after a push of its folder. */
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

/** Packs a folder and unpacks it again: what works here works there. @throws ArchiveRefusal */
export async function loadPackage(path: string, kind: PackageKind, to: string): Promise<LoadedPackage> {
  const bytes = await packFolder(path);
  const { manifest, entrypoint, schema, template } = await readPackage(bytes, kind);
  await mkdir(to, { recursive: true });
  const { container, secrets = [] }: NonNullable<Manifest['platform_config']> = manifest.platform_config ?? {};
  const { params = {} } = (template ?? {}) as { params?: JobParams };
  return { codeFolder: await unpack(bytes, to), entrypoint, image: container, secrets, schema, defaults: params };
}
