/** SQL that appends an event about the row `job`, all columns of which are there as they are after the change. */
export const jobEvent = (
  type: 'created' | 'updated' | 'started' | 'ended' | 'failed' | 'cancelled' | 'deleted',
): string =>
  `platform.append_event(job.tenant_id, 'quintet.pipeline.job.${type}', job.id::text,
        json_build_object('workspace_id', job.workspace_id, 'job_id', job.id, 'name', job.name, 'status', job.status,
          'total_requests', job.total_requests, 'executed_requests', job.executed_requests,
          'failed_requests', job.failed_requests))`;
