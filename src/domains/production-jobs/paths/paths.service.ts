import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { readFields } from '../bodies';
import { lookedUp, newId } from '../ids';
import { likeOf, pageOf, windowOf } from '../lists';
import type { Page } from '../lists';
import { operatorOf } from '../operator';
import { notFound, refused } from '../refusals';
import { refuseChanged } from '../versions';
import { Assignees } from './assignees';
import type { PathDistributionDto, PathWithDistributionDto } from './distribution.dto';
import type { ListPathsDto, PathDto } from './path.dto';
import { pathOf } from './path-row';
import type { CountedRow, PathRow } from './path-row';
import * as sql from './path.statements';
import { StepEdits } from './step-edits';
import { newStep } from './step-plan';
import { AdvancementModeDto, UpdatePathDto } from './write-path.dto';
import type { CreatePathDto } from './write-path.dto';

interface LockedPath {
  id: string;
  version: string;
}

@Injectable()
export class PathsService {
  constructor(
    private readonly database: Database,
    private readonly assignees: Assignees,
    private readonly stepEdits: StepEdits,
  ) {}

  /** @throws Failure `invalid` for an unknown assignee, `not-found` for the job */
  async create(caller: Caller, dto: CreatePathDto): Promise<PathDto> {
    await this.assignees.refuseUnknown(caller.tenantId, assigneesOf(dto.steps));
    const jobId = dto.jobId.toWellFormed();
    const own = [dto.name.trim().toWellFormed(), dto.goalQuantity, dto.advancementMode ?? 'strict'];
    const values = [caller.tenantId, newId('path'), jobId, ...own, JSON.stringify(dto.steps.map(newStep))];
    const [row] = await this.database.run<PathRow>(sql.CREATE_PATH, values);
    if (!row) throw notFound('Job', jobId);
    return pathOf(row);
  }

  async list(tenantId: string, query: ListPathsDto): Promise<Page<PathDto>> {
    const { rows, behind } = windowOf(query);
    const values = [tenantId, behind?.[0], rows, query.jobId, likeOf(query.q)];
    const found = await this.database.run<PathRow>(sql.LIST_PATHS, values);
    return pageOf(query, found, ({ seq }) => [Number(seq)], pathOf);
  }

  async find(tenantId: string, id: string): Promise<{ path: PathWithDistributionDto; version: string }> {
    const [row] = await this.database.run<PathRow & CountedRow>(sql.FIND_PATH, [tenantId, lookedUp(id)]);
    if (!row) throw notFound('Path', id);
    return { path: { ...pathOf(row), distribution: row.distribution }, version: row.version };
  }

  /** Those of the paths that there are, by id. */
  async distributions(tenantId: string, ids: string[]): Promise<Record<string, PathDistributionDto>> {
    const rows = await this.database.run<CountedRow>(sql.COUNT_UNITS, [tenantId, ids.map(lookedUp)]);
    return Object.fromEntries(
      rows.map(({ id, distribution, completed }) => [id, { distribution, completedCount: completed }]),
    );
  }

  /** @throws Failure `not-found`, `invalid`, or `conflict` where it is not what the caller read */
  update(caller: Caller, id: string, body: object, ifMatch: string | undefined): Promise<PathDto> {
    return this.database.transaction(async () => {
      const { tenantId } = caller;
      const path = await this.lock(tenantId, id);
      const dto = readFields(UpdatePathDto, body);
      refuseChanged(ifMatch, path.version);
      if (dto.steps) {
        await this.assignees.refuseUnknown(tenantId, assigneesOf(dto.steps));
        await this.stepEdits.apply(tenantId, path.id, dto.steps, operatorOf(caller, dto));
      }
      return this.write(tenantId, path.id, dto);
    });
  }

  changeMode(tenantId: string, id: string, body: object): Promise<PathDto> {
    return this.database.transaction(async () => {
      const path = await this.lock(tenantId, id);
      return this.write(tenantId, path.id, readFields(AdvancementModeDto, body));
    });
  }

  /** @throws Failure `not-found`, `conflict`, or `invalid` while it has units */
  async delete(tenantId: string, id: string, ifMatch: string | undefined): Promise<void> {
    await this.database.transaction(async () => {
      const path = await this.lock(tenantId, id);
      refuseChanged(ifMatch, path.version);
      const [{ units }] = await this.database.run<{ units: boolean }>(sql.HAS_UNITS, [tenantId, path.id]);
      if (units) throw refused('Cannot delete path with serial numbers attached');
      await this.database.run(sql.DELETE_PATH, [tenantId, path.id]);
    });
  }

  private async lock(tenantId: string, id: string): Promise<LockedPath> {
    const [path] = await this.database.run<LockedPath>(sql.LOCK_PATH, [tenantId, lookedUp(id)]);
    if (!path) throw notFound('Path', id);
    return path;
  }

  private async write(
    tenantId: string,
    id: string,
    { name, goalQuantity, advancementMode }: Pick<UpdatePathDto, 'name' | 'goalQuantity' | 'advancementMode'>,
  ): Promise<PathDto> {
    const values = [tenantId, id, name?.trim().toWellFormed(), goalQuantity, advancementMode];
    const [row] = await this.database.run<PathRow>(sql.UPDATE_PATH, values);
    return pathOf(row);
  }
}

const assigneesOf = (steps: { assignedTo?: string | null }[]) =>
  steps.map(({ assignedTo }) => assignedTo?.toWellFormed());
