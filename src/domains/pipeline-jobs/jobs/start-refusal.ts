import type { PipelineStatus } from '../pipelines/pipeline-status';
import type { ExecutionMode } from '../validation/create-job.model';
import { nextJobStatus } from './transitions';
import type { JobStatus } from './transitions';

const MAX_REQUESTS = 100_000;

/** What decides whether a job can be started. */
export interface Startable {
  status: JobStatus;
  executionMode: ExecutionMode;
  queries: number;
  /** Null when it was deleted. */
  pipeline: { status: PipelineStatus; supportsPerFile: boolean } | null;
  requests: number;
}

/** Why a job cannot be started: the first reason that holds, or undefined when it can. */
export function startRefusal({ status, executionMode, queries, pipeline, requests }: Startable): string | undefined {
  const perFile = executionMode === 'PER_FILE';
  if (!nextJobStatus(status, 'start')) return 'Job is already started';
  if (queries === 0) return 'Job has no queries';
  if (!pipeline) return 'Pipeline no longer exists';
  if (pipeline.status !== 'DEPLOYED') return 'Pipeline is not deployed';
  if (perFile && !pipeline.supportsPerFile) return 'Pipeline cannot be limited to one file';
  if (perFile && requests === 0) return 'No file matches this job';
  return requests > MAX_REQUESTS ? `Job is larger than ${MAX_REQUESTS} requests` : undefined;
}
