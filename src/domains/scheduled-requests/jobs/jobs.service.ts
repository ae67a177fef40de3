import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { isJobNumber, isUuid } from '../ids';
import { FlowControlsService } from '../limits/flow-controls.service';
import type { JobRequest } from '../values/job-request';
import type { JsonText } from '../values/json-text';
import { redactArgs } from '../values/redaction';
import { Cancellations } from './cancellations';
import { INSERT_JOB, jobValues } from './job-inserts';
import { jobListStatement } from './job-list';
import type { JobListQuery } from './job-list-query';
import { JOB_COLUMNS, userJob, type JobRow } from './job-row';

const select = (name: string, condition: string) => ({
  name,
  text: `SELECT ${JOB_COLUMNS}, job.args::text AS args FROM scheduled.jobs AS job WHERE job.tenant_id = $1 AND ${condition}`,
});
const BY_HELD_KEY = select('scheduled-job-by-held-key', 'job.held_key = $2');
const BY_ID = select('scheduled-job-by-id', 'job.id = $2');
const BY_UUID = select('scheduled-job-by-uuid', 'job.uuid = $2');

type FoundJob = JobRow & { args: JsonText };

@Injectable()
export class JobsService {
  constructor(
    private readonly database: Database,
    private readonly cancellations: Cancellations,
    private readonly flowControls: FlowControlsService,
  ) {}

  /** The new job, or the unfinished one that holds its idempotency key. */
  async create(caller: Caller, request: JobRequest): Promise<{ job: JsonText; created: boolean }> {
    for (;;) {
      const inserted = await this.insert(caller, request);
      if (inserted) return { job: userJob(inserted, request.args), created: true };
      const [holder] = await this.database.run<FoundJob>(BY_HELD_KEY, [caller.tenantId, request.idempotencyKey]);
      if (holder) return { job: userJob(holder, holder.args, true), created: false };
      // The holder finished in between: the key is free.
    }
  }

  async list(caller: Caller, query: JobListQuery): Promise<JsonText[]> {
    const list = jobListStatement(caller.tenantId, query);
    const jobs = list ? await this.database.run<FoundJob>(list.statement, list.values) : [];
    return jobs.map((job) => shownTo(caller, job));
  }

  /** @throws Failure `not-found` */
  async show(caller: Caller, id: string): Promise<JsonText> {
    return shownTo(caller, await this.find(caller, id));
  }

  /** The job as it is afterwards: a finished one is as it was. @throws Failure `not-found` */
  async cancel(caller: Caller, id: string): Promise<JsonText> {
    await this.cancellations.cancel(await this.find(caller, id));
    return this.show(caller, id);
  }

  /** @throws Failure `not-found` */
  async find(caller: Caller, id: string): Promise<FoundJob> {
    const statement = isUuid(id) ? BY_UUID : isJobNumber(id) ? BY_ID : undefined;
    const [job] = statement ? await this.database.run<FoundJob>(statement, [caller.tenantId, id]) : [];
    if (!job) throw new Failure('not-found');
    return job;
  }

  /** Undefined when another job holds the key: then that one's limits hold on. */
  private async insert({ tenantId }: Caller, request: JobRequest): Promise<JobRow | undefined> {
    const insert = async () => (await this.database.run<JobRow>(INSERT_JOB, jobValues(tenantId, request)))[0];
    const { flowControl } = request;
    if (!flowControl) return insert();
    return this.database.transaction(async () => {
      const inserted = await insert();
      if (inserted) await this.flowControls.give(tenantId, [flowControl]);
      return inserted;
    });
  }
}

function shownTo(caller: Caller, job: FoundJob): JsonText {
  return userJob(job, caller.scopes.has('scheduled:write') ? job.args : redactArgs(job.args));
}
