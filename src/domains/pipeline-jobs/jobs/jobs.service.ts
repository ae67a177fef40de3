import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { JobStarts } from '../execution/job-starts';
import { invalid, notFound } from '../refusals';
import type { CreateJobBody, CreateJobRequest } from '../validation/create-job.model';
import { valueError } from '../validation/findings';
import type { ValidationError } from '../validation/findings';
import { WorkspacesService } from '../workspaces/workspaces.service';
import { FilteredRequests } from './filtered-requests';
import { CHECK_JOB, FIND_JOB, INSERT_JOB } from './job.sql';
import type { PipelineJobDto } from './job.dto';
import { draftJob, referenceValues, rowValues, showDraft } from './job-draft';
import { toJobDto } from './job-row';
import type { FoundReferences, JobRow } from './job-row';
import { startRefusal } from './start-refusal';
import { INITIAL_JOB_STATUS } from './transitions';

@Injectable()
export class JobsService {
  constructor(
    private readonly database: Database,
    private readonly workspaces: WorkspacesService,
    private readonly filtered: FilteredRequests,
    private readonly starts: JobStarts,
  ) {}

  /** Makes a job, and starts it where it is to be; a dry run only says what it would look like. */
  create(caller: Caller, request: CreateJobRequest): Promise<PipelineJobDto> {
    const { dry_run: isDry, start } = request.query;
    return start && !isDry ? this.createStarted(caller, request) : this.make(caller, request);
  }

  private createStarted(caller: Caller, request: CreateJobRequest): Promise<PipelineJobDto> {
    return this.database.transaction(async () => {
      const { job_id } = await this.make(caller, request);
      const { workspace_id } = request.path;
      await this.starts.start(caller, { workspace_id, job_id });
      return this.get(caller, workspace_id, job_id);
    });
  }

  private async make(caller: Caller, request: CreateJobRequest): Promise<PipelineJobDto> {
    const { query, body } = request;
    const isStored = !query.dry_run;
    const draft = draftJob(caller, request, isStored);
    const values = referenceValues(draft, await this.filtered.of(draft, body));
    const [found] = isStored
      ? await this.database.run<FoundReferences>(INSERT_JOB, [...values, ...rowValues(draft)])
      : await this.database.run<FoundReferences>(CHECK_JOB, values);
    requireReferences(found, body);
    if (query.start) requireStartable(found, body);
    return showDraft(draft, found);
  }

  async get(caller: Caller, workspaceId: string, id: string): Promise<PipelineJobDto> {
    const [row] = await this.database.run<JobRow>(FIND_JOB, [caller.tenantId, workspaceId, id]);
    if (row) return toJobDto(row);
    await this.workspaces.requireId(caller, workspaceId);
    throw notFound('Job');
  }
}

/**
 * Looks at the references that a request gives.
 * @throws Failure `invalid` with those that are not there
 */
export function requireReferences(
  found: FoundReferences | undefined,
  given: Partial<Pick<CreateJobBody, 'pipeline_id' | 'query_set_id'>>,
): asserts found is FoundReferences {
  if (!found) throw notFound('Workspace');
  const missing: ValidationError[] = [];
  if (given.pipeline_id !== undefined && found.pipeline_id === null) {
    missing.push({ ...valueError('pipeline not found'), loc: ['body', 'pipeline_id'] });
  }
  if ((given.query_set_id ?? null) !== null && found.query_set_id === null) {
    missing.push({ ...valueError('query set not found'), loc: ['body', 'query_set_id'] });
  }
  if (missing.length > 0) throw invalid(missing);
}

function requireStartable(found: FoundReferences, job: CreateJobBody): void {
  const refusal = startRefusal({
    status: INITIAL_JOB_STATUS,
    executionMode: job.execution_mode,
    queries: found.queries,
    pipeline: { status: found.pipeline_status, supportsPerFile: found.supports_per_file },
    requests: Number(found.total_requests),
  });
  if (refusal) throw new Failure('conflict', refusal);
}
