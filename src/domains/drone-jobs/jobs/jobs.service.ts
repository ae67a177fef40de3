import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { deviceNotInGroup, notFound } from '../refusals';
import type { DroneFailure } from '../refusals';
import { lookedUp, newId } from '../ids';
import { parseInstant, zulu } from '../instants';
import { readPage } from '../lists';
import type { CreateDroneJobDto } from './create-job.dto';
import { CHECK_JOB, CREATE_JOB } from './create-job.statement';
import type { CreateOutcome } from './create-job.statement';
import type { DroneJobDto } from './job-details.dto';
import { jobOf, summaryOf } from './job-row';
import type { JobRow, SummaryRow } from './job-row';
import type { DroneJobListDto, DroneJobSummaryDto, ListDroneJobsDto } from './job.dto';
import { TRANSITIONS } from './transitions';

const DEFAULT_PRIORITY = 5;

const FIND = {
  name: 'drone-job-find',
  text: `SELECT id, name, description, mission_id, device_id, group_id, status, priority, created_at, metadata, scheduled_at,
      updated_at, queued_at, started_at, completed_at, cancelled_at, mission_version, assigned_device_id, lease, attempts,
      link_lost_at, paused, progress, failure, reasons
    FROM drone.jobs WHERE tenant_id = $1 AND id = $2`,
};
const LIST = { name: 'drone-job-list', text: 'SELECT id, name, status, priority, created_at FROM drone.jobs' };

@Injectable()
export class JobsService {
  constructor(private readonly database: Database) {}

  /** @throws DroneFailure where the group, the device or the mission does not fit */
  async create(tenantId: string, dto: CreateDroneJobDto): Promise<DroneJobSummaryDto> {
    const jobId = newId('job');
    const priority = dto.priority ?? DEFAULT_PRIORITY;
    const [outcome] = await this.database.run<CreateOutcome>(CREATE_JOB, [
      tenantId,
      jobId,
      lookedUp(dto.deviceGroupId),
      dto.deviceId ? lookedUp(dto.deviceId) : null,
      dto.missionId ? lookedUp(dto.missionId) : null,
      dto.name,
      dto.description ?? null,
      priority,
      dto.scheduledAt ? parseInstant(dto.scheduledAt) : null,
      JSON.stringify(dto.metadata ?? {}),
    ]);
    if (!outcome.created_at) throw refusalOf(dto, outcome);
    const createdAt = zulu(outcome.created_at);
    return { jobId, name: dto.name, status: TRANSITIONS.create.to, priority, createdAt };
  }

  /** @throws DroneFailure where a job could not be made as things are: group, device or mission do not fit */
  async check(tenantId: string, dto: CreateDroneJobDto): Promise<void> {
    const ids = [dto.deviceGroupId, dto.deviceId, dto.missionId].map((id) => (id ? lookedUp(id) : null));
    const [{ fits, ...outcome }] = await this.database.run<CreateOutcome & { fits: boolean }>(CHECK_JOB, [
      tenantId,
      ...ids,
    ]);
    if (!fits) throw refusalOf(dto, outcome);
  }

  async find(tenantId: string, jobId: string): Promise<DroneJobDto> {
    const [row] = await this.database.run<JobRow>(FIND, [tenantId, lookedUp(jobId)]);
    if (!row) throw notFound('Job');
    return jobOf(row);
  }

  async list(tenantId: string, query: ListDroneJobsDto): Promise<DroneJobListDto> {
    const filters = { status: query.status, group_id: query.deviceGroupId && lookedUp(query.deviceGroupId) };
    const { rows, nextCursor } = await readPage<SummaryRow>(this.database, LIST, tenantId, query, filters);
    return { success: true, jobs: rows.map(summaryOf), count: rows.length, nextCursor };
  }
}

/** The first thing that does not fit, in the published order. */
function refusalOf(dto: CreateDroneJobDto, outcome: CreateOutcome): DroneFailure {
  if (!outcome.has_group) return notFound('Device group');
  if (dto.deviceId && outcome.device_group_id === null) return notFound('Device');
  if (dto.deviceId && outcome.device_group_id !== dto.deviceGroupId) return deviceNotInGroup();
  return notFound('Mission');
}
