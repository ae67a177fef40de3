import { Injectable } from '@nestjs/common';
import { Handles } from '../../../engine/task';
import { Database } from '../../../kernel/database/database';
import { JobStates } from '../jobs/job-states';
import { RUNNING_STATES } from '../jobs/transitions';
import { endOverdue } from './compute-tasks';

const TIMEOUT = {
  name: 'compute-job-timeout',
  text: `SELECT (config->>'jobTimeout')::int AS seconds FROM compute.jobs
    WHERE id = $1 AND run_no = $2 AND state IN (${RUNNING_STATES.map((state) => `'${state}'`).join(', ')})`,
};

/** Ends jobs whose time is up, whatever they do or wait for. */
@Injectable()
export class Deadlines {
  constructor(
    private readonly database: Database,
    private readonly states: JobStates,
  ) {}

  @Handles(endOverdue)
  async end({ job, runNo }: { job: string; runNo: number }): Promise<void> {
    const [overdue] = await this.database.run<{ seconds: number }>(TIMEOUT, [job, runNo]);
    if (overdue) await this.states.fail({ id: job, runNo }, `job timed out after ${overdue.seconds} s`);
  }
}
