import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import type { Caller } from '../../../../kernel/auth/caller';
import { Database } from '../../../../kernel/database/database';
import { Fields } from '../../requests/fields';
import { readTexts } from '../lists/read-list';
import type { ComputeJobTasksDto, ComputeRunningTasksDto } from './running-tasks.dto';

const MOST_JOBS = 1000;

const counted = (state: string): string => `(count(*) FILTER (WHERE step.state = '${state}'))::int`;

/** Jobs of the tenant $1, all or those of the ids $2, with their tasks. */
const RUNNING_TASKS = {
  name: 'compute-running-tasks',
  text: `SELECT job.id AS "jobId", count(*)::int AS total, ${counted('SCHEDULED')} AS scheduled,
      ${counted('RUNNING')} AS running, ${counted('COMPLETED')} AS completed, ${counted('FAILED')} AS failed,
      coalesce(json_agg(json_build_object('taskId', step.id, 'chunkNumber', step.chunk_number, 'attempt', step.attempt,
        'startedAt', step.started_at) ORDER BY step.chunk_number) FILTER (WHERE step.state = 'RUNNING'), '[]') AS tasks
    FROM (
      SELECT id, created_at FROM compute.jobs
      WHERE tenant_id = $1 AND deleted_at IS NULL AND state = 'JOB_STATE_PARTITIONED'
        AND ($2::uuid[] IS NULL OR id = ANY ($2))
      ORDER BY created_at DESC LIMIT ${MOST_JOBS}
    ) AS job JOIN compute.steps AS step ON step.job_id = job.id AND step.role = 'app'
    GROUP BY job.id, job.created_at ORDER BY job.created_at DESC, job.id`,
};

/** Shows which tasks are being worked on. */
@Injectable()
export class RunningTasks {
  constructor(private readonly database: Database) {}

  /** @throws Failure `body-not-object`, `invalid` */
  async list({ tenantId }: Caller, body: unknown): Promise<ComputeRunningTasksDto> {
    const fields = Fields.ofOptional(body);
    const ids = readTexts(fields, 'jobIds')?.filter((id) => isUuid(id));
    fields.violations.refuse(['jobIds']);
    const jobs = await this.database.run<ComputeJobTasksDto & Record<string, unknown>>(RUNNING_TASKS, [tenantId, ids]);
    return { data: jobs.map(showTimes) };
  }
}

/** PostgreSQL writes times in JSON in its own way. */
function showTimes({ tasks, ...job }: ComputeJobTasksDto): ComputeJobTasksDto {
  return { ...job, tasks: tasks.map((task) => ({ ...task, startedAt: new Date(task.startedAt).toISOString() })) };
}
