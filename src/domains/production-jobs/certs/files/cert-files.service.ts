import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../../../kernel/database/database';
import { readFields } from '../../bodies';
import { lookedUp, newId } from '../../ids';
import { pageOf, windowOf } from '../../lists';
import type { ListQueryDto, Page } from '../../lists';
import { notFound, refused } from '../../refusals';
import { CertsService } from '../certs.service';
import { FileQueryDto } from './cert-file.dto';
import type { CertFileDto } from './cert-file.dto';
import * as sql from './cert-file-statements';
import { fits } from './signatures';

interface FileRow {
  id: string;
  cert_id: string;
  name: string;
  content_type: string;
  size: number;
  sha256: string;
  created_at: Date;
}

export interface FileContent {
  name: string;
  contentType: string;
  content: Buffer;
}

@Injectable()
export class CertFilesService {
  constructor(
    private readonly database: Database,
    private readonly certs: CertsService,
  ) {}

  /** @param query holds the name @throws Failure `not-found`, `invalid` */
  async add(tenantId: string, certId: string, query: object, type: string, content: Buffer): Promise<CertFileDto> {
    await this.certs.find(tenantId, certId);
    const name = readFields(FileQueryDto, query).name.trim().toWellFormed();
    if (content.length === 0) throw refused('File must not be empty');
    if (!fits(content, type)) throw refused('File content does not match its type');
    const sha256 = createHash('sha256').update(content).digest('hex');
    const values = [tenantId, newId('cfile'), certId, name, type, content.length, sha256, content];
    const [row] = await this.database.run<FileRow>(sql.ADD_FILE, values);
    return fileOf(row);
  }

  /** @throws Failure `not-found` */
  async list(tenantId: string, certId: string, query: ListQueryDto): Promise<Page<CertFileDto>> {
    await this.certs.find(tenantId, certId);
    const { rows, behind } = windowOf(query);
    const values = [tenantId, certId, behind?.[0] ?? 0, rows];
    const found = await this.database.run<FileRow & { seq: string }>(sql.LIST_FILES, values);
    return pageOf(query, found, ({ seq }) => [Number(seq)], fileOf);
  }

  /** @throws Failure `not-found` */
  async read(tenantId: string, certId: string, id: string): Promise<FileContent> {
    await this.certs.find(tenantId, certId);
    const values = [tenantId, certId, lookedUp(id)];
    const [row] = await this.database.run<FileRow & { content: Buffer }>(sql.READ_FILE, values);
    if (!row) throw notFound('CertificateFile', id);
    return { name: row.name, contentType: row.content_type, content: row.content };
  }
}

function fileOf(row: FileRow): CertFileDto {
  return {
    id: row.id,
    certId: row.cert_id,
    name: row.name,
    contentType: row.content_type,
    size: row.size,
    sha256: row.sha256,
    createdAt: row.created_at.toISOString(),
  };
}
