import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { lookedUp } from '../ids';
import { operatorOf } from '../operator';
import { enterShared } from '../paths/path-gate';
import { ProductionMetrics } from '../production-metrics';
import { notFound, refused } from '../refusals';
import type { CreateSerialsDto } from './create-serials.dto';
import { serialOf } from './serial-row';
import type { SerialDto } from './serial.dto';

/** Through the gate, as moves go: makers without a pause would hold up a change of the path for good. */
const LOCK_PATH = {
  name: 'production-serials-path-lock',
  text: `WITH gate AS MATERIALIZED (SELECT ${enterShared('$2::text')})
    SELECT job_id FROM gate, production.paths WHERE tenant_id = $1 AND id = $2 FOR SHARE OF paths`,
};

/** Apart from the lock: a statement does not see what was committed while it waited. */
const READ_REFERENCES = {
  name: 'production-serials-references',
  text: `SELECT EXISTS (SELECT FROM production.jobs WHERE tenant_id = $1 AND id = $3) AS job,
      EXISTS (SELECT FROM production.certs WHERE tenant_id = $1 AND id = $4) AS cert, (
      SELECT id FROM production.steps WHERE tenant_id = $1 AND path_id = $2 AND removed_at IS NULL
      ORDER BY ordinal LIMIT 1) AS first_step`,
};

/** The counter is the last row of the transaction to be locked: those behind wait for nothing else. */
const CREATE = {
  name: 'production-serials-create',
  text: `WITH counter AS (
      INSERT INTO production.counters AS counter (tenant_id, last_serial) VALUES ($1, $5)
      ON CONFLICT (tenant_id) DO UPDATE SET last_serial = counter.last_serial + excluded.last_serial
      RETURNING last_serial - $5 + 1 AS first,
        extract(epoch FROM clock_timestamp() - statement_timestamp())::float8 AS waited
    ), made AS (
      INSERT INTO production.serials (tenant_id, number, job_id, path_id, current_step_id)
      SELECT $1, first + n, $2, $3, $4 FROM counter, generate_series(0, $5 - 1) AS n
      RETURNING number, created_at
    ), visited AS (
      INSERT INTO production.step_visits (tenant_id, serial_number, step_id, path_id)
      SELECT $1, number, $4, $3 FROM made
    ), attached AS (
      INSERT INTO production.cert_attachments (tenant_id, serial_number, cert_id, step_id, attached_by)
      SELECT $1, number, $6, $4, $7 FROM made WHERE $6::text IS NOT NULL ORDER BY number
    )
    SELECT first::text, waited, (SELECT created_at FROM made LIMIT 1) AS created_at,
      production.append_audit($1, 'serial_created', $7, $8, jsonb_build_object('first_serial', first,
        'batch_quantity', $5::int, 'job_id', $2::text, 'path_id', $3::text, 'step_id', $4::text, 'cert_id', $6::text)),
      platform.append_event($1, 'quintet.production.serials.created', $3, json_build_object('jobId', $2::text,
        'pathId', $3::text, 'quantity', $5::int, 'first', production.serial_id(first),
        'last', production.serial_id(first + $5 - 1), 'certId', $6::text, 'userId', $7::text, 'actor', $8::text))
    FROM counter`,
};

interface References {
  job: boolean;
  cert: boolean;
  first_step: string | null;
}

interface Created {
  first: string;
  /** Seconds. */
  waited: number;
  created_at: Date;
}

/** Makes units with the next serial numbers of the tenant, without a gap. */
@Injectable()
export class SerialCreation {
  constructor(
    private readonly database: Database,
    private readonly metrics: ProductionMetrics,
  ) {}

  /** @throws Failure `not-found` (path, job), `invalid` */
  async create(caller: Caller, dto: CreateSerialsDto): Promise<SerialDto[]> {
    const { quantity } = dto;
    const { created, stepId } = await this.database.transaction(async () => {
      const stepId = await this.firstStep(caller.tenantId, dto);
      const { userId, actor } = operatorOf(caller, dto);
      const values = [caller.tenantId, dto.jobId, dto.pathId, stepId, quantity, dto.certId || null, userId, actor];
      const [created] = await this.database.run<Created>(CREATE, values);
      return { created, stepId };
    });
    this.metrics.made(quantity, created.waited);
    const first = Number(created.first);
    return Array.from({ length: quantity }, (_, index) => freshSerial(String(first + index), dto, stepId, created));
  }

  private async firstStep(tenantId: string, { jobId, pathId, certId }: CreateSerialsDto): Promise<string> {
    const [path] = await this.database.run<{ job_id: string }>(LOCK_PATH, [tenantId, lookedUp(pathId)]);
    if (!path) throw notFound('Path', pathId);
    const values = [tenantId, pathId, lookedUp(jobId), lookedUp(certId ?? '')];
    const [found] = await this.database.run<References>(READ_REFERENCES, values);
    if (!found.job) throw notFound('Job', jobId);
    if (path.job_id !== jobId) throw refused(`Path ${pathId} does not belong to job ${jobId}`);
    if (found.first_step === null) throw refused('path.steps must not be empty');
    if (certId && !found.cert) throw refused(`Certificate not found: ${certId}`);
    return found.first_step;
  }
}

function freshSerial(
  number: string,
  { jobId, pathId }: CreateSerialsDto,
  stepId: string,
  { created_at }: Created,
): SerialDto {
  return serialOf({
    number,
    job_id: jobId,
    path_id: pathId,
    current_step_id: stepId,
    status: 'in_progress',
    scrap_reason: null,
    scrap_explanation: null,
    scrapped_by: null,
    force_completed: false,
    force_completed_by: null,
    force_completed_reason: null,
    rework_count: 0,
    finished_at: null,
    version: '1',
    created_at,
    updated_at: created_at,
    step_index: 0,
  });
}
