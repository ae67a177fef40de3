import type { PipelineConfig } from '../connectors/connector';
import type { FreeObject } from '../validation/lax-free-object';
import type { ExecutionMode } from '../validation/create-job.model';

/** An item that this process runs, with all that its attempt needs. */
export interface ClaimedItem {
  id: string;
  jobId: string;
  /** Number of the slot that it runs in. */
  slot: number;
  /** Of this attempt: only who holds it may record what came of it. */
  lease: string;
  tenantId: string;
  workspaceId: string;
  executionMode: ExecutionMode;
  query: string;
  filters: FreeObject | null;
  params: FreeObject | null;
  fileId: string | null;
  fileName: string | null;
  /** Whether the file is still there. */
  hasFile: boolean;
  /** Of this run, this one included. */
  attempts: number;
  /** Of these, answered 429. */
  limited: number;
  /** As it was deployed, secrets sealed. */
  config: PipelineConfig;
  inputs: string[] | null;
  /** Whether the pipeline is still deployed. */
  available: boolean;
}
