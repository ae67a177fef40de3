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
