import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { ENQUEUE_DEFERRED_JOB, type ExecuteJob } from '../dispatch/queueing';
import { statesBefore } from '../transitions';

/**
 * Gives the job $1 with the fence $2 another task instead. The fence rises by two, as one more would look as if the first
 * task had taken the job up. Not waited for to be on the disk: were it lost, the first task would be there again.
 */
const DEFER = {
  name: 'scheduled-defer',
  text: `WITH job AS (
      UPDATE scheduled.jobs SET fence = fence + 2
      WHERE id = $1 AND fence = $2 AND state IN (${statesBefore('executing')}) AND NOT held
      RETURNING *
    )
    SELECT ${ENQUEUE_DEFERRED_JOB}, set_config('synchronous_commit', 'off', true) FROM job`,
};

/** Lets tasks wait for room at their destination without a slot: in the queue, where the workers that have none pass by. */
@Injectable()
export class Deferrals {
  constructor(private readonly database: Database) {}

  /** Whether the job was still the task's to run. */
  async defer({ jobId, fence }: ExecuteJob): Promise<boolean> {
    return (await this.database.run(DEFER, [jobId, fence])).length > 0;
  }
}
