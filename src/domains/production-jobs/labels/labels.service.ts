import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { readFields } from '../bodies';
import { notFound } from '../refusals';
import { serialId, serialNumber } from '../serials/serial-id';
import { LabelQueryDto } from './labels.dto';
import type { PrintLabelsDto } from './labels.dto';
import type { Label } from './layout';
import { pdfLabels } from './pdf-labels';
import { svgLabel } from './svg-label';

const READ = {
  name: 'production-labels-read',
  text: `SELECT number, job.name AS job_name, path.name AS path_name
    FROM production.serials AS unit
    JOIN production.jobs AS job ON job.tenant_id = unit.tenant_id AND job.id = unit.job_id
    JOIN production.paths AS path ON path.tenant_id = unit.tenant_id AND path.id = unit.path_id
    WHERE unit.tenant_id = $1 AND number = ANY ($2)`,
};

interface LabelRow {
  number: string;
  job_name: string;
  path_name: string;
}

/** Something to print. */
export interface Printed {
  type: string;
  content: Buffer;
}

@Injectable()
export class LabelsService {
  constructor(private readonly database: Database) {}

  /** @throws Failure `not-found`, `invalid` */
  async one(tenantId: string, id: string, query: object): Promise<Printed> {
    const labels = await this.read(tenantId, [id]);
    const { format = 'svg', symbology = 'qr' } = readFields(LabelQueryDto, query);
    if (format === 'pdf') return { type: 'application/pdf', content: await pdfLabels(labels, symbology) };
    return { type: 'image/svg+xml', content: Buffer.from(svgLabel(labels[0], symbology)) };
  }

  /** @throws Failure `not-found` for the first unit that there is not */
  async many(tenantId: string, dto: PrintLabelsDto): Promise<Printed> {
    const labels = await this.read(tenantId, dto.serialIds);
    return { type: 'application/pdf', content: await pdfLabels(labels, dto.symbology ?? 'qr') };
  }

  private async read(tenantId: string, ids: string[]): Promise<Label[]> {
    const numbers = ids.flatMap((id) => serialNumber(id) ?? []);
    const rows = await this.database.run<LabelRow>(READ, [tenantId, numbers]);
    const found = new Map(rows.map((row) => [serialId(row.number), row]));
    return ids.map((id) => {
      const row = found.get(id);
      if (!row) throw notFound('Serial', id);
      return { serialId: id, jobName: row.job_name, pathName: row.path_name };
    });
  }
}
