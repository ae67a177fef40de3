import { versionOf } from './package.entity';
import type { PackageSummary } from './package.entity';

/** What a step runs, fixed when its job is started: later pushes and deletions do not touch it. */
export interface Program {
  /** Id, owner, name, version and pushes of the package at that time. */
  id: string;
  owner: string;
  name: string;
  version: string;
  revision: number;
  /** Base64 SHA-256 of its tar. */
  hash: string;
  /** Below the code folder. */
  entrypoint: string;
  /** Ids of the secrets that it is given. */
  secrets: string[];
  /** Container image that it asks for. */
  image?: string;
  /** Mean of the cores and GiB that it asks for: what an hour of it costs. */
  units: number;
}

/** The built-in engine, which hands files on. */
export const PASSTHROUGH = 'passthrough';

export interface Programs {
  app: Program;
  partitioner: Program | typeof PASSTHROUGH;
  assembler: Program | typeof PASSTHROUGH;
}

/** Cores and GiB that a package asks for when it does not say. */
const DEFAULT_AMOUNT = 1;

/** What a job that is started now is to run of a package. */
export function programOf(found: PackageSummary): Program {
  const { platform_config: platform, device_requirements: device } = found.manifest;
  const { min_cpu: cores = DEFAULT_AMOUNT, min_memory: memory = DEFAULT_AMOUNT } = device ?? {};
  return {
    id: found.id,
    owner: found.tenantId,
    name: found.name,
    version: versionOf(found),
    revision: found.revision,
    hash: found.hash,
    entrypoint: found.entrypoint,
    secrets: platform?.secrets ?? [],
    image: platform?.container,
    units: (cores + memory) / 2,
  };
}
