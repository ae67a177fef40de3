import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { notFound } from '../refusals';
import type { GetJobRequest } from '../validation/create-job.model';
import type { UpdateJobRequest } from '../validation/update-job.model';
import { WorkspacesService } from '../workspaces/workspaces.service';
import { changeRefusal, deletionRefusal } from './change-refusal';
import { FilteredRequests } from './filtered-requests';
import { changed, givenFields } from './job-change';
import type { ChangeableJob } from './job-change';
import { draftJob, referenceValues } from './job-draft';
import type { JobDraft } from './job-draft';
import type { PipelineJobDto } from './job.dto';
import type { FoundReferences } from './job-row';
import { CHECK_JOB, DELETE_JOB, HOLD_JOB, UPDATE_JOB } from './job.sql';
import { JobsService, requireReferences } from './jobs.service';
import type { JobStatus } from './transitions';

interface HeldJob extends ChangeableJob {
  status: JobStatus;
  total_requests: string;
}

/** Fields that the number of requests depends on. */
const COUNTED_FIELDS = ['execution_mode', 'query_set_id', 'queries'];

@Injectable()
export class JobChangesService {
  constructor(
    private readonly database: Database,
    private readonly workspaces: WorkspacesService,
    private readonly filtered: FilteredRequests,
    private readonly jobs: JobsService,
  ) {}

  /** Changes the fields that are given; nothing, not even who changed it last, where there are none. */
  update(caller: Caller, request: UpdateJobRequest): Promise<PipelineJobDto> {
    const { path, body } = request;
    return this.database.transaction(async () => {
      const job = await this.hold(caller, path);
      const given = givenFields(body);
      const refusal = changeRefusal(job.status, given);
      const { fields, ownQueries } = changed(job, body);
      const draft = draftJob(caller, { path, body: fields }, true);
      const isCounted = !refusal && COUNTED_FIELDS.some((field) => given.includes(field));
      const filtered = isCounted ? await this.filtered.of(draft, fields) : { queries: 0, requests: 0 };
      const [found] = await this.database.run<FoundReferences>(CHECK_JOB, referenceValues(draft, filtered));
      requireReferences(found, body);
      if (refusal) throw new Failure('conflict', refusal);
      const requests = isCounted ? found.total_requests : job.total_requests;
      if (given.length > 0) await this.database.run(UPDATE_JOB, updateValues(draft, path.job_id, ownQueries, requests));
      return this.jobs.get(caller, path.workspace_id, path.job_id);
    });
  }

  /** Deletes a job with its items, shares and reviews. */
  async delete(caller: Caller, path: GetJobRequest['path']): Promise<void> {
    await this.database.transaction(async () => {
      const { status } = await this.hold(caller, path);
      const refusal = deletionRefusal(status);
      if (refusal) throw new Failure('conflict', refusal);
      await this.database.run(DELETE_JOB, [caller.tenantId, path.workspace_id, path.job_id]);
    });
  }

  private async hold(caller: Caller, { workspace_id, job_id }: GetJobRequest['path']): Promise<HeldJob> {
    const [job] = await this.database.run<HeldJob>(HOLD_JOB, [caller.tenantId, workspace_id, job_id]);
    if (job) return job;
    await this.workspaces.requireId(caller, workspace_id);
    throw notFound('Job');
  }
}

/** The parameters of `UPDATE_JOB`. */
function updateValues(draft: JobDraft, id: string, ownQueries: boolean, requests: string): unknown[] {
  const { fields, queries, newSetId } = draft;
  return [
    draft.tenantId,
    draft.workspaceId,
    id,
    fields.name,
    fields.description,
    fields.concurrency,
    fields.pipeline_id,
    fields.execution_mode,
    newSetId ?? fields.query_set_id,
    ownQueries,
    requests,
    JSON.stringify(draft.createdBy),
    newSetId,
    queries?.length ?? 0,
    JSON.stringify(queries ?? []),
  ];
}
