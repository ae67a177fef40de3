import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../../kernel/auth/caller';
import { Database } from '../../../../kernel/database/database';
import type { Origin } from '../../data-sources/links';
import { readListQuery } from '../../lists/list-query';
import type { ListPart } from '../../lists/list-query';
import { showPagination } from '../../lists/pagination.dto';
import { JobAnswers } from '../job-answers';
import type { Job } from '../job.entity';
import type { ComputeJobListDto } from './filter-jobs.dto';
import { readJobFilter } from './job-filter';
import type { JobFilter } from './job-filter';
import { jobList } from './job-list.statements';

/** Lists jobs. */
@Injectable()
export class JobLists {
  constructor(
    private readonly database: Database,
    private readonly answers: JobAnswers,
  ) {}

  /** @throws Failure `invalid` */
  list({ tenantId }: Caller, query: object, origin: Origin): Promise<ComputeJobListDto> {
    return this.show(tenantId, {}, readListQuery(query), origin);
  }

  /** @throws Failure `body-not-object`, `invalid` */
  filter({ tenantId }: Caller, body: unknown, origin: Origin): Promise<ComputeJobListDto> {
    const { filter, part } = readJobFilter(body);
    return this.show(tenantId, filter, part, origin);
  }

  private async show(tenantId: string, filter: JobFilter, part: ListPart, origin: Origin): Promise<ComputeJobListDto> {
    const { count, page, values } = jobList(tenantId, filter, part);
    const [{ total }] = await this.database.run<{ total: number }>(count, values);
    const rows = await this.database.run<Job>(page, [...values, part.limit, part.offset]);
    return {
      pagination: showPagination(part, { total, rows }),
      data: rows.map((job) => this.answers.show(job, origin).job),
    };
  }
}
