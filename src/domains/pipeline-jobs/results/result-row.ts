import type { Answer, Document, Usage } from '../connectors/found';
import type { StoredError } from '../items/item-error';
import type { Review } from '../items/item.entity';
import type { ItemStatus } from '../jobs/transitions';
import type { FreeObject } from '../validation/lax-free-object';
import type { PipelineResultDto } from './result.dto';

/** What of a row `item` makes a result. */
export const RESULT_COLUMNS = `item.id, item.job_id, item.lease, item.query, item.filters, item.params, item.group_name,
  item.query_label, item.query_index, item.absolute_query_index, item.file_id, item.file_name, item.status, item.error,
  item.answers, item.documents, item.score, item.duration, item.attempts, item.started_at, item.finished_at, item.usage,
  item.review`;

export interface ResultRow {
  id: string;
  job_id: string;
  lease: string | null;
  query: string;
  filters: FreeObject | null;
  params: FreeObject | null;
  group_name: string | null;
  query_label: string | null;
  query_index: string;
  absolute_query_index: string;
  file_id: string | null;
  file_name: string | null;
  status: ItemStatus;
  error: StoredError | null;
  answers: Answer[];
  documents: Document[];
  score: number | null;
  duration: number | null;
  attempts: number;
  started_at: Date | null;
  finished_at: Date | null;
  usage: Usage | null;
  review: Review | null;
}

export function toResultDto(row: ResultRow): PipelineResultDto {
  return {
    result_id: row.id,
    job_id: row.job_id,
    query_id: row.lease,
    query: row.query,
    filters: row.filters,
    params: row.params,
    group_name: row.group_name,
    query_label: row.query_label,
    query_index: Number(row.query_index),
    absolute_query_index: Number(row.absolute_query_index),
    file: row.file_id === null ? null : { id: row.file_id, name: row.file_name! },
    status: row.status,
    error: row.error,
    answers: row.answers,
    documents: row.documents,
    duration: row.duration,
    attempts: row.attempts,
    started_at: row.started_at?.toISOString() ?? null,
    finished_at: row.finished_at?.toISOString() ?? null,
    usage: row.usage,
    review: row.review,
  };
}

/** The names of the files that documents are from, each once. */
export function documentNames({ documents }: Pick<ResultRow, 'documents'>): string[] {
  return [...new Set(documents.flatMap(({ file }) => (file ? [file.name] : [])))];
}
