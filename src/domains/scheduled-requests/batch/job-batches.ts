import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { INSERT_JOBS, jobValues } from '../jobs/job-inserts';
import { JOB_COLUMNS, type JobRow } from '../jobs/job-row';
import { FlowControlsService } from '../limits/flow-controls.service';
import type { JobRequest } from '../values/job-request';
import type { JsonText } from '../values/json-text';

/** Two batches that share keys, in whatever order, wait for each other here and never in a circle. */
const LOCK_KEYS = {
  name: 'scheduled-keys-lock',
  text: `SELECT pg_advisory_xact_lock(hash) FROM (
    SELECT DISTINCT hashtextextended($1::text || key, 0) AS hash FROM unnest($2::text[]) AS key ORDER BY hash) AS keys`,
};

const BY_HELD_KEYS = {
  name: 'scheduled-jobs-by-held-keys',
  text: `SELECT ${JOB_COLUMNS}, job.held_key, job.args::text AS args FROM scheduled.jobs AS job
    WHERE job.tenant_id = $1 AND job.held_key = ANY ($2::text[])`,
};

/** What a request of a batch came to. */
export interface BatchedJob {
  row: JobRow;
  args: JsonText;
  /** The job was there before and holds the key. */
  hasConflict: boolean;
}

/** Makes many jobs in a few statements. */
@Injectable()
export class JobBatches {
  constructor(
    private readonly database: Database,
    private readonly flowControls: FlowControlsService,
  ) {}

  /** A job for each request, in their order; all of them or, on an error, none. */
  async create(tenantId: string, requests: JobRequest[]): Promise<BatchedJob[]> {
    const jobs = new Map<JobRequest, BatchedJob>();
    await this.database.transaction(async () => {
      const keys = keysOf(requests);
      if (keys.length > 1) await this.database.run(LOCK_KEYS, [tenantId, keys]);
      for (let left = requests; left.length > 0; left = left.filter((request) => !jobs.has(request))) {
        await this.insert(tenantId, left, jobs);
        // A holder that finished in between is not found any more: its key is free.
        await this.findHolders(tenantId, left, jobs);
      }
      const made = requests.filter((request) => !jobs.get(request)!.hasConflict);
      const given = made.flatMap(({ flowControl }) => flowControl ?? []);
      await this.flowControls.give(tenantId, given);
    });
    return requests.map((request) => jobs.get(request)!);
  }

  private async insert(tenantId: string, requests: JobRequest[], jobs: Map<JobRequest, BatchedJob>): Promise<void> {
    const values = requests.map((request) => jobValues(tenantId, request));
    const columns = values[0].map((_, column) => values.map((row) => row[column]));
    const rows = await this.database.run<JobRow>(INSERT_JOBS, columns);
    const byUuid = new Map(rows.map((row) => [row.uuid, row]));
    requests.forEach((request, index) => {
      const row = byUuid.get(values[index][0] as string);
      if (row) jobs.set(request, { row, args: request.args, hasConflict: false });
    });
  }

  private async findHolders(tenantId: string, all: JobRequest[], jobs: Map<JobRequest, BatchedJob>): Promise<void> {
    const requests = all.filter((request) => !jobs.has(request));
    if (requests.length === 0) return;
    const holders = await this.database.run<JobRow & { held_key: string; args: JsonText }>(BY_HELD_KEYS, [
      tenantId,
      keysOf(requests),
    ]);
    const byKey = new Map(holders.map((holder) => [holder.held_key, holder]));
    for (const request of requests) {
      const row = byKey.get(request.idempotencyKey!);
      if (row) jobs.set(request, { row, args: row.args, hasConflict: true });
    }
  }
}

const keysOf = (requests: JobRequest[]) => requests.flatMap(({ idempotencyKey: key }) => (key === null ? [] : [key]));
