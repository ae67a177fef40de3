import { Injectable, Logger } from '@nestjs/common';
import { isDatabaseAway } from '../../../kernel/database/database-errors';
import { Connectors } from '../connectors/connectors';
import type { Question } from '../connectors/connector';
import type { Found } from '../connectors/found';
import { FilterConditions, InvalidFilter } from '../files/filter-conditions';
import { ItemError } from '../items/item-error';
import type { ClaimedItem } from './claimed-item';
import { RunningItems } from './running-items';
import type { StopReason } from './running-items';

export const PIPELINE_GONE = new ItemError('pipeline_unavailable', 'Pipeline is not deployed');

/** Puts items to their pipelines. */
@Injectable()
export class Calls {
  private readonly logger = new Logger('pipeline');

  constructor(
    private readonly connectors: Connectors,
    private readonly running: RunningItems,
  ) {}

  /**
   * What a pipeline says to an item; undefined when the item is no longer this process's.
   * @param drain aborted when the process ends: then it throws, and the item is put to the pipeline by another process
   */
  make(item: ClaimedItem, drain: AbortSignal): Promise<Found | ItemError | undefined> {
    return this.running.during(item, drain, async (stop) => {
      try {
        return obstacleOf(item) ?? (await this.ask(item, stop));
      } catch (error) {
        switch (stop.reason as StopReason | undefined) {
          case 'drained':
            throw new Error('the process ends', { cause: error });
          case 'lost':
            return undefined;
          case 'unavailable':
            return PIPELINE_GONE;
          case undefined:
            return this.fault(error, item);
        }
      }
    });
  }

  private ask(item: ClaimedItem, signal: AbortSignal): Promise<Found> {
    const { tenantId, workspaceId, query, filters, params, fileId, fileName, config, inputs } = item;
    const file = fileId === null ? null : { id: fileId, name: fileName! };
    // A filter of PER_FILE has chosen the files, when the job was started.
    const question: Question = { tenantId, workspaceId, query, filters, params, file, fileIds: null };
    return this.connectors.ask(config, inputs, question, signal);
  }

  private fault(error: unknown, { id }: ClaimedItem): ItemError {
    if (error instanceof ItemError) return error;
    // The item is not to blame: its entry of the queue is run once more.
    if (isDatabaseAway(error)) throw error;
    this.logger.error({ err: error, item: id }, 'a query failed');
    return new ItemError('internal', 'Internal error');
  }
}

/** Why an item cannot even be put to its pipeline. */
function obstacleOf({ available, executionMode, fileId, hasFile, filters }: ClaimedItem): ItemError | undefined {
  if (executionMode === 'PER_FILE' && fileId === null) return new ItemError('invalid_filter', problemOf(filters));
  if (!available) return PIPELINE_GONE;
  return fileId !== null && !hasFile ? new ItemError('file_missing', 'The file was deleted') : undefined;
}

/** What is wrong with a filter that let no file be chosen. */
function problemOf(filters: unknown): string {
  try {
    new FilterConditions([]).of(filters);
    return 'Invalid filter: a field of a file cannot be compared';
  } catch (error) {
    if (error instanceof InvalidFilter) return `Invalid filter: ${error.message}`;
    throw error;
  }
}
