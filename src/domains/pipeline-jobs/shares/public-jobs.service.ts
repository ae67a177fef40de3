import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import type { JobStatus } from '../jobs/transitions';
import { notFound } from '../refusals';
import type { JobScope } from '../results/job-path';
import type { ExecutionMode } from '../validation/create-job.model';
import { ShareTokens } from './share-tokens';
import type { PipelinePublicJobDto } from './shared-job.dto';
import { FIND_SHARED } from './shared-job.sql';

const SCOPE = 'pipeline:read';

interface SharedRow {
  tenant_id: string;
  workspace_id: string;
  job_id: string;
  login_required: boolean;
  expiration_date: Date;
  revoked: boolean;
  expired: boolean;
  name: string;
  description: string | null;
  status: JobStatus;
  execution_mode: ExecutionMode;
  pipeline_name: string;
  total_requests: string;
  executed_requests: number;
  failed_requests: number;
  duration: number | null;
  created_at: Date;
  executed_at: Date | null;
  cancelled_at: Date | null;
}

/** Who comes by a link: the token in it, and the caller where there is a good credential. */
export interface Visit {
  token: string;
  caller: Caller | undefined;
}

/** What others see of jobs that are shared with them. */
@Injectable()
export class PublicJobsService {
  constructor(
    private readonly database: Database,
    private readonly tokens: ShareTokens,
  ) {}

  /** @throws Failure as `open` */
  async get(visit: Visit): Promise<PipelinePublicJobDto> {
    return toDto(await this.open(visit));
  }

  /** The job whose results a visitor may read. @throws Failure as `open` */
  async scopeOf(visit: Visit): Promise<JobScope> {
    const { tenant_id: tenantId, workspace_id: workspaceId, job_id: jobId } = await this.open(visit);
    return { tenantId, workspaceId, jobId };
  }

  /** @throws Failure `not-found`, 410 for what is over, `unauthenticated` and `forbidden` where a credential is asked for */
  private async open({ token, caller }: Visit): Promise<SharedRow> {
    const id = this.tokens.read(token);
    const [share] = id === undefined ? [] : await this.database.run<SharedRow & object>(FIND_SHARED, [id]);
    if (!share) throw notFound('Shared job');
    if (share.login_required) requireMember(share, caller);
    if (share.revoked) throw gone('Link was revoked');
    if (share.expired) throw gone('Link has expired');
    return share;
  }
}

function requireMember({ tenant_id }: SharedRow, caller: Caller | undefined): void {
  if (!caller) throw new Failure('unauthenticated', undefined, { headers: { 'www-authenticate': 'Bearer' } });
  if (caller.tenantId !== tenant_id) throw notFound('Shared job');
  if (!caller.scopes.has(SCOPE)) throw new Failure('forbidden', undefined, { data: { scope: SCOPE } });
}

const gone = (text: string) => new Failure('not-found', text, { status: 410 });

function toDto(row: SharedRow): PipelinePublicJobDto {
  return {
    name: row.name,
    description: row.description,
    status: row.status,
    execution_mode: row.execution_mode,
    pipeline_name: row.pipeline_name,
    total_requests: Number(row.total_requests),
    executed_requests: row.executed_requests,
    failed_requests: row.failed_requests,
    duration: row.duration,
    created_at: row.created_at.toISOString(),
    executed_at: row.executed_at?.toISOString() ?? null,
    cancelled_at: row.cancelled_at?.toISOString() ?? null,
    expiration_date: row.expiration_date.toISOString(),
  };
}
