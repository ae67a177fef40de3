import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { Pages } from '../paging/pages';
import type { JobSort, ListJobsRequest } from '../validation/list-jobs.model';
import { WorkspacesService } from '../workspaces/workspaces.service';
import type { PipelineJobPageDto } from './job-page.dto';
import { Job } from './job.entity';
import { toJobDto } from './job-row';
import type { JobRow } from './job-row';
import { FIND_JOBS } from './job.sql';

const SORT_PROPERTIES: Record<JobSort, keyof Job> = {
  created_at: 'createdAt',
  name: 'name',
  status: 'status',
  executed_at: 'executedAt',
};

@Injectable()
export class JobListsService {
  constructor(
    private readonly database: Database,
    private readonly workspaces: WorkspacesService,
    private readonly pages: Pages,
  ) {}

  async list(caller: Caller, { path, query }: ListJobsRequest): Promise<PipelineJobPageDto> {
    const { tenantId } = caller;
    const { workspace_id: workspaceId } = path;
    await this.workspaces.requireId(caller, workspaceId);
    const scope = { tenantId, workspaceId, filter: query.filter };
    const page = await this.pages.read(Job, scope, query, SORT_PROPERTIES[query.field]);
    const ids = page.data.map(({ id }) => id);
    const rows = await this.database.run<JobRow>(FIND_JOBS, [tenantId, workspaceId, ids]);
    return { ...page, data: rows.map(toJobDto) };
  }
}
