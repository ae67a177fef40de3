import type { PipelineStatus } from '../pipelines/pipeline-status';
import type { User } from '../user';
import type { ExecutionMode } from '../validation/create-job.model';
import type { IndexedQuery } from '../validation/query.model';
import type { PipelineJobDto } from './job.dto';
import type { JobStatus } from './transitions';

/** What a job that is about to be made refers to; null where it is not there. */
export interface FoundReferences {
  pipeline_id: string | null;
  pipeline_name: string;
  pipeline_status: PipelineStatus;
  supports_per_file: boolean;
  query_set_id: string | null;
  queries: number;
  total_requests: string;
  created_at: Date;
}

/** A job as it is read. */
export interface JobRow {
  id: string;
  name: string;
  description: string | null;
  pipeline_id: string;
  pipeline_name: string;
  execution_mode: ExecutionMode;
  concurrency: number;
  query_set_id: string | null;
  queries: IndexedQuery[] | null;
  status: JobStatus;
  total_requests: string;
  executed_requests: number;
  failed_requests: number;
  duration: number | null;
  created_at: Date;
  created_by: User;
  executed_at: Date | null;
  last_edited_at: Date | null;
  last_edited_by: User | null;
  cancelled_at: Date | null;
  error: string | null;
}

export function toJobDto(row: JobRow): PipelineJobDto {
  return {
    job_id: row.id,
    name: row.name,
    description: row.description,
    pipeline_id: row.pipeline_id,
    pipeline_name: row.pipeline_name,
    execution_mode: row.execution_mode,
    concurrency: row.concurrency,
    query_set_id: row.query_set_id,
    queries: row.queries,
    status: row.status,
    total_requests: Number(row.total_requests),
    executed_requests: row.executed_requests,
    duration: row.duration,
    created_at: row.created_at.toISOString(),
    created_by: row.created_by,
    executed_at: row.executed_at?.toISOString() ?? null,
    last_edited_at: row.last_edited_at?.toISOString() ?? null,
    last_edited_by: row.last_edited_by,
    failed_requests: row.failed_requests,
    cancelled_at: row.cancelled_at?.toISOString() ?? null,
    error: row.error,
  };
}
