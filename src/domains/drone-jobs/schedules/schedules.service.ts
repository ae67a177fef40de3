import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { lookedUp, newId } from '../ids';
import { parseInstant, zulu } from '../instants';
import type { DroneJobListDto } from '../jobs/job.dto';
import { summaryOf } from '../jobs/job-row';
import type { SummaryRow } from '../jobs/job-row';
import { JobsService } from '../jobs/jobs.service';
import { readPage } from '../lists';
import type { ListQueryDto } from '../lists';
import { invalid, notFound, refuseEmptyChange } from '../refusals';
import { nextRun, runsAfter } from './recurrence';
import { DEFAULT_COUNT } from './schedule.dto';
import type { NextRunsDto, NextRunsQueryDto, DroneScheduleDto, DroneScheduleListDto } from './schedule.dto';
import { recurrenceOf, scheduleOf } from './schedule-row';
import type { LockedScheduleRow, ScheduleRow } from './schedule-row';
import * as sql from './schedule.statements';
import type { CreateScheduleDto } from './write-schedule.dto';
import { UpdateScheduleDto } from './write-schedule.dto';

const TIMING = ['cron', 'timeZone', 'startAt', 'endAt', 'enabled'] as const;

/** What a client decides of a schedule. */
type Wanted = Omit<ScheduleRow, 'id' | 'next_run_at' | 'last_run_at' | 'last_failure' | 'created_at' | 'updated_at'>;

@Injectable()
export class SchedulesService {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobsService,
  ) {}

  /** @throws DroneFailure where the job could not be made as things are */
  async create(tenantId: string, dto: CreateScheduleDto): Promise<DroneScheduleDto> {
    const wanted: Wanted = {
      name: dto.name,
      cron: dto.cron,
      time_zone: dto.timeZone,
      job: dto.job,
      missed_runs: dto.missedRuns ?? 'SKIP',
      start_at: dateOf(dto.startAt),
      end_at: dateOf(dto.endAt),
      enabled: dto.enabled ?? true,
    };
    refuseEndBeforeStart(wanted);
    await this.jobs.check(tenantId, dto.job);
    const [{ now }] = await this.database.run<{ now: Date }>(sql.NOW);
    const values = [tenantId, newId('schedule'), ...valuesOf(wanted), nextOf(wanted, now)];
    const [row] = await this.database.run<ScheduleRow>(sql.CREATE_SCHEDULE, values);
    return scheduleOf(row);
  }

  async list(tenantId: string, query: ListQueryDto): Promise<DroneScheduleListDto> {
    const { rows, nextCursor } = await readPage<ScheduleRow>(this.database, sql.LIST_SCHEDULES, tenantId, query);
    return { success: true, schedules: rows.map(scheduleOf), count: rows.length, nextCursor };
  }

  async find(tenantId: string, id: string): Promise<DroneScheduleDto> {
    return scheduleOf(await this.row(tenantId, id));
  }

  /** A change of times counts from now on: runs that were missed before are not made up for. */
  async update(tenantId: string, id: string, dto: UpdateScheduleDto): Promise<DroneScheduleDto> {
    refuseEmptyChange(dto, UpdateScheduleDto);
    return this.database.transaction(async () => {
      const [row] = await this.database.run<LockedScheduleRow>(sql.LOCK_SCHEDULE, [tenantId, lookedUp(id)]);
      if (!row) throw notFound('Schedule');
      const wanted: Wanted = {
        name: dto.name ?? row.name,
        cron: dto.cron ?? row.cron,
        time_zone: dto.timeZone ?? row.time_zone,
        job: dto.job ?? row.job,
        missed_runs: dto.missedRuns ?? row.missed_runs,
        start_at: dto.startAt === undefined ? row.start_at : dateOf(dto.startAt),
        end_at: dto.endAt === undefined ? row.end_at : dateOf(dto.endAt),
        enabled: dto.enabled ?? row.enabled,
      };
      refuseEndBeforeStart(wanted);
      if (dto.job) await this.jobs.check(tenantId, dto.job);
      const next = TIMING.some((field) => dto[field] !== undefined) ? nextOf(wanted, row.now) : row.next_run_at;
      const values = [tenantId, row.id, ...valuesOf(wanted), next];
      const [changed] = await this.database.run<ScheduleRow>(sql.UPDATE_SCHEDULE, values);
      return scheduleOf(changed);
    });
  }

  async delete(tenantId: string, id: string): Promise<void> {
    const [row] = await this.database.run(sql.DELETE_SCHEDULE, [tenantId, lookedUp(id)]);
    if (!row) throw notFound('Schedule');
  }

  async next(
    tenantId: string,
    id: string,
    { count = String(DEFAULT_COUNT), after }: NextRunsQueryDto,
  ): Promise<NextRunsDto> {
    const row = await this.row(tenantId, id);
    const runs: string[] = [];
    for (const run of runsAfter(recurrenceOf(row), dateOf(after) ?? new Date())) {
      runs.push(zulu(run));
      if (runs.length === Number(count)) break;
    }
    return { success: true, runs, count: runs.length };
  }

  async jobsOf(tenantId: string, id: string, query: ListQueryDto): Promise<DroneJobListDto> {
    const { id: schedule_id } = await this.row(tenantId, id);
    const filters = { schedule_id };
    const page = await readPage<SummaryRow>(this.database, sql.LIST_SCHEDULE_JOBS, tenantId, query, filters);
    return { success: true, jobs: page.rows.map(summaryOf), count: page.rows.length, nextCursor: page.nextCursor };
  }

  private async row(tenantId: string, id: string): Promise<ScheduleRow> {
    const [row] = await this.database.run<ScheduleRow>(sql.FIND_SCHEDULE, [tenantId, lookedUp(id)]);
    if (!row) throw notFound('Schedule');
    return row;
  }
}

function refuseEndBeforeStart({ start_at, end_at }: Wanted): void {
  if (start_at && end_at && end_at <= start_at) throw invalid('endAt', 'must be after startAt');
}

/** To the millisecond; the text has been checked. */
function dateOf(text: string | null | undefined): Date | null {
  return text ? new Date(parseInstant(text)!) : null;
}

const nextOf = (wanted: Wanted, now: Date) => (wanted.enabled ? nextRun(recurrenceOf(wanted), now) : null);

const valuesOf = (wanted: Wanted) => [
  wanted.name,
  wanted.cron,
  wanted.time_zone,
  JSON.stringify(wanted.job),
  wanted.missed_runs,
  wanted.start_at,
  wanted.end_at,
  wanted.enabled,
];
