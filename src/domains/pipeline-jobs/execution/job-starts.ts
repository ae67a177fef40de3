import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { startRefusal } from '../jobs/start-refusal';
import { nextItemStatus } from '../jobs/transitions';
import type { ItemStatus } from '../jobs/transitions';
import { notFound } from '../refusals';
import { HeldJobs } from './held-jobs';
import type { HeldJob, JobPath } from './held-jobs';
import { NewItems } from './new-items';
import { PipelineMetrics } from './pipeline-metrics';
import { BEGIN_RUN, FIND_ITEM, JOIN_RUN, LEAVE_OUT, RESET, RESETTABLE, UNFINISHED } from './start.statements';

const NOTHING_LEFT = 'Nothing left to run';
const NO_NEW_FILES = 'No new files';

/** Starts jobs: for the first time, and again for some of their items. Each start is one transaction. */
@Injectable()
export class JobStarts {
  constructor(
    private readonly database: Database,
    private readonly jobs: HeldJobs,
    private readonly items: NewItems,
    private readonly metrics: PipelineMetrics,
  ) {}

  /**
   * Runs what has not succeeded; joins the caller's transaction.
   * @param only of a job that has run, just the failed items
   * @throws Failure `not-found`, `conflict`
   */
  start(caller: Caller, path: JobPath, only: 'failed' | null = null): Promise<void> {
    return this.jobs.during(caller, path, async (job) => {
      const isNew = job.runNo === 0;
      refuse(job, isNew ? await this.items.count(job) : job.totalRequests);
      if (only !== null) await this.runOnly(job, ['FAILED'], null);
      else if (isNew) refuse(job, (await this.items.make(job)).total);
      else await this.database.run(RESET, [job.id, UNFINISHED, null]);
      await this.begin(job, NOTHING_LEFT);
    });
  }

  /**
   * Runs one item again, in the present run where there is one.
   * @throws Failure `not-found`, `conflict`
   */
  retry(caller: Caller, path: JobPath, itemId: string): Promise<void> {
    return this.jobs.during(caller, path, async (job) => {
      const [item] = await this.database.run<{ status: ItemStatus }>(FIND_ITEM, [job.id, itemId]);
      if (!item) throw notFound('Result');
      if (!nextItemStatus(item.status, 'reset')) throw new Failure('conflict', 'Result cannot be retried');
      if (job.status === 'STARTED') {
        await this.database.run(RESET, [job.id, RESETTABLE, itemId]);
        await this.database.run(JOIN_RUN, [job.id, Number(item.status === 'FAILED')]);
        return;
      }
      refuse(job, job.totalRequests);
      await this.runOnly(job, RESETTABLE, itemId);
      await this.begin(job, NOTHING_LEFT);
    });
  }

  /**
   * Runs a job that has run over files that came later.
   * @throws Failure `not-found`, `conflict`
   */
  runNewFiles(caller: Caller, path: JobPath): Promise<void> {
    return this.jobs.during(caller, path, async (job) => {
      const hasRun = job.runNo > 0 && job.executionMode === 'PER_FILE';
      if (!hasRun) throw new Failure('conflict', NO_NEW_FILES);
      refuse(job, job.totalRequests);
      await this.database.run(LEAVE_OUT, [job.id]);
      refuse(job, (await this.items.makeForNewFiles(job)).total);
      await this.begin(job, NO_NEW_FILES);
    });
  }

  private async runOnly(job: HeldJob, statuses: ItemStatus[], itemId: string | null): Promise<void> {
    await this.database.run(LEAVE_OUT, [job.id]);
    await this.database.run(RESET, [job.id, statuses, itemId]);
  }

  private async begin({ id }: HeldJob, otherwise: string): Promise<void> {
    const begun = await this.database.run(BEGIN_RUN, [id]);
    if (begun.length === 0) throw new Failure('conflict', otherwise);
    this.metrics.jobReached('STARTED');
  }
}

function refuse(job: HeldJob, requests: number): void {
  const { status, executionMode, queries, pipelineStatus, supportsPerFile } = job;
  const pipeline = pipelineStatus && { status: pipelineStatus, supportsPerFile };
  const refusal = startRefusal({ status, executionMode, queries, pipeline, requests });
  if (refusal) throw new Failure('conflict', refusal);
}
