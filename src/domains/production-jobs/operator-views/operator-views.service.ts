import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { Statement } from '../../../kernel/database/database';
import { lookedUp } from '../ids';
import { notFound } from '../refusals';
import type { CurrentPartDto, StationDto, StationPartDto, StepNoteDto, StepViewDto } from './station.dto';
import { FIND_STATION } from './station.statements';
import type { OperatorQueueDto, WorkQueueDto, WorkQueueGroupDto, WorkQueueJobDto } from './work-queue.dto';
import * as sql from './work-queue.statements';

interface StationRow {
  location: string | null;
  current_parts: CurrentPartDto[];
  coming_soon: StationPartDto[];
  backlog: StationPartDto[];
  vendor_parts: number;
  step_ids: string[];
}

interface NoteRow {
  id: string;
  job_id: string;
  path_id: string;
  step_id: string;
  serial_ids: string[];
  text: string;
  created_by: string;
  created_at: Date;
  pushed_to_jira: boolean;
  jira_comment_id: string | null;
}

/** What operators look at: units in progress, by where they are. */
@Injectable()
export class OperatorViewsService {
  constructor(private readonly database: Database) {}

  async station(tenantId: string, stepName: string): Promise<StationDto> {
    const [row] = await this.database.run<StationRow>(FIND_STATION, [tenantId, lookedUp(stepName)]);
    return {
      stepName,
      location: row.location ?? undefined,
      currentParts: row.current_parts,
      comingSoon: row.coming_soon,
      backlog: row.backlog,
      vendorPartsCount: row.vendor_parts,
      stepIds: row.step_ids,
    };
  }

  /** @throws Failure `not-found` */
  async step(tenantId: string, id: string): Promise<StepViewDto> {
    const [job] = await this.read(sql.QUEUE_OF_STEP, [tenantId, lookedUp(id)]);
    if (!job) throw notFound('ProcessStep', id);
    const notes = await this.database.run<NoteRow>(sql.NOTES_OF_STEP, [tenantId, job.stepId]);
    const asksBefore = job.partCount === 0 && job.previousStepId !== undefined;
    return {
      job,
      notes: notes.map(noteOf),
      previousStepWipCount: asksBefore ? await this.countAt(tenantId, job.pathId, job.previousStepId!) : undefined,
    };
  }

  async workQueue(tenantId: string): Promise<WorkQueueDto> {
    const jobs = await this.read(sql.QUEUE_WITH_UNITS, [tenantId]);
    const byUser = new Map<string | null, WorkQueueJobDto[]>();
    for (const job of jobs) {
      const operatorId = job.assignedTo ?? null;
      const own = byUser.get(operatorId);
      if (own) own.push(job);
      else byUser.set(operatorId, [job]);
    }
    const names = await this.namesOf(tenantId, [...byUser.keys()]);
    const groups = [...byUser].map(([operatorId, own]) => ({
      operatorId,
      operatorName: operatorId === null ? 'Unassigned' : (names.get(operatorId) ?? operatorId),
      jobs: own,
      totalParts: partsOf(own),
    }));
    return { groups: groups.sort(byName), totalParts: partsOf(jobs) };
  }

  async queueOfAll(tenantId: string): Promise<OperatorQueueDto> {
    return queueOf('_all', await this.read(sql.QUEUE_OF_ALL, [tenantId]));
  }

  async queueOfUser(tenantId: string, userId: string): Promise<OperatorQueueDto> {
    return queueOf(userId, await this.read(sql.QUEUE_OF_USER, [tenantId, lookedUp(userId)]));
  }

  private async read(statement: Statement, values: unknown[]): Promise<WorkQueueJobDto[]> {
    const rows = await this.database.run<{ job: WorkQueueJobDto }>(statement, values);
    return rows.map(({ job }) => job);
  }

  private async namesOf(tenantId: string, ids: (string | null)[]): Promise<Map<string, string>> {
    const users = await this.database.run<{ id: string; name: string }>(sql.NAMES_OF_USERS, [tenantId, ids]);
    return new Map(users.map(({ id, name }) => [id, name]));
  }

  private async countAt(...values: [tenantId: string, pathId: string, stepId: string]): Promise<number> {
    const [{ parts }] = await this.database.run<{ parts: number }>(sql.COUNT_UNITS_AT, values);
    return parts;
  }
}

const partsOf = (jobs: WorkQueueJobDto[]) => jobs.reduce((sum, { partCount }) => sum + partCount, 0);

/** Work of nobody comes last. */
const byName = (one: WorkQueueGroupDto, other: WorkQueueGroupDto) =>
  Number(one.operatorId === null) - Number(other.operatorId === null) ||
  one.operatorName.localeCompare(other.operatorName);

const queueOf = (operatorId: string, jobs: WorkQueueJobDto[]) => ({ operatorId, jobs, totalParts: partsOf(jobs) });

function noteOf(row: NoteRow): StepNoteDto {
  return {
    id: row.id,
    jobId: row.job_id,
    pathId: row.path_id,
    stepId: row.step_id,
    serialIds: row.serial_ids,
    text: row.text,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    pushedToJira: row.pushed_to_jira,
    jiraCommentId: row.jira_comment_id ?? undefined,
  };
}
