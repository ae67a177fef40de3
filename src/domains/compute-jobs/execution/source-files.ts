import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSourceError } from '../data-sources/data-source-error';
import { SourceFetcher } from '../data-sources/source-fetcher';
import { removeFolder } from '../runner/remove-folder';
import { retryDelay } from './retries';
import { told } from './step-failure';
import type { StepFailure } from './step-failure';
import type { TakenStep } from './taken-step';

const RETRIES = 3;

/** Brings the input of a job to this machine. */
@Injectable()
export class SourceFiles {
  constructor(private readonly fetcher: SourceFetcher) {}

  /** @param folder that does not exist yet @returns why there is no input, if there is none */
  async fetch(step: TakenStep, folder: string, signal: AbortSignal): Promise<StepFailure | undefined> {
    for (let attempt = 1; ; attempt++) {
      await mkdir(folder);
      try {
        await this.fetcher.fetch(step.dataSource, step.jobId, folder, signal);
        return undefined;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof DataSourceError)) throw error;
        if (!error.passing || attempt > RETRIES) return told(`data source failed: ${error.message}`);
      }
      await removeFolder(folder);
      await delay(retryDelay(attempt, Math.random()), undefined, { signal });
    }
  }
}
