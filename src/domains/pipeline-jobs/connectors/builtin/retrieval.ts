import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AbortableStatements } from '../../../../kernel/database/abortable-statements';
import { InvalidFilter } from '../../files/filter-conditions';
import { ItemError } from '../../items/item-error';
import type { Question } from '../connector';
import type { Document } from '../found';
import { scoreOf } from './bm25';
import { RetrievalMetrics } from './retrieval-metrics';
import { rankChunks } from './retrieval.sql';
import type { FileScope, FoundChunk, FoundChunks } from './retrieval.sql';
import { Vocabulary } from './vocabulary';
import type { Wanted } from './vocabulary';

/** What was found, and by which terms. */
export interface Retrieved {
  documents: Document[];
  /** Undefined when nothing could be looked for. */
  wanted: Wanted | undefined;
}

/** Finds the parts of a workspace's files that fit a question best, by BM25. */
@Injectable()
export class Retrieval {
  constructor(
    private readonly statements: AbortableStatements,
    private readonly vocabulary: Vocabulary,
    private readonly metrics: RetrievalMetrics,
  ) {}

  /** At most `topK`, best first. @throws ItemError `invalid_filter`, or the signal's reason once it is aborted */
  async find(question: Question, topK: number, signal: AbortSignal): Promise<Document[]> {
    return (await this.retrieve(question, topK, signal)).documents;
  }

  /** At most `topK`, best first. @throws like `find` */
  retrieve(question: Question, topK: number, signal: AbortSignal): Promise<Retrieved> {
    return this.metrics.searching(async () => {
      const wanted = await this.vocabulary.wantedBy(question, question.query, signal);
      const { invalid, chunks } = await this.rank(question, wanted ?? NOTHING, topK, signal);
      if (invalid) throw new ItemError('invalid_filter', 'the filter compares what cannot be compared');
      return { documents: chunks.map(toDocument), wanted };
    });
  }

  private async rank(question: Question, wanted: Wanted, topK: number, signal: AbortSignal): Promise<FoundChunks> {
    const { text, values } = statement(question, wanted, topK);
    const [found] = await this.statements.run<FoundChunks & object>({ text }, values, signal);
    return found;
  }
}

/** It finds nothing; filters are judged all the same. */
const NOTHING: Wanted = { language: 'simple', meanLength: 1, weights: new Map() };

function statement(question: Question, wanted: Wanted, topK: number): { text: string; values: unknown[] } {
  try {
    return rankChunks(scopeOf(question), wanted, topK);
  } catch (error) {
    if (error instanceof InvalidFilter) throw new ItemError('invalid_filter', error.message);
    throw error;
  }
}

function scopeOf({ tenantId, workspaceId, filters, file, fileIds }: Question): FileScope {
  return { tenantId, workspaceId, filters, fileIds: file ? [file.id] : fileIds };
}

function toDocument({ file_id, file_name, meta, split_id, start, content, sum }: FoundChunk): Document {
  return {
    id: `${file_id}_${split_id}`,
    content,
    content_type: 'text',
    meta: { ...meta, file_id, file_name, split_id, split_idx_start: start },
    score: scoreOf(sum),
    file: { id: file_id, name: file_name },
    embedding: null,
    result_id: uuidv7(),
  };
}
