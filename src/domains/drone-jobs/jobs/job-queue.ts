import { Injectable } from '@nestjs/common';
import { defineTask, Handles } from '../../../engine/task';
import { Database } from '../../../kernel/database/database';
import { changeOf } from './job-record';
import { TRANSITIONS } from './transitions';

interface JobReference {
  tenantId: string;
  jobId: string;
}

const QUEUE_JOB = defineTask<JobReference>('drone.queue', 'drone');

/** How long before its time a job is looked at again, for the engine keeps timers for the near future only. */
const AHEAD = `interval '60 seconds'`;

const enqueue = (runAt: string) =>
  `engine.enqueue('${QUEUE_JOB.name}', json_build_object('tenantId', tenant_id, 'jobId', id), ${runAt})`;

/** SQL that sees to it that `job`, where there is one, gets queued at its time. */
export const ENQUEUE_WHEN_DUE = `(SELECT ${enqueue(
  `CASE WHEN due_at <= now() + ${AHEAD} THEN greatest(due_at, now()) ELSE due_at - ${AHEAD} END`,
)} FROM job)`;

const QUEUE = changeOf(TRANSITIONS.queue, 'due_at <= clock_timestamp()');
const WAIT = {
  name: 'drone-job-wait',
  text: `SELECT ${enqueue('due_at')} FROM drone.jobs
    WHERE tenant_id = $1 AND id = $2 AND status = 'PENDING' AND due_at > clock_timestamp()`,
};

/** Queues jobs that have become due. */
@Injectable()
export class JobQueue {
  constructor(private readonly database: Database) {}

  @Handles(QUEUE_JOB)
  async queue({ tenantId, jobId }: JobReference): Promise<void> {
    const [queued] = await this.database.run(QUEUE, [tenantId, jobId]);
    if (!queued) await this.database.run(WAIT, [tenantId, jobId]);
  }
}
