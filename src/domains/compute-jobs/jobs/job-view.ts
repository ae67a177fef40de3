import { showDataSource } from '../data-sources/data-source.dto';
import { showTemplateInfo } from '../templates/template.dto';
import type { JobConfig } from './job-config';
import type { ComputeJobResponseDto } from './job.dto';
import type { ComputeJobConfigDto } from './job-settings.dto';
import type { Job } from './job.entity';
import { JOB_STATES } from './transitions';

/** @param uploadUrl where the job's input is to be uploaded, if it still may be */
export function showJob(job: Job, uploadUrl?: string): ComputeJobResponseDto {
  const { preset, partitioner, assembler, app } = job.params;
  const templateInfo = showTemplateInfo({ id: job.templateId, tenantId: job.templateOwner, definition: job.template });
  return {
    job: {
      id: job.id,
      templateId: job.templateId,
      name: job.name ?? undefined,
      config: showConfig(job.config),
      priority: job.priority,
      state: job.state,
      dataSource: job.dataSource ? showDataSource(job.dataSource, uploadUrl) : undefined,
      dataDestination: job.dataDestination ? showDataSource(job.dataDestination) : undefined,
      params: (preset ?? partitioner ?? assembler ?? app) ? { preset, partitioner, assembler, app } : undefined,
      createdAt: job.createdAt.toISOString(),
      startAt: job.startAt?.toISOString(),
      submittedAt: job.submittedAt?.toISOString(),
      startedAt: job.startedAt?.toISOString(),
      deletedAt: job.deletedAt?.toISOString(),
      ...showProgress(job),
      description: job.description ?? undefined,
      stateTimestamps: showTimestamps(job.stateTimestamps),
      appId: job.appId ?? undefined,
      templateInfo,
    },
    templateInfo,
  };
}

export function showConfig(config: JobConfig): ComputeJobConfigDto {
  const { taskTimeout, jobTimeout, isTestJob, maxTaskRetries, maxFailedTasks, maxParallelTasks } = config;
  const { cacheTasks, retryExitCodes, noRetryExitCodes } = config;
  return {
    ...{ taskTimeout, jobTimeout, isTestJob, maxTaskRetries, maxFailedTasks, maxParallelTasks },
    ...{ cacheTasks, retryExitCodes, noRetryExitCodes },
  };
}

function showProgress({ numChunks, startedAt, endedAt, payment, errorMessage, failedChunks }: Job) {
  return {
    numChunks: numChunks ?? undefined,
    numUnitsEstimation: numChunks === null ? undefined : String(numChunks),
    endedAt: endedAt?.toISOString(),
    duration: endedAt ? (startedAt ? (endedAt.getTime() - startedAt.getTime()) / 1000 : 0) : undefined,
    paymentAmount: endedAt ? Number(payment) : undefined,
    errorMessage: errorMessage ?? undefined,
    failedChunks: failedChunks.length > 0 ? failedChunks : undefined,
  };
}

function showTimestamps(timestamps: Job['stateTimestamps']): Job['stateTimestamps'] {
  const reached = JOB_STATES.filter((state) => timestamps[state] !== undefined);
  return Object.fromEntries(reached.map((state) => [state, new Date(timestamps[state]!).toISOString()]));
}
