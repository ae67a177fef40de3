import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { readFields } from '../bodies';
import { lookedUp } from '../ids';
import { notFound, refused } from '../refusals';
import { Assignees } from './assignees';
import type { StepDto } from './path.dto';
import { enterAlone } from './path-gate';
import { STEP } from './path.statements';
import { DEPENDENCY_TYPES } from './step.entity';
import { AssignStepDto, ConfigureStepDto } from './write-step.dto';

/** The path of the step: what decides about moves of units does not change during one. */
const LOCK_PATH = {
  name: 'production-step-path-lock',
  text: `WITH gate AS MATERIALIZED (
      SELECT path_id, ${enterAlone('path_id')} FROM production.steps
      WHERE tenant_id = $1 AND id = $2 AND removed_at IS NULL
    )
    SELECT path.id FROM gate JOIN production.paths AS path ON tenant_id = $1 AND path.id = gate.path_id
    FOR UPDATE OF path`,
};

/** Changes nothing where the step was taken off meanwhile. */
const changed = (columns: string, change: string, data: string) => `WITH step AS (
    UPDATE production.steps SET ${columns} WHERE tenant_id = $1 AND id = $2 AND removed_at IS NULL RETURNING *
  ), path AS (
    UPDATE production.paths AS path SET version = version + 1, updated_at = now() FROM step
    WHERE path.tenant_id = step.tenant_id AND path.id = step.path_id RETURNING path.id, path.job_id
  )
  SELECT ${STEP} AS step, platform.append_event(step.tenant_id, 'quintet.production.step.${change}', step.id,
    json_build_object('jobId', path.job_id, 'pathId', path.id, 'stepId', step.id, ${data}, 'actor', $3::text))
  FROM step, path`;

const ASSIGN = {
  name: 'production-step-assign',
  text: changed('assigned_to = $4', 'assigned', `'assignedTo', step.assigned_to`),
};

const CONFIGURE = {
  name: 'production-step-configure',
  text: changed(
    'optional = coalesce($4, optional), dependency_type = coalesce($5, dependency_type)',
    'configured',
    `'optional', step.optional, 'dependencyType', step.dependency_type`,
  ),
};

@Injectable()
export class StepsService {
  constructor(
    private readonly database: Database,
    private readonly assignees: Assignees,
  ) {}

  /** @throws Failure `not-found`, `invalid` */
  assign(caller: Caller, id: string, body: object): Promise<StepDto> {
    return this.database.transaction(async () => {
      await this.lock(caller, id);
      const { userId } = readFields(AssignStepDto, body);
      const assignee = userId?.toWellFormed() ?? null;
      await this.assignees.refuseUnknown(caller.tenantId, [assignee]);
      return this.change(ASSIGN, caller, id, [assignee]);
    });
  }

  /** @throws Failure `not-found`, `invalid` where nothing of the body can be set */
  configure(caller: Caller, id: string, body: object): Promise<StepDto> {
    return this.database.transaction(async () => {
      await this.lock(caller, id);
      const { optional, dependencyType } = readFields(ConfigureStepDto, body);
      const fields = [
        typeof optional === 'boolean' ? optional : null,
        DEPENDENCY_TYPES.find((type) => type === dependencyType) ?? null,
      ];
      if (fields.every((field) => field === null)) throw refused('No valid fields to update');
      return this.change(CONFIGURE, caller, id, fields);
    });
  }

  private async lock({ tenantId }: Caller, id: string): Promise<void> {
    const [path] = await this.database.run(LOCK_PATH, [tenantId, lookedUp(id)]);
    if (!path) throw notFound('ProcessStep', id);
  }

  private async change(
    statement: typeof ASSIGN,
    { tenantId, subject }: Caller,
    id: string,
    fields: unknown[],
  ): Promise<StepDto> {
    const [row] = await this.database.run<{ step: StepDto }>(statement, [tenantId, id, subject, ...fields]);
    if (!row) throw notFound('ProcessStep', id);
    return row.step;
  }
}
