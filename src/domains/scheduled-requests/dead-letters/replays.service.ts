import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { JobBatches } from '../batch/job-batches';
import { isUuid } from '../ids';
import { userJob, type JobRow } from '../jobs/job-row';
import { JobsService } from '../jobs/jobs.service';
import type { JsonText } from '../values/json-text';
import { MAX_REPLAYS, type ReplaySelection } from './dead-letter-filter';
import { COUNT_REPLAYED, filterValues, LOCK_JOB, LOCK_LETTERS, TIE } from './dead-letter-statements';
import type { ReplaysDto } from './dead-letter.dto';
import { replayedRequest, type Letter } from './replayed-request';

/** Letters that are in memory at one moment: each may be 1 MiB. */
const CHUNK = 100;

/** Makes new jobs out of discarded ones, one of each however many ask for it. */
@Injectable()
export class ReplaysService {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobsService,
    private readonly batches: JobBatches,
  ) {}

  /** The new job. @throws Failure `not-found`; `conflict` when the job is not discarded or was replayed */
  async replay(caller: Caller, id: string): Promise<JsonText> {
    const { id: number } = await this.jobs.find(caller, id);
    return this.database.transaction(async () => {
      const [letter] = await this.database.run<Letter & { state: string; replayed: boolean }>(LOCK_JOB, [
        caller.tenantId,
        number,
      ]);
      if (letter?.state !== 'discarded') throw new Failure('conflict', 'Job is not discarded');
      if (letter.replayed) throw new Failure('conflict', 'Already replayed');
      const [{ row, args }] = await this.repeat(caller, [letter]);
      return userJob(row, args);
    });
  }

  /** Replays those that were not yet: 1,000 at most, oldest first, all or none. */
  async replayMany(caller: Caller, selection: ReplaySelection): Promise<ReplaysDto> {
    const { ids } = selection;
    const filter = filterValues(caller.tenantId, selection);
    const chosen = [ids?.filter((id) => !isUuid(id)), ids?.filter(isUuid)];
    return this.database.transaction(async () => {
      const job_ids: number[] = [];
      while (job_ids.length < MAX_REPLAYS) {
        const room = Math.min(CHUNK, MAX_REPLAYS - job_ids.length);
        const letters = await this.database.run<Letter>(LOCK_LETTERS, [...filter, ...chosen, room]);
        if (letters.length === 0) break;
        for (const { row } of await this.repeat(caller, letters)) job_ids.push(row.id);
      }
      const replayed = job_ids.length;
      const asked = ids ? ids.length : await this.replayedSoFar(filter);
      return { replayed, skipped: asked - replayed, job_ids };
    });
  }

  private async repeat(caller: Caller, letters: Letter[]): Promise<{ row: JobRow; args: JsonText }[]> {
    const requests = await Promise.all(letters.map(replayedRequest));
    const made = await this.batches.create(caller.tenantId, requests);
    await this.database.run(TIE, [letters.map(({ id }) => id), made.map(({ row }) => row.uuid)]);
    return made;
  }

  private async replayedSoFar(filter: unknown[]): Promise<number> {
    const [{ count }] = await this.database.run<{ count: number }>(COUNT_REPLAYED, filter);
    return count;
  }
}
