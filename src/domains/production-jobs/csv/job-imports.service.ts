import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { INSERT_JOBS, newJob } from '../jobs/job-inserts';
import { refused } from '../refusals';
import type { ImportQueryDto, ImportResultDto } from './import.dto';
import { readRows } from './import-rows';
import type { ImportRow } from './import-rows';
import { APPLY_TEMPLATES, HOLD_TEMPLATES } from './import.statements';

/** Jobs that one statement makes. */
const BATCH = 1000;

@Injectable()
export class JobImportsService {
  constructor(private readonly database: Database) {}

  /** @throws Failure `invalid` for a file that cannot be read, or, unless partial or dry, for its first bad row */
  async import(tenantId: string, content: Buffer, query: ImportQueryDto): Promise<ImportResultDto> {
    const rows = await readRows(content);
    const dry = query.dryRun === 'true';
    return this.database.transaction(async () => {
      await this.refuseUnknownTemplates(tenantId, rows);
      const bad = rows.find(({ error }) => error !== undefined);
      if (bad && !dry && query.partial !== 'true') throw refused(errorOf(bad)!);
      return resultOf(rows, dry ? new Map() : await this.make(tenantId, rows));
    });
  }

  private async refuseUnknownTemplates(tenantId: string, rows: ImportRow[]): Promise<void> {
    const named = new Set(rows.flatMap(({ templateId }) => templateId?.replaceAll('\u0000', '') ?? []));
    if (named.size === 0) return;
    const found = await this.database.run<{ id: string }>(HOLD_TEMPLATES, [tenantId, [...named]]);
    const known = new Set(found.map(({ id }) => id));
    for (const row of rows) {
      if (row.templateId !== undefined && !known.has(row.templateId)) {
        row.error ??= `TemplateRoute not found: ${row.templateId}`;
      }
    }
  }

  /** Makes the jobs of good rows. Returns their ids, by the rows' numbers. */
  private async make(tenantId: string, rows: ImportRow[]): Promise<Map<number, string>> {
    const made = rows
      .filter(({ error }) => error === undefined)
      .map(({ row, dto, templateId }) => ({ row, templateId, job: newJob(dto) }));
    for (let start = 0; start < made.length; start += BATCH) {
      const batch = made.slice(start, start + BATCH);
      await this.database.run(INSERT_JOBS, [tenantId, JSON.stringify(batch.map(({ job }) => job))]);
      const routed = batch
        .filter(({ templateId }) => templateId !== undefined)
        .map(({ job, templateId }) => ({ jobId: job.id, templateId, goalQuantity: job.goalQuantity }));
      if (routed.length > 0) await this.database.run(APPLY_TEMPLATES, [tenantId, JSON.stringify(routed)]);
    }
    return new Map(made.map(({ row, job }) => [row, job.id]));
  }
}

const errorOf = ({ row, error }: ImportRow) => error && `Row ${row}: ${error}`;

function resultOf(rows: ImportRow[], ids: Map<number, string>): ImportResultDto {
  const failed = rows.filter(({ error }) => error !== undefined).length;
  const results = rows.map((row) => ({
    row: row.row,
    success: row.error === undefined,
    jobId: ids.get(row.row),
    error: errorOf(row),
  }));
  return { created: rows.length - failed, failed, results };
}
