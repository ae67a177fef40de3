import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { isDeeperThan, isJsonObject } from '../../../kernel/http/json';
import { applyRules } from '../../../kernel/http/rules';
import { CreateDroneJobDto } from '../jobs/create-job.dto';
import type { DroneJobSummaryDto } from '../jobs/job.dto';
import { summaryOf } from '../jobs/job-row';
import type { SummaryRow } from '../jobs/job-row';
import { JobsService } from '../jobs/jobs.service';
import { invalid } from '../refusals';
import type { AlarmTestDto } from './alarm-source.dto';
import * as sql from './alarm-source.statements';
import type { AlarmSourceRow } from './alarm-sources.service';
import { fillIn } from './placeholders';

/** Levels of lists and objects in a payload: what is far deeper cannot be written as JSON again. */
const MAX_LEVELS = 200;

/** What an alarm came to. */
export interface TakenAlarm {
  job: DroneJobSummaryDto;
  /** The job is that of an earlier alarm. */
  duplicate: boolean;
}

/** Makes jobs of alarms. */
@Injectable()
export class AlarmIntake {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobsService,
  ) {}

  /** @throws Failure where the payload is no object, or what it fills in makes no job */
  async take(source: AlarmSourceRow, payload: unknown): Promise<TakenAlarm> {
    const { job: wanted, dedupeKey } = filled(source, payload);
    const { tenant_id: tenantId, id } = source;
    return this.database.transaction(async () => {
      const key = dedupeKey === null ? undefined : createHash('sha256').update(dedupeKey).digest();
      const earlier = key && (await this.earlierJob(tenantId, id, key));
      const job = earlier ?? (await this.jobs.create(tenantId, wanted));
      if (key && !earlier) {
        await this.database.run(sql.KEEP_RECEIPT, [tenantId, id, key, job.jobId, source.dedupe_seconds]);
      }
      await this.database.run(sql.TELL_OF_ALARM, [tenantId, id, job.jobId, earlier !== undefined]);
      return { job, duplicate: earlier !== undefined };
    });
  }

  /** What the alarm would make; nothing is made. @throws Failure as `take` */
  async test(source: AlarmSourceRow, payload: unknown): Promise<AlarmTestDto> {
    const { job, dedupeKey } = filled(source, payload);
    await this.jobs.check(source.tenant_id, job);
    return { success: true, job, dedupeKey };
  }

  private async earlierJob(tenantId: string, id: string, key: Buffer): Promise<DroneJobSummaryDto | undefined> {
    const [{ job_id }] = await this.database.run<{ job_id: string | null }>(sql.CLAIM_KEY, [tenantId, id, key]);
    const [row] = job_id ? await this.database.run<SummaryRow>(sql.FIND_JOB, [tenantId, job_id]) : [];
    return row && summaryOf(row);
  }
}

function filled({ job, dedupe_key }: AlarmSourceRow, payload: unknown) {
  if (!isJsonObject(payload)) throw new Failure('body-not-object');
  if (isDeeperThan(payload, MAX_LEVELS)) throw invalid('body', `must be at most ${MAX_LEVELS} levels deep`);
  const { dto, violations } = applyRules(CreateDroneJobDto, fillIn(job, payload));
  if (violations.length > 0) throw new Failure('invalid', violations[0].message, { data: violations });
  return { job: dto, dedupeKey: dedupe_key === null ? null : fillIn(dedupe_key, payload) };
}
