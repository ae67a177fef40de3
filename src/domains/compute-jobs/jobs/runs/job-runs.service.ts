import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Handles } from '../../../../engine/task';
import type { Caller } from '../../../../kernel/auth/caller';
import { Database } from '../../../../kernel/database/database';
import type { DataSource } from '../../data-sources/data-source';
import { ComputeMetrics } from '../../execution/compute-metrics';
import { startWaiting } from '../../execution/compute-tasks';
import type { Programs } from '../../packages/program';
import { Fields } from '../../requests/fields';
import { merge } from '../../requests/merge';
import { readChangedConfig } from '../job-config';
import { JOB_FIELDS } from '../job-fields';
import { JobStore, found } from '../job-store';
import type { Job } from '../job.entity';
import { refuseUnlessOpen } from '../open-job';
import { readStartAt } from '../start-at';
import { RunChecks } from './run-checks';
import { SCHEDULE, START, START_WAITING } from './run-job.statements';

const DEFAULT_DESTINATION: DataSource = { descriptor: 'bucket' };
const NEVER_RUN = 0;

/** Starts jobs: at once, or when their time has come. */
@Injectable()
export class JobRuns {
  constructor(
    private readonly database: Database,
    private readonly store: JobStore,
    private readonly checks: RunChecks,
    private readonly metrics: ComputeMetrics,
  ) {}

  /**
   * Accepts a run. Of several at once exactly one is accepted.
   * @throws Failure `body-not-object`, `invalid`, `not-found`, `conflict`
   */
  async run({ tenantId }: Caller, id: string, body: unknown): Promise<void> {
    const fields = Fields.ofOptional(body);
    const started = await this.database.transaction(async () => {
      const locked = await this.store.lock(tenantId, id);
      const changed = readChangedConfig(fields, locked?.template.config ?? {});
      const startAt = readStartAt(fields);
      fields.violations.refuse(JOB_FIELDS);
      const job = found(locked, id);
      refuseUnlessOpen(job, 409);
      const wanted: Job = {
        ...job,
        config: merge(job.config, changed),
        dataDestination: job.dataDestination ?? DEFAULT_DESTINATION,
        startAt: startAt ?? job.startAt,
      };
      return this.accept(wanted, await this.checks.programsOf(wanted));
    });
    if (started) this.metrics.jobReached('JOB_STATE_STARTED');
  }

  /** Starts a job that waits for its `startAt`, unless that was done, or the job is gone. */
  @Handles(startWaiting)
  async startWaiting({ job }: { job: string }): Promise<void> {
    const started = await this.database.run(START_WAITING, [job, NEVER_RUN, uuidv7()]);
    if (started.length > 0) this.metrics.jobReached('JOB_STATE_STARTED');
  }

  /** Returns whether it was started; it may have to wait. */
  private async accept(job: Job, programs: Programs): Promise<boolean> {
    const { id, tenantId, config, dataDestination, startAt } = job;
    const settled = [programs, config, dataDestination].map((value) => JSON.stringify(value));
    const waits = startAt !== null && startAt.getTime() > Date.now();
    if (waits) await this.database.run(SCHEDULE, [id, NEVER_RUN, tenantId, ...settled, startAt]);
    else await this.database.run(START, [id, NEVER_RUN, uuidv7(), ...settled, startAt]);
    return !waits;
  }
}
