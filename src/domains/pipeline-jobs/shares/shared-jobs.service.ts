import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../../kernel/auth/caller';
import { Settings } from '../../../kernel/config/settings';
import { Database } from '../../../kernel/database/database';
import { Pages } from '../paging/pages';
import { invalid, notFound } from '../refusals';
import { userOf } from '../user';
import type { User } from '../user';
import { valueError } from '../validation/findings';
import type { PageQuery } from '../validation/page.model';
import { WorkspacesService } from '../workspaces/workspaces.service';
import { ShareTokens } from './share-tokens';
import type { SharedJobDto, SharedJobPageDto } from './shared-job.dto';
import { SharedJob } from './shared-job.entity';
import { DEFAULT_LIFETIME } from './shared-job.model';
import type { CreateSharedJobBody, PatchSharedJobBody, SharedJobSort } from './shared-job.model';
import { FIND_SHARES, INSERT_SHARE, REVOKE_SHARE, UPDATE_SHARE } from './shared-job.sql';

const SORT_PROPERTIES = { created_at: 'createdAt', expiration_date: 'expirationDate' } as const;

/** How a client reached the server. */
export type Origin = Pick<FastifyRequest, 'protocol' | 'host'>;

/** Where a link is, and who asks. */
export interface ShareCall {
  caller: Caller;
  workspaceId: string;
  origin: Origin;
}

interface ShareRow {
  id: string;
  job_id: string;
  job_name: string;
  expiration_date: Date;
  revoked_at: Date | null;
  description: string | null;
  login_required: boolean;
  created_at: Date;
  created_by: User;
}

/** Links under which others read jobs. */
@Injectable()
export class SharedJobsService {
  constructor(
    private readonly database: Database,
    private readonly workspaces: WorkspacesService,
    private readonly pages: Pages,
    private readonly tokens: ShareTokens,
    private readonly settings: Settings,
  ) {}

  /** @throws Failure `not-found`, `invalid` when the job is not there */
  async create(call: ShareCall, body: CreateSharedJobBody): Promise<SharedJobDto> {
    const { caller, workspaceId } = call;
    const [made] = await this.database.run<ShareRow & object>(INSERT_SHARE, [
      caller.tenantId,
      workspaceId,
      body.job_id,
      uuidv7(),
      body.expiration_date ?? new Date(Date.now() + DEFAULT_LIFETIME),
      body.description,
      body.login_required,
      JSON.stringify(userOf(caller)),
    ]);
    if (made) return this.show(made, call.origin);
    await this.workspaces.requireId(caller, workspaceId);
    throw invalid([{ ...valueError('job not found'), loc: ['body', 'job_id'] }]);
  }

  /** @throws Failure `not-found` */
  async list(call: ShareCall, page: PageQuery<SharedJobSort>): Promise<SharedJobPageDto> {
    const { caller, workspaceId } = call;
    await this.workspaces.requireId(caller, workspaceId);
    const scope = { tenantId: caller.tenantId, workspaceId };
    const { data, ...rest } = await this.pages.read(SharedJob, scope, page, SORT_PROPERTIES[page.field]);
    const rows = await this.find(
      call,
      data.map(({ id }) => id),
    );
    const shown = new Map(rows.map((row) => [row.id, this.show(row, call.origin)]));
    return { data: data.flatMap(({ id }) => shown.get(id) ?? []), ...rest };
  }

  /** @throws Failure `not-found` */
  async get(call: ShareCall, id: string): Promise<SharedJobDto> {
    const [found] = await this.find(call, [id]);
    return this.show(found ?? (await this.missing(call)), call.origin);
  }

  /** @throws Failure `not-found` */
  async update(call: ShareCall, id: string, body: PatchSharedJobBody): Promise<SharedJobDto> {
    const [changed] = await this.database.run<ShareRow & object>(UPDATE_SHARE, [
      call.caller.tenantId,
      call.workspaceId,
      id,
      body.description !== undefined,
      body.description,
      body.login_required,
      body.expiration_date,
    ]);
    return this.show(changed ?? (await this.missing(call)), call.origin);
  }

  /** @throws Failure `not-found` */
  async revoke(call: ShareCall, id: string): Promise<void> {
    const [known] = await this.database.run(REVOKE_SHARE, [call.caller.tenantId, call.workspaceId, id]);
    if (!known) await this.missing(call);
  }

  private find({ caller, workspaceId }: ShareCall, ids: string[]): Promise<ShareRow[]> {
    return this.database.run<ShareRow & object>(FIND_SHARES, [caller.tenantId, workspaceId, ids]);
  }

  private async missing({ caller, workspaceId }: ShareCall): Promise<never> {
    await this.workspaces.requireId(caller, workspaceId);
    throw notFound('Shared job');
  }

  private show(row: ShareRow, { protocol, host }: Origin): SharedJobDto {
    const base = this.settings.PUBLIC_URL?.replace(/\/+$/, '') ?? `${protocol}://${host}`;
    return {
      shared_job_id: row.id,
      job_id: row.job_id,
      job_name: row.job_name,
      link: `${base}/api/v2/shared_jobs/${this.tokens.of(row.id)}`,
      expiration_date: row.expiration_date.toISOString(),
      is_revoked: row.revoked_at !== null,
      description: row.description,
      login_required: row.login_required,
      created_at: row.created_at.toISOString(),
      created_by: row.created_by,
    };
  }
}
