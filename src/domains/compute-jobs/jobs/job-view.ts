import { showDataSource } from '../data-sources/data-source.dto';
import { showTemplateInfo } from '../templates/template.dto';
import type { ComputeJobResponseDto } from './job.dto';
import type { Job } from './job.entity';
import { JOB_STATES } from './transitions';

/** @param uploadUrl where the job's input is to be uploaded, if it still may be */
export function showJob(job: Job, uploadUrl?: string): ComputeJobResponseDto {
  const { taskTimeout, jobTimeout, isTestJob, maxTaskRetries } = job.config;
  const { preset, partitioner, assembler, app } = job.params;
  const templateInfo = showTemplateInfo({ id: job.templateId, tenantId: job.templateOwner, definition: job.template });
  return {
    job: {
      id: job.id,
      templateId: job.templateId,
      name: job.name ?? undefined,
      config: { taskTimeout, jobTimeout, isTestJob, maxTaskRetries },
      priority: 'EXECUTION_PRIORITY_UNDEFINED',
      state: job.state,
      dataSource: job.dataSource ? showDataSource(job.dataSource, uploadUrl) : undefined,
      dataDestination: job.dataDestination ? showDataSource(job.dataDestination) : undefined,
      params: (preset ?? partitioner ?? assembler ?? app) ? { preset, partitioner, assembler, app } : undefined,
      createdAt: job.createdAt.toISOString(),
      description: job.description ?? undefined,
      stateTimestamps: showTimestamps(job.stateTimestamps),
      appId: job.appId ?? undefined,
      templateInfo,
    },
    templateInfo,
  };
}

function showTimestamps(timestamps: Job['stateTimestamps']): Job['stateTimestamps'] {
  const reached = JOB_STATES.filter((state) => timestamps[state] !== undefined);
  return Object.fromEntries(reached.map((state) => [state, new Date(timestamps[state]!).toISOString()]));
}
