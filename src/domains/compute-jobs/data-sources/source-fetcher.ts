import { Injectable } from '@nestjs/common';
import { bypassSource } from './bypass-source';
import type { DataSource, Descriptor } from './data-source';
import { DataSourceError } from './data-source-error';
import { HttpSource } from './http-source';
import type { InputFile, InputOwner, InputSource } from './input-source';
import { UploadedSource } from './uploaded-source';

/** Gets the input of jobs, from wherever it is. */
@Injectable()
export class SourceFetcher {
  private readonly sources: Partial<Record<Descriptor, InputSource>>;

  constructor(http: HttpSource, uploaded: UploadedSource) {
    this.sources = { bypass: bypassSource, url: http, file: uploaded };
  }

  /**
   * Writes the input files of a job into an empty folder; retries are in it.
   * @throws DataSourceError; anything else when the signal is aborted, or for a fault of the server's own
   */
  async fetch({ descriptor, params }: DataSource, job: InputOwner, folder: string, signal: AbortSignal): Promise<void> {
    const source = this.sources[descriptor];
    if (!source) throw new DataSourceError('not available');
    await source.save(params ?? {}, job, folder, signal);
  }

  /** Whether it can be looked for before a job needs it. */
  canLook({ descriptor }: DataSource): boolean {
    return this.sources[descriptor]?.look !== undefined;
  }

  /** Looks for an input without getting it. @throws DataSourceError */
  look({ descriptor, params }: DataSource): Promise<InputFile> {
    return this.sources[descriptor]!.look!(params ?? {});
  }
}
