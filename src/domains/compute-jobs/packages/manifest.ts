/** What a package says of itself, with defaults filled in. */
export interface Manifest {
  name: string;
  version: string;
  description?: string;
  platform?: string;
  entrypoint?: string;
  /** Of an engine. */
  type?: EngineType;
  platform_config?: {
    container?: string;
    private_image?: boolean;
    username?: string;
    /** Sealed; never shown. */
    sealed_token?: string;
    /** Ids of the secrets that its programs are given. */
    secrets?: string[];
  };
  device_requirements?: { min_cpu?: number; min_memory?: number; gpu?: string[] };
}

export const ENGINE_TYPES = ['partitioner', 'assembler'] as const;
export type EngineType = (typeof ENGINE_TYPES)[number];
