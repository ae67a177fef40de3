import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { SelectQueryBuilder } from 'typeorm';
import type { Caller } from '../../../kernel/auth/caller';
import { Settings } from '../../../kernel/config/settings';
import { Database } from '../../../kernel/database/database';
import { Pages } from '../paging/pages';
import { notFound } from '../refusals';
import type { ListFilesQuery } from '../validation/file.model';
import { WorkspacesService } from '../workspaces/workspaces.service';
import { FileContent } from './file-content.entity';
import { FileIndex, NOTHING } from './file-index';
import { FileRemoval } from './file-removal';
import type { PipelineFileDto, PipelineFilePageDto } from './file.dto';
import { File } from './file.entity';

const SORT_PROPERTIES = { created_at: 'createdAt', name: 'name', size: 'size' } as const;

/** The address that a client used. */
type Origin = Pick<FastifyRequest, 'protocol' | 'host'>;

/** Lists, reads and removes files. */
@Injectable()
export class FilesService {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
    private readonly workspaces: WorkspacesService,
    private readonly removal: FileRemoval,
    private readonly index: FileIndex,
    private readonly pages: Pages,
  ) {}

  async list(caller: Caller, workspace: string, query: ListFilesQuery, origin: Origin): Promise<PipelineFilePageDto> {
    const { id: workspaceId, tenantId } = await this.workspaces.named(caller, workspace);
    const { name, content, filter, after_value: createdAt, after_file_id: id } = query;
    const narrow = (select: SelectQueryBuilder<File>) => {
      if (name !== null) select.andWhere('position(lower(:name) in lower(item.name)) > 0', { name });
      if (content !== null) select.andWhere(CONTENT, { content });
    };
    const seen = createdAt !== null && id !== null ? { createdAt, id } : undefined;
    const scope = { tenantId, workspaceId, narrow, filter, seen };
    const found = await this.pages.read(File, scope, query, SORT_PROPERTIES[query.field]);
    const folder = `${this.base(origin)}/api/v1/workspaces/${encodeURIComponent(workspace)}/files`;
    return { ...found, data: found.data.map((file) => toDto(file, folder)) };
  }

  /** @throws Failure `not-found` */
  async find(caller: Caller, workspace: string, id: string): Promise<File> {
    const { id: workspaceId, tenantId } = await this.workspaces.named(caller, workspace);
    const found = await this.database.manager.findOneBy(File, { id, workspaceId, tenantId });
    if (!found) throw notFound('File');
    return found;
  }

  /** What was uploaded. @throws Failure `not-found` */
  async read(caller: Caller, workspace: string, id: string): Promise<{ name: string; bytes: Buffer }> {
    const { name } = await this.find(caller, workspace, id);
    const content = await this.database.manager.findOne(FileContent, {
      where: { fileId: id },
      select: { bytes: true },
    });
    if (!content) throw notFound('File');
    return { name, bytes: content.bytes };
  }

  /** @throws Failure `not-found` */
  async remove(caller: Caller, workspace: string, id: string): Promise<void> {
    if ((await this.removeSome(caller, workspace, id)) === 0) throw notFound('File');
  }

  async removeAll(caller: Caller, workspace: string): Promise<void> {
    await this.removeSome(caller, workspace);
  }

  private removeSome(caller: Caller, workspace: string, id?: string): Promise<number> {
    return this.database.transaction(async () => {
      const { id: workspaceId } = await this.workspaces.hold(caller, workspace);
      const removed = await this.removal.remove({ workspaceId, id });
      await this.index.count(workspaceId, NOTHING, removed);
      return removed.files;
    });
  }

  private base({ protocol, host }: Origin): string {
    return this.settings.PUBLIC_URL?.replace(/\/+$/, '') ?? `${protocol}://${host}`;
  }
}

const CONTENT = `EXISTS (SELECT FROM pipeline.file_contents held
  WHERE held.file_id = item.id AND position(lower(:content) in lower(held.text)) > 0)`;

function toDto(file: File, folder: string): PipelineFileDto {
  return {
    file_id: file.id,
    name: file.name,
    url: `${folder}/${file.id}`,
    size: file.size,
    characters: file.characters,
    meta: file.meta,
    created_at: file.createdAt.toISOString(),
    languages: null,
  };
}
