import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { JOB_COLUMNS } from '../jobs/job-row';
import type { JobRow } from '../jobs/job-row';
import { PATH_TALLIES } from '../progress/progress';
import type { TalliedJob } from '../progress/progress';
import { EXPORT_COLUMNS, linesOf, recordOf } from './job-csv';

/** Jobs that are held in memory at once. */
const PAGE = 500;

const READ = {
  name: 'production-job-export',
  text: `SELECT ${JOB_COLUMNS}, ${PATH_TALLIES} FROM production.jobs AS job
    WHERE job.tenant_id = $1 AND job.seq > $2 ORDER BY job.seq LIMIT ${PAGE}`,
};

type ExportedJob = JobRow & TalliedJob;

@Injectable()
export class JobExportsService {
  constructor(private readonly database: Database) {}

  /** All jobs by creation, read as fast as they are fetched. What fails at once fails before the first line. */
  async export(tenantId: string): Promise<Readable> {
    return Readable.from(this.lines(tenantId, await this.read(tenantId, '0')));
  }

  private async *lines(tenantId: string, first: ExportedJob[]): AsyncGenerator<string> {
    yield linesOf([EXPORT_COLUMNS]);
    for (let page = first; page.length > 0;) {
      yield linesOf(page.map(recordOf));
      page = page.length < PAGE ? [] : await this.read(tenantId, page[page.length - 1].seq);
    }
  }

  private read(tenantId: string, behind: string): Promise<ExportedJob[]> {
    return this.database.run<ExportedJob & object>(READ, [tenantId, behind]);
  }
}
