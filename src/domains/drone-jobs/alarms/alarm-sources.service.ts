import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { hashKey } from '../../../kernel/auth/credentials';
import { Settings } from '../../../kernel/config/settings';
import { Database } from '../../../kernel/database/database';
import { lookedUp, newId } from '../ids';
import { zulu } from '../instants';
import { JobsService } from '../jobs/jobs.service';
import { readPage } from '../lists';
import type { ListQueryDto, Paged } from '../lists';
import { notFound, refuseEmptyChange } from '../refusals';
import { DEFAULT_SECONDS, UpdateAlarmSourceDto } from './alarm-source.dto';
import type {
  AlarmJobDto,
  AlarmSourceDto,
  AlarmSourceListDto,
  CreateAlarmSourceDto,
  CreatedAlarmSourceDto,
} from './alarm-source.dto';
import * as sql from './alarm-source.statements';
import { hasPlaceholder } from './placeholders';

const SECRET_BYTES = 32;

export interface AlarmSourceRow extends Paged {
  tenant_id: string;
  name: string;
  job: AlarmJobDto;
  dedupe_key: string | null;
  dedupe_seconds: number;
  updated_at: Date;
}

/** What an address of this service begins with, as the client of a request would write it. */
type Origin = Pick<FastifyRequest, 'protocol' | 'host'>;

@Injectable()
export class AlarmSourcesService {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
    private readonly jobs: JobsService,
  ) {}

  /** @throws DroneFailure where the job could not be made as things are */
  async create(tenantId: string, dto: CreateAlarmSourceDto, origin: Origin): Promise<CreatedAlarmSourceDto> {
    await this.checkJob(tenantId, dto.job);
    const secret = `al_${randomBytes(SECRET_BYTES).toString('base64url')}`;
    const { name, job, dedupeKey = null, dedupeSeconds } = dto;
    const what = [name, JSON.stringify(job), dedupeKey, dedupeSeconds ?? DEFAULT_SECONDS];
    const values = [tenantId, newId('alarm'), hashKey(secret), ...what];
    const [row] = await this.database.run<AlarmSourceRow>(sql.CREATE_SOURCE, values);
    return { alarmSourceId: row.id, name, url: this.urlOf(secret, origin) };
  }

  async list(tenantId: string, query: ListQueryDto): Promise<AlarmSourceListDto> {
    const { rows, nextCursor } = await readPage<AlarmSourceRow>(this.database, sql.LIST_SOURCES, tenantId, query);
    return { success: true, alarmSources: rows.map(sourceOf), count: rows.length, nextCursor };
  }

  async find(tenantId: string, id: string): Promise<AlarmSourceDto> {
    return sourceOf(await this.row(tenantId, id));
  }

  async row(tenantId: string, id: string): Promise<AlarmSourceRow> {
    const [row] = await this.database.run<AlarmSourceRow>(sql.FIND_SOURCE, [tenantId, lookedUp(id)]);
    if (!row) throw notFound('Alarm source');
    return row;
  }

  /** @throws DroneFailure where no source has the secret */
  async bySecret(secret: string): Promise<AlarmSourceRow> {
    const [row] = await this.database.run<AlarmSourceRow>(sql.FIND_SOURCE_BY_SECRET, [hashKey(secret)]);
    if (!row) throw notFound('Alarm source');
    return row;
  }

  async update(tenantId: string, id: string, dto: UpdateAlarmSourceDto): Promise<AlarmSourceDto> {
    refuseEmptyChange(dto, UpdateAlarmSourceDto);
    const { name, job, dedupeKey, dedupeSeconds } = dto;
    await this.row(tenantId, id);
    if (job) await this.checkJob(tenantId, job);
    const key = [dedupeKey !== undefined, dedupeKey];
    const values = [tenantId, lookedUp(id), name, job && JSON.stringify(job), ...key, dedupeSeconds];
    const [row] = await this.database.run<AlarmSourceRow>(sql.UPDATE_SOURCE, values);
    if (!row) throw notFound('Alarm source');
    return sourceOf(row);
  }

  /** From then on nobody takes alarms at its address. */
  async delete(tenantId: string, id: string): Promise<void> {
    const [row] = await this.database.run(sql.DELETE_SOURCE, [tenantId, lookedUp(id)]);
    if (!row) throw notFound('Alarm source');
  }

  /** Ids that an alarm tells are found out about when it comes. */
  private async checkJob(tenantId: string, job: AlarmJobDto): Promise<void> {
    const ids = [job.deviceGroupId, job.deviceId, job.missionId];
    if (!ids.some((id) => id && hasPlaceholder(id))) await this.jobs.check(tenantId, job);
  }

  private urlOf(secret: string, { protocol, host }: Origin): string {
    const base = this.settings.PUBLIC_URL?.replace(/\/+$/, '') ?? `${protocol}://${host}`;
    return `${base}/v3/alarms/${secret}`;
  }
}

function sourceOf(row: AlarmSourceRow): AlarmSourceDto {
  return {
    alarmSourceId: row.id,
    name: row.name,
    job: row.job,
    dedupeKey: row.dedupe_key,
    dedupeSeconds: row.dedupe_seconds,
    createdAt: zulu(row.created_at),
    updatedAt: zulu(row.updated_at),
  };
}
