import { stringify } from 'csv-stringify/sync';
import { toCell } from '../csv-cells';
import { documentNames, toResultDto } from './result-row';
import type { ResultRow } from './result-row';

/** How results are written out. */
export interface ResultFormat {
  contentType: string;
  fileName: string;
  /** What stands before the first. */
  head: string;
  lines(rows: ResultRow[]): string;
}

const COLUMNS = [
  'group_name',
  'query_label',
  'absolute_query_index',
  'query',
  'file_id',
  'file_name',
  'status',
  'answer',
  'document_names',
  'score',
  'error',
  'duration',
  'attempts',
];

/** RFC 4180. */
const CSV: ResultFormat = {
  contentType: 'text/csv; charset=utf-8',
  fileName: 'results.csv',
  head: linesOf([COLUMNS]),
  lines: (rows) => linesOf(rows.map(recordOf)),
};

/** One result a line. */
const JSON_LINES: ResultFormat = {
  contentType: 'application/x-ndjson; charset=utf-8',
  fileName: 'results.jsonl',
  head: '',
  lines: (rows) => rows.map((row) => `${JSON.stringify(toResultDto(row))}\n`).join(''),
};

export const RESULT_FORMATS = { csv: CSV, jsonl: JSON_LINES };

function linesOf(records: unknown[][]): string {
  return stringify(records, { record_delimiter: 'windows', quoted_match: /[\r\n]/ });
}

/** The cells of a result, one for each of `COLUMNS`. */
function recordOf(row: ResultRow): unknown[] {
  const { error } = row;
  const cells = [
    row.group_name,
    row.query_label,
    Number(row.absolute_query_index),
    row.query,
    row.file_id,
    row.file_name,
    row.status,
    row.answers[0]?.answer,
    documentNames(row).join('; '),
    row.score,
    error && `${error.type}: ${error.message}`,
    row.duration,
    row.attempts,
  ];
  return cells.map((cell) => (typeof cell === 'string' ? toCell(cell) : cell));
}
