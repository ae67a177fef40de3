import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { hasNull } from '../../../kernel/http/common-rules';
import { notFound } from '../refusals';
import { WorkspacesService } from '../workspaces/workspaces.service';
import { Pipeline } from './pipeline.entity';

/** Where a pipeline is found: by names, as the caller gave them. */
export interface PipelinePath {
  caller: Caller;
  workspace: string;
  name: string;
}

/** Finds pipelines by the names in a path. */
@Injectable()
export class FoundPipelines {
  constructor(
    private readonly database: Database,
    private readonly workspaces: WorkspacesService,
  ) {}

  /** @throws Failure `not-found` */
  find(path: PipelinePath): Promise<Pipeline> {
    return this.read(path, false);
  }

  /** Holds it until the end of the transaction. @throws Failure `not-found` */
  lock(path: PipelinePath): Promise<Pipeline> {
    return this.read(path, true);
  }

  private async read({ caller, workspace, name }: PipelinePath, locked: boolean): Promise<Pipeline> {
    const { id: workspaceId, tenantId } = await this.workspaces.named(caller, workspace);
    const where = { tenantId, workspaceId, name, deletedAt: IsNull() };
    const lock = locked ? ({ mode: 'pessimistic_write' } as const) : undefined;
    const found = hasNull(name) ? null : await this.database.manager.findOne(Pipeline, { where, lock });
    if (!found) throw notFound('Pipeline');
    return found;
  }
}
