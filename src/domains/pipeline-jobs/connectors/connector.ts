import type { WorkspaceScope } from '../files/matching-files';
import type { FreeObject } from '../validation/lax-free-object';
import type { FileReference, Found } from './found';

/** What every pipeline can be told, whatever answers it. Secrets stand in it sealed. */
export interface PipelineConfig {
  connector: string;
  /** Seconds for one whole call. */
  timeout_seconds?: number;
  max_attempts?: number;
  /** Seconds before the second attempt; doubled for each further one. */
  backoff_seconds?: number;
  /** Calls at once over all jobs. */
  max_concurrency?: number;
  [setting: string]: unknown;
}

/** One query, to be put to a pipeline. */
export interface Question extends WorkspaceScope {
  query: string;
  filters: FreeObject | null;
  params: FreeObject | null;
  /** The only file that may be looked at (PER_FILE). */
  file: FileReference | null;
  /** The only files that may be looked at (search). */
  fileIds: string[] | null;
}

/** What a connector learned when it was made ready. */
export interface Readiness {
  /** Names of the inputs that it declares, if it tells. */
  inputs: string[] | null;
  /** Whether a query can be limited to one file. */
  supportsPerFile: boolean;
  /** What `ask` will find in its config besides. */
  learned?: Record<string, unknown>;
}

/** What answers the queries of a pipeline. */
export interface Connector {
  readonly name: string;
  /** @throws NotReady */
  makeReady(config: PipelineConfig, signal: AbortSignal): Promise<Readiness>;
  /**
   * @param inputs what `makeReady` learned
   * @throws ItemError, or the signal's reason once it is aborted
   */
  ask(config: PipelineConfig, inputs: string[] | null, question: Question, signal: AbortSignal): Promise<Found>;
}

export const NOT_READY_CODES = [
  'CONNECTOR_UNREACHABLE',
  'CONNECTOR_BLOCKED',
  'CONNECTOR_NOT_READY',
  'NO_QUERY_INPUT',
  'UNSUPPORTED_INPUT',
] as const;
export type NotReadyCode = (typeof NOT_READY_CODES)[number];

/** Why a pipeline cannot be deployed. */
export class NotReady extends Error {
  constructor(
    readonly code: NotReadyCode,
    message: string,
  ) {
    super(message);
  }
}
