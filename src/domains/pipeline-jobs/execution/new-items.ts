import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { MatchingFiles } from '../files/matching-files';
import { FilteredRequests } from '../jobs/filtered-requests';
import type { HeldJob } from './held-jobs';
import { COUNT_FILES, FILTERS, MAKE_ITEMS } from './start.statements';

/** The items of a job: how many were made, and how many there are. */
export interface MadeItems {
  made: number;
  total: number;
}

/** Makes the items of jobs: from then on neither queries nor files are looked at again. */
@Injectable()
export class NewItems {
  constructor(
    private readonly database: Database,
    private readonly filtered: FilteredRequests,
    private readonly files: MatchingFiles,
  ) {}

  /** How many items a job would have; an estimate with very many files and filters. */
  async count(job: HeldJob): Promise<number> {
    if (job.executionMode === 'ACROSS_FILES') return job.queries;
    const [{ files }] = await this.database.run<{ files: number }>(COUNT_FILES, [job.tenantId, job.workspaceId]);
    const { queries, requests } = await this.filtered.of(job, {
      execution_mode: job.executionMode,
      query_set_id: job.querySetId,
      queries: null,
    });
    return (job.queries - queries) * files + requests;
  }

  /** Makes all items of a job that has none. */
  make(job: HeldJob): Promise<MadeItems> {
    return this.insert(job, null);
  }

  /** Makes items for the files that have none. */
  makeForNewFiles(job: HeldJob): Promise<MadeItems> {
    return this.insert(job, job.id);
  }

  private async insert(job: HeldJob, onlyNewOf: string | null): Promise<MadeItems> {
    const { positions, fileIds } = await this.matches(job, onlyNewOf);
    const scope = [job.id, job.workspaceId, job.querySetId, job.executionMode];
    const [made] = await this.database.run<MadeItems & Record<string, unknown>>(MAKE_ITEMS, [
      ...scope,
      positions,
      fileIds,
      onlyNewOf !== null,
    ]);
    return made;
  }

  /** The files of the queries that have a filter, pair by pair; no file where the filter is invalid. */
  private async matches(job: HeldJob, onlyNewOf: string | null) {
    const positions: number[] = [];
    const fileIds: (string | null)[] = [];
    if (job.executionMode === 'ACROSS_FILES') return { positions, fileIds };
    const filters = await this.database.run<{ filter: string; positions: number[] }>(FILTERS, [job.querySetId]);
    const parsed = filters.map(({ filter }): unknown => JSON.parse(filter));
    const found = await this.files.ids(job, parsed, onlyNewOf);
    filters.forEach((filter, index) => {
      const matching = found[index] ?? [null];
      for (const position of filter.positions) {
        for (const fileId of matching) {
          positions.push(position);
          fileIds.push(fileId);
        }
      }
    });
    return { positions, fileIds };
  }
}
