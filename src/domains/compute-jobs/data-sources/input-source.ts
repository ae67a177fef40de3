import type { DataSourceParams } from './data-source';

/** Whose input it is. */
export interface InputOwner {
  tenantId: string;
  /** Of the job. */
  id: string;
}

export interface InputFile {
  name: string;
  /** Where it is within its source. */
  path: string;
  /** Bytes. */
  size: number;
}

/** A kind of place that input comes from. */
export interface InputSource {
  /**
   * Writes the input into a folder, and tries again where that may help.
   * @throws DataSourceError; anything else when the signal is aborted, or for a fault of the server's own
   */
  save(params: DataSourceParams, job: InputOwner, folder: string, signal: AbortSignal): Promise<void>;

  /** Looks for the input; not there where that means nothing. @throws DataSourceError */
  look?(params: DataSourceParams): Promise<InputFile>;
}
