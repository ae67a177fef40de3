import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { lookedUp } from '../ids';
import { notFound, refused } from '../refusals';
import { boundsOf } from './period';
import type { PeriodQueryDto } from './period';
import type { Bucket, JobReportDto, PathReportDto, ThroughputDto, ThroughputQueryDto } from './report.dto';
import { FIND_JOB, JOB_REPORT, PATH_REPORT, THROUGHPUT } from './report.statements';
import type { PathReportRow } from './report.statements';

const MAX_BUCKETS = 1000;
const HOUR = 60 * 60 * 1000;
/** Milliseconds, of the shortest of a kind. */
const LENGTHS: Record<Bucket, number> = { hour: HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR, month: 28 * 24 * HOUR };

type Row<T> = T & Record<string, unknown>;

@Injectable()
export class ReportsService {
  constructor(private readonly database: Database) {}

  async ofPath(tenantId: string, pathId: string, query: PeriodQueryDto): Promise<PathReportDto> {
    const values = [tenantId, lookedUp(pathId), ...boundsOf(query)];
    const [row] = await this.database.run<Row<PathReportRow>>(PATH_REPORT, values);
    if (!row) throw notFound('Path', pathId);
    return reportOf(row);
  }

  async ofJob(tenantId: string, jobId: string, query: PeriodQueryDto): Promise<JobReportDto> {
    const key = [tenantId, lookedUp(jobId)];
    const [job] = await this.database.run<{ name: string }>(FIND_JOB, key);
    if (!job) throw notFound('Job', jobId);
    const rows = await this.database.run<Row<PathReportRow>>(JOB_REPORT, [...key, ...boundsOf(query)]);
    return { jobId, jobName: job.name, paths: rows.map(reportOf) };
  }

  /** @throws Failure `invalid` for a period of more buckets than an answer may have */
  async throughput(tenantId: string, query: ThroughputQueryDto): Promise<ThroughputDto[]> {
    const { bucket = 'day' } = query;
    const [from, to] = boundsOf(query);
    const length = from ? (to?.getTime() ?? Date.now()) - from.getTime() : 0;
    if (length > MAX_BUCKETS * LENGTHS[bucket]) throw refused(`The period must have at most ${MAX_BUCKETS} buckets`);
    const rows = await this.database.run<Row<Omit<ThroughputDto, 'start'> & { start: Date }>>(THROUGHPUT, [
      tenantId,
      bucket,
      from,
      to,
    ]);
    return rows.map((row) => ({ ...row, start: row.start.toISOString() }));
  }
}

function reportOf(row: PathReportRow): PathReportDto {
  const finished = row.completed + row.scrapped;
  const yieldOf = (good: number) => (finished === 0 ? null : good / finished);
  return {
    pathId: row.id,
    started: row.started,
    completed: row.completed,
    forceCompleted: row.force_completed,
    scrapped: row.scrapped,
    inProgress: row.in_progress,
    finalYield: yieldOf(row.completed),
    firstPassYield: yieldOf(row.first_pass),
    cycleTime: row.cycle_time,
    steps: row.steps,
  };
}
