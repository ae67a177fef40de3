import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { lookedUp, newId } from '../ids';
import { likeOf, pageOf, windowOf } from '../lists';
import type { Page, SearchQueryDto } from '../lists';
import { notFound } from '../refusals';
import type { CertDto, CreateCertDto } from './cert.dto';
import type { CertType } from './cert.entity';
import * as sql from './cert-statements';

interface CertRow {
  id: string;
  type: CertType;
  name: string;
  metadata: object | null;
  created_at: Date;
}

@Injectable()
export class CertsService {
  constructor(private readonly database: Database) {}

  async create(tenantId: string, dto: CreateCertDto): Promise<CertDto> {
    const metadata = dto.metadata ? JSON.stringify(dto.metadata) : null;
    const values = [tenantId, newId('cert'), dto.type, dto.name.trim().toWellFormed(), metadata];
    const [row] = await this.database.run<CertRow>(sql.INSERT_CERT, values);
    return certOf(row);
  }

  /** @throws Failure `not-found` */
  async find(tenantId: string, id: string): Promise<CertDto> {
    const [row] = await this.database.run<CertRow>(sql.FIND_CERT, [tenantId, lookedUp(id)]);
    if (!row) throw notFound('Certificate', id);
    return certOf(row);
  }

  async list(tenantId: string, query: SearchQueryDto): Promise<Page<CertDto>> {
    const { rows, behind } = windowOf(query);
    const values = [tenantId, behind?.[0] ?? 0, rows, likeOf(query.q)];
    const found = await this.database.run<CertRow & { seq: string }>(sql.LIST_CERTS, values);
    return pageOf(query, found, ({ seq }) => [Number(seq)], certOf);
  }
}

function certOf(row: CertRow): CertDto {
  return {
    id: row.id,
    type: row.type,
    name: row.name,
    metadata: row.metadata ?? undefined,
    createdAt: row.created_at.toISOString(),
  };
}
