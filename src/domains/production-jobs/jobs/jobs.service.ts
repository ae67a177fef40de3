import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { readFields } from '../bodies';
import { lookedUp } from '../ids';
import { likeOf, pageOf, windowOf } from '../lists';
import type { Page } from '../lists';
import { pathOf } from '../paths/path-row';
import type { PathRow } from '../paths/path-row';
import { progressOf } from '../progress/progress';
import type { TalliedJob } from '../progress/progress';
import { notFound, refused } from '../refusals';
import { refuseChanged } from '../versions';
import type { CreateProductionJobDto } from './create-job.dto';
import type { JobDetailsDto } from './job-details.dto';
import { INSERT_JOB, newJob } from './job-inserts';
import { jobOf } from './job-row';
import type { JobRow } from './job-row';
import * as sql from './job.statements';
import type { ProductionJobDto } from './job.dto';
import type { ListJobsDto } from './list-jobs.dto';
import { UpdateProductionJobDto } from './update-job.dto';

interface Inserted {
  created_at: Date;
  overdue: boolean | null;
}

/** A place before every job. */
const START = [-1, -1];

@Injectable()
export class JobsService {
  constructor(private readonly database: Database) {}

  async create(tenantId: string, dto: CreateProductionJobDto): Promise<ProductionJobDto> {
    const job = newJob(dto);
    const [row] = await this.database.run<Inserted & object>(INSERT_JOB, [tenantId, ...Object.values(job)]);
    const createdAt = row.created_at.toISOString();
    return { ...job, overdue: row.overdue ?? undefined, createdAt, updatedAt: createdAt };
  }

  async list(tenantId: string, query: ListJobsDto): Promise<Page<ProductionJobDto>> {
    const { rows, behind = START } = windowOf(query, START);
    const overdue = query.overdue && query.overdue === 'true';
    const filters = [query.status, query.tag, query.jiraTicketKey, overdue, query.dueBefore, likeOf(query.q)];
    const found = await this.database.run<JobRow & object>(sql.LIST_JOBS, [tenantId, ...behind, ...filters, rows]);
    return pageOf(query, found, ({ list_rank, seq }) => [Number(list_rank), Number(seq)], jobOf);
  }

  /** @throws Failure `not-found` */
  async find(tenantId: string, id: string): Promise<{ job: JobDetailsDto; version: string }> {
    const [row] = await this.database.run<JobRow & TalliedJob>(sql.FIND_JOB, [tenantId, lookedUp(id)]);
    if (!row) throw notFound('Job', id);
    const paths = await this.database.run<PathRow & object>(sql.LIST_JOB_PATHS, [tenantId, id]);
    return { job: { ...jobOf(row), paths: paths.map(pathOf), progress: progressOf(row) }, version: row.version };
  }

  /** @throws Failure `not-found`, `invalid`; `conflict` when it has changed */
  update(
    tenantId: string,
    id: string,
    body: object,
    ifMatch?: string,
  ): Promise<{ job: ProductionJobDto; version: string }> {
    return this.database.transaction(async () => {
      const version = await this.lock(tenantId, id);
      const { name, goalQuantity, dueDate } = readFields(UpdateProductionJobDto, body);
      refuseChanged(ifMatch, version);
      const values = [tenantId, id, name?.trim().toWellFormed(), goalQuantity, dueDate !== undefined, dueDate];
      const [row] = await this.database.run<JobRow & object>(sql.UPDATE_JOB, values);
      return { job: jobOf(row), version: row.version };
    });
  }

  /** @throws Failure `not-found`; `conflict` when it has changed; `invalid` while something needs it */
  async delete(tenantId: string, id: string, ifMatch?: string): Promise<void> {
    await this.database.transaction(async () => {
      refuseChanged(ifMatch, await this.lock(tenantId, id));
      const [{ paths }] = await this.database.run<{ paths: number }>(sql.COUNT_PATHS, [tenantId, id]);
      if (paths > 0) throw refused(`Cannot delete job: it has ${paths} path(s). Remove all paths first.`);
      const [{ entries }] = await this.database.run<{ entries: number }>(sql.COUNT_BOM_ENTRIES, [tenantId, id]);
      if (entries > 0) {
        const text = `it is referenced by ${entries} BOM entry/entries. Remove BOM references first.`;
        throw refused(`Cannot delete job: ${text}`);
      }
      await this.database.run(sql.DELETE_JOB, [tenantId, id]);
    });
  }

  private async lock(tenantId: string, id: string): Promise<string> {
    const [row] = await this.database.run<{ version: string }>(sql.LOCK_JOB, [tenantId, lookedUp(id)]);
    if (!row) throw notFound('Job', id);
    return row.version;
  }
}
