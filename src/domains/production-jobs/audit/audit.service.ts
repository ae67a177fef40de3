import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { MAX_ROWS, pageOf, windowOf } from '../lists';
import type { ListQueryDto, Page } from '../lists';
import { serialId, serialNumber } from '../serials/serial-id';
import type { AuditQueryDto } from './audit-query.dto';
import type { AuditEntryDto } from './audit.dto';
import { AUDIT_OF_UNIT, listAudit } from './audit.statements';
import { periodOf } from './period';

/** Rows that may be left out at the start; leaving more out would only cost time. */
const MAX_OFFSET = 1_000_000;

interface AuditRow {
  seq: string;
  id: string;
  action: string;
  user_id: string;
  actor: string;
  at: Date;
  serial_number: string | null;
  batch_quantity: number | null;
  job_id: string | null;
  path_id: string | null;
  step_id: string | null;
  from_step_id: string | null;
  to_step_id: string | null;
  cert_id: string | null;
  metadata: object | null;
}

@Injectable()
export class AuditService {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async list({ tenantId }: Caller, query: AuditQueryDto): Promise<AuditEntryDto[]> {
    const unit = query.serialId === undefined ? undefined : serialNumber(query.serialId);
    if (unit === null) return [];
    const { statement, values } = listAudit({
      action: query.action,
      userId: query.userId,
      serialNumber: unit,
      jobId: query.jobId,
      from: periodOf(query.from)?.start,
      to: periodOf(query.to)?.end,
    });
    const limit = Math.min(numberOf(query.limit) || MAX_ROWS, MAX_ROWS);
    const offset = Math.min(numberOf(query.offset), MAX_OFFSET);
    const rows = await this.database.run<AuditRow>(statement, [tenantId, limit, offset, ...values]);
    return rows.map(entryOf);
  }

  /** Oldest first, from the making of its batch on; empty for an unknown unit. */
  async ofUnit({ tenantId }: Caller, id: string, query: ListQueryDto): Promise<Page<AuditEntryDto>> {
    const unit = serialNumber(id);
    if (unit === null) return { rows: [] };
    const { rows, behind } = windowOf(query);
    const found = await this.database.run<AuditRow>(AUDIT_OF_UNIT, [tenantId, unit, behind?.[0] ?? 0, rows]);
    return pageOf(query, found, ({ seq }) => [Number(seq)], entryOf);
  }
}

/** A number of rows; 0 for what is none. */
function numberOf(text: unknown): number {
  return typeof text === 'string' && /^\d+$/.test(text) ? Number(text) : 0;
}

function entryOf(row: AuditRow): AuditEntryDto {
  return {
    id: row.id,
    action: row.action,
    userId: row.user_id,
    actor: row.actor,
    timestamp: row.at.toISOString(),
    serialId: row.serial_number === null ? undefined : serialId(row.serial_number),
    certId: row.cert_id ?? undefined,
    jobId: row.job_id ?? undefined,
    pathId: row.path_id ?? undefined,
    stepId: row.step_id ?? undefined,
    fromStepId: row.from_step_id ?? undefined,
    toStepId: row.to_step_id ?? undefined,
    batchQuantity: row.batch_quantity ?? undefined,
    metadata: row.metadata ?? undefined,
  };
}
