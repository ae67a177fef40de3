import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../../kernel/auth/caller';
import { Database } from '../../../../kernel/database/database';
import { Failure } from '../../../../kernel/errors/failure';
import { JobStates } from '../job-states';
import { JobStore } from '../job-store';
import { INITIAL_STATE, TRANSITIONS } from '../transitions';
import { DELETE_JOB, DELETE_NEW_JOB } from './delete-job.statements';

/** Ends jobs before their time, and deletes them. */
@Injectable()
export class JobEndings {
  constructor(
    private readonly database: Database,
    private readonly store: JobStore,
    private readonly states: JobStates,
  ) {}

  /**
   * Deletes a new job, one that waits for its start too, or fails a running one. Says which. It takes no lock beforehand,
   * so that workers are told after the commit; a job that meanwhile passed from new to running, or the other way by a
   * rerun, is looked at again.
   * @throws Failure `not-found`, `conflict`
   */
  async abort(caller: Caller, id: string): Promise<'deleted' | 'aborted'> {
    const { tenantId } = caller;
    const job = await this.store.get(tenantId, id);
    if (job.state === INITIAL_STATE) {
      const deleted = await this.database.run(DELETE_NEW_JOB, [tenantId, id]);
      return deleted.length > 0 ? 'deleted' : this.abort(caller, id);
    }
    if (TRANSITIONS[job.state].length === 0) {
      throw new Failure('conflict', `job has already ended in state ${job.state}`);
    }
    return (await this.states.fail(job, 'aborted')) ? 'aborted' : this.abort(caller, id);
  }

  /** @throws Failure `not-found`, `conflict` */
  async delete({ tenantId }: Caller, id: string): Promise<void> {
    await this.store.get(tenantId, id);
    const deleted = await this.database.run(DELETE_JOB, [tenantId, id]);
    if (deleted.length > 0) return;
    await this.store.get(tenantId, id);
    throw new Failure('conflict', 'job is running; abort it first');
  }
}
