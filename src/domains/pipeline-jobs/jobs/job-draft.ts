import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../../../kernel/auth/caller';
import { userOf } from '../user';
import type { User } from '../user';
import type { CreateJobBody, CreateJobPath } from '../validation/create-job.model';
import { fillIndexes } from '../validation/query.model';
import type { IndexedQuery } from '../validation/query.model';
import type { Filtered } from './filtered-requests';
import type { PipelineJobDto } from './job.dto';
import { toJobDto } from './job-row';
import type { FoundReferences } from './job-row';
import { INITIAL_JOB_STATUS } from './transitions';

/** A job that is about to be made, or only looked at. */
export interface JobDraft {
  id: string;
  tenantId: string;
  workspaceId: string;
  fields: CreateJobBody;
  /** Its own queries, all indexes filled; null when it was given none. */
  queries: IndexedQuery[] | null;
  /** Id of the query set to make of them; null when there are none or nothing is to be stored. */
  newSetId: string | null;
  createdBy: User;
}

export function draftJob(
  caller: Caller,
  { path, body }: { path: CreateJobPath; body: CreateJobBody },
  isStored: boolean,
): JobDraft {
  const queries = body.queries && fillIndexes(body.queries);
  return {
    id: uuidv7(),
    tenantId: caller.tenantId,
    workspaceId: path.workspace_id,
    fields: body,
    queries,
    newSetId: isStored && queries?.length ? uuidv7() : null,
    createdBy: userOf(caller),
  };
}

/** The parameters of `CHECK_JOB`, which `INSERT_JOB` begins with. */
export function referenceValues({ tenantId, workspaceId, fields, queries }: JobDraft, filtered: Filtered): unknown[] {
  return [
    tenantId,
    workspaceId,
    fields.pipeline_id,
    fields.query_set_id,
    queries?.length ?? 0,
    fields.execution_mode,
    filtered.queries,
    filtered.requests,
  ];
}

/** The parameters that `INSERT_JOB` has besides. */
export function rowValues({ id, fields, queries, newSetId, createdBy }: JobDraft): unknown[] {
  return [
    id,
    fields.name,
    fields.description,
    fields.concurrency,
    JSON.stringify(createdBy),
    queries !== null,
    newSetId,
    JSON.stringify(queries ?? []),
  ];
}

/** The job as it looks right after it was made. */
export function showDraft(draft: JobDraft, found: FoundReferences): PipelineJobDto {
  return toJobDto({
    ...draft.fields,
    id: draft.id,
    queries: draft.queries,
    query_set_id: draft.newSetId ?? draft.fields.query_set_id,
    pipeline_name: found.pipeline_name,
    status: INITIAL_JOB_STATUS,
    total_requests: found.total_requests,
    executed_requests: 0,
    failed_requests: 0,
    duration: null,
    created_at: found.created_at,
    created_by: draft.createdBy,
    executed_at: null,
    last_edited_at: null,
    last_edited_by: null,
    cancelled_at: null,
    error: null,
  });
}
