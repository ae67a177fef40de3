import { Injectable } from '@nestjs/common';
import { v5 as uuidv5 } from 'uuid';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import type { Document } from '../connectors/found';
import type { NumberedPage } from '../validation/page.model';
import { Chunk } from './chunk.entity';
import type { PipelineDocumentPageDto } from './file.dto';
import type { File } from './file.entity';
import { FilesService } from './files.service';

/** Shows the documents that files are searched as. */
@Injectable()
export class FileDocuments {
  constructor(
    private readonly database: Database,
    private readonly files: FilesService,
  ) {}

  /** In the order of the text. @throws Failure `not-found` */
  async list(caller: Caller, workspace: string, id: string, page: NumberedPage): Promise<PipelineDocumentPageDto> {
    const file = await this.files.find(caller, workspace, id);
    const skip = ((page.page_number ?? 1) - 1) * page.limit;
    const [chunks, total] = await this.database.manager.findAndCount(Chunk, {
      select: { splitId: true, start: true, content: true },
      where: { fileId: id },
      order: { splitId: 'ASC' },
      skip,
      take: page.limit,
    });
    return { data: chunks.map((chunk) => documentOf(file, chunk)), has_more: skip + chunks.length < total, total };
  }
}

function documentOf({ id: file_id, name, meta }: File, { splitId, start, content }: Chunk): Document {
  const id = `${file_id}_${splitId}`;
  return {
    id,
    content,
    content_type: 'text',
    meta: { ...meta, file_id, file_name: name, split_id: splitId, split_idx_start: start },
    score: null,
    file: { id: file_id, name },
    embedding: null,
    result_id: uuidv5(id, file_id),
  };
}
