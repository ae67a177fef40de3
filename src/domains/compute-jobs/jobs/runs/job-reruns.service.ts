import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../../kernel/auth/caller';
import { Database } from '../../../../kernel/database/database';
import { Failure } from '../../../../kernel/errors/failure';
import { ComputeMetrics } from '../../execution/compute-metrics';
import { JobStore, found } from '../job-store';
import { RERUNS } from '../transitions';
import { FILES_EXPIRED, RERUN } from './rerun-job.statements';

/** Runs failed jobs again, from the last step that they had finished. */
@Injectable()
export class JobReruns {
  constructor(
    private readonly database: Database,
    private readonly store: JobStore,
    private readonly metrics: ComputeMetrics,
  ) {}

  /** @throws Failure `not-found`, `conflict` */
  async rerun({ tenantId }: Caller, id: string): Promise<void> {
    const reached = await this.database.transaction(async () => {
      const { state, stateTimestamps } = found(await this.store.lock(tenantId, id), id);
      if (state !== 'JOB_STATE_FAILED') {
        throw new Failure('conflict', `job is in state ${state}, not JOB_STATE_FAILED`);
      }
      const [{ expired }] = await this.database.run<{ expired: boolean }>(FILES_EXPIRED, [tenantId, id]);
      if (expired) throw new Failure('conflict', 'job data has expired');
      const last = RERUNS.findLast((one) => stateTimestamps[one] !== undefined)!;
      await this.database.run(RERUN[last], [tenantId, id]);
      return last;
    });
    this.metrics.jobReached(reached);
  }
}
