import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Announcer } from '../../../kernel/database/announcer';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { nextJobStatus } from '../jobs/transitions';
import { HeldJobs } from './held-jobs';
import type { JobPath } from './held-jobs';
import { PipelineMetrics } from './pipeline-metrics';
import { STOPS_CHANNEL } from './pipeline-tasks';
import { CANCEL } from './start.statements';

/** Ends jobs before their time. */
@Injectable()
export class JobCancels {
  constructor(
    private readonly database: Database,
    private readonly jobs: HeldJobs,
    private readonly metrics: PipelineMetrics,
    announcer: Announcer,
  ) {
    announcer.announceEach((sql) => (sql === CANCEL.text ? [''] : []), STOPS_CHANNEL);
  }

  /** Finished items stay as they are. @throws Failure `not-found`, `conflict` */
  cancel(caller: Caller, path: JobPath): Promise<void> {
    return this.jobs.during(caller, path, async ({ id, status }) => {
      const next = nextJobStatus(status, 'cancel');
      if (!next) throw new Failure('conflict', 'Job is not started');
      await this.database.run(CANCEL, [id]);
      this.metrics.jobReached(next);
    });
  }
}
