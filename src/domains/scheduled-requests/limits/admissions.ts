import { Injectable } from '@nestjs/common';
import { Handles } from '../../../engine/task';
import { Database } from '../../../kernel/database/database';
import type { ExecuteJob } from '../dispatch/queueing';
import { ARRIVE, CALL_FIFO, CALL_FLOW, LIMITED, LOCK_KEY } from './admission-statements';
import { SharedRuns } from './shared-runs';
import { admitJobs, type AdmitJobs } from './turns';

interface LimitedJob {
  tenant_id: string;
  flow_key: string | null;
  fifo_key: string | null;
}

/** Gives jobs their turns, as `Turn` describes it. */
@Injectable()
export class Admissions {
  /** However many tasks ask for admissions of a key, this process needs one connection for them. */
  private readonly runs = new SharedRuns();

  constructor(private readonly database: Database) {}

  /**
   * Puts the task's job in line if it needs a turn, and whether it did. The task must not end before: an admission that is
   * lost with its process is made by the one that runs the task again.
   */
  async arrive({ jobId, fence }: ExecuteJob): Promise<boolean> {
    const [keys] = await this.database.run<AdmitJobs>(ARRIVE, [jobId, fence]);
    if (!keys) return false;
    await this.admit(keys);
    return true;
  }

  /**
   * Gives away what a job that ends, or waits for its next attempt, leaves free. Not lost with this process: who runs the
   * task of the job again comes here too.
   */
  async after({ tenant_id: tenantId, flow_key: flowKey, fifo_key: fifoKey }: LimitedJob): Promise<void> {
    await this.admit({ tenantId, flowKey, fifoKey });
  }

  /** As `after`, for the job of a task that has nothing left to do. */
  async afterTask({ jobId }: ExecuteJob): Promise<void> {
    const [job] = await this.database.run<LimitedJob>(LIMITED, [jobId]);
    if (job) await this.after(job);
  }

  @Handles(admitJobs)
  async admit({ tenantId, flowKey, fifoKey }: AdmitJobs): Promise<void> {
    if (fifoKey !== null) {
      await this.alone('fifo', tenantId, fifoKey, () =>
        this.database.run(CALL_FIFO, [tenantId, fifoKey, flowKey]).then(() => undefined),
      );
    }
    if (flowKey !== null) {
      await this.alone('flow', tenantId, flowKey, () =>
        this.database.run(CALL_FLOW, [tenantId, flowKey]).then(() => undefined),
      );
    }
  }

  /** What is read under the lock must be a statement after it: one that waited would not see what it waited for. */
  private alone(kind: 'fifo' | 'flow', tenantId: string, key: string, call: () => Promise<void>): Promise<void> {
    return this.runs.run(`${kind} ${tenantId} ${key}`, () =>
      this.database.transaction(async () => {
        await this.database.run(LOCK_KEY, [tenantId, key, kind]);
        await call();
      }),
    );
  }
}
