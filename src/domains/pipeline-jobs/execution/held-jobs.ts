import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import type { WorkspaceScope } from '../files/matching-files';
import type { JobStatus } from '../jobs/transitions';
import type { PipelineStatus } from '../pipelines/pipeline-status';
import { notFound } from '../refusals';
import type { ExecutionMode } from '../validation/create-job.model';
import { WorkspacesService } from '../workspaces/workspaces.service';
import { HOLD } from './start.statements';

/** Where a job is found. */
export interface JobPath {
  workspace_id: string;
  job_id: string;
}

/** A job whose row is locked, so that its state stays as it is until the end of the transaction. */
export interface HeldJob extends WorkspaceScope {
  id: string;
  status: JobStatus;
  executionMode: ExecutionMode;
  querySetId: string | null;
  /** Starts so far. */
  runNo: number;
  totalRequests: number;
  queries: number;
  /** Null when it was deleted. */
  pipelineStatus: PipelineStatus | null;
  supportsPerFile: boolean;
}

@Injectable()
export class HeldJobs {
  constructor(
    private readonly database: Database,
    private readonly workspaces: WorkspacesService,
  ) {}

  /**
   * Does work in a transaction that holds a job; joins the caller's.
   * @throws Failure `not-found`
   */
  during<T>(caller: Caller, { workspace_id, job_id }: JobPath, work: (job: HeldJob) => Promise<T>): Promise<T> {
    return this.database.transaction(async () => {
      const [job] = await this.database.run<HeldJob & Record<string, unknown>>(HOLD, [
        caller.tenantId,
        workspace_id,
        job_id,
      ]);
      if (job) return work(job);
      await this.workspaces.requireId(caller, workspace_id);
      throw notFound('Job');
    });
  }
}
