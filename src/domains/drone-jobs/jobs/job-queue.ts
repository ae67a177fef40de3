import { Injectable } from '@nestjs/common';
import { defineTask, Handles } from '../../../engine/task';
import { Database } from '../../../kernel/database/database';
import { DISPATCH_GROUP } from '../dispatch/dispatch-task';
import { Refusals } from '../dispatch/refusals';
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

/** SQL that sees to it that a row of `job` gets queued at its time. */
export const ENQUEUE_WHEN_DUE = enqueue(
  `CASE WHEN due_at <= now() + ${AHEAD} THEN greatest(due_at, now()) ELSE due_at - ${AHEAD} END`,
);

const DUE = 'due_at <= clock_timestamp()';
const also = [DISPATCH_GROUP];
const QUEUE = changeOf(TRANSITIONS.queue, DUE, { also });
/** Nothing is asked for that a device might not have. */
const QUEUE_SIMPLE = changeOf(TRANSITIONS.queue, `${DUE} AND mission_id IS NULL AND device_id IS NULL`, {
  name: 'queue-simple',
  also,
});
const WAIT = {
  name: 'drone-job-wait',
  text: `SELECT ${enqueue('due_at')} FROM drone.jobs
    WHERE tenant_id = $1 AND id = $2 AND status = 'PENDING' AND due_at > clock_timestamp()`,
};

/** Queues jobs that have become due, or ends those that nobody can ever fly. */
@Injectable()
export class JobQueue {
  constructor(
    private readonly database: Database,
    private readonly refusals: Refusals,
  ) {}

  @Handles(QUEUE_JOB)
  async queue({ tenantId, jobId }: JobReference): Promise<void> {
    const key = [tenantId, jobId];
    const [queued] = await this.database.run(QUEUE_SIMPLE, key);
    if (queued) return;
    const [waits] = await this.database.run(WAIT, key);
    if (waits) return;
    const refusal = await this.refusals.find(tenantId, jobId);
    if (refusal) await this.refusals.write(tenantId, jobId, refusal);
    else await this.database.run(QUEUE, key);
  }
}
