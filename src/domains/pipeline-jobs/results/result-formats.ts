import type { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { linesOf, toCell } from '../csv/csv-cells';
import { documentNames, toResultDto } from './result-row';
import type { ResultRow } from './result-row';

export const CSV = 'text/csv';
/** Milliseconds that a client may leave unread what it was sent. */
const STALL_TIMEOUT = 60_000;

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

const csv: ResultFormat = {
  contentType: `${CSV}; charset=utf-8`,
  fileName: 'results.csv',
  head: linesOf([COLUMNS]),
  lines: (rows) => linesOf(rows.map(recordOf)),
};

/** One result a line. */
const jsonl: ResultFormat = {
  contentType: 'application/x-ndjson; charset=utf-8',
  fileName: 'results.jsonl',
  head: '',
  lines: (rows) => rows.map((row) => `${JSON.stringify(toResultDto(row))}\n`).join(''),
};

export const RESULT_FORMATS = { csv, jsonl };

/** An answer of any length, to be saved. A client that takes nothing of it for a minute is left. */
export function streamed(
  content: Readable,
  { contentType, fileName }: ResultFormat,
  reply: Pick<FastifyReply, 'raw'>,
): StreamableFile {
  reply.raw.setTimeout(STALL_TIMEOUT);
  return new StreamableFile(content, { type: contentType, disposition: `attachment; filename="${fileName}"` });
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
    documentNames(row).join('; ') || null,
    row.score,
    error && `${error.type}: ${error.message}`,
    row.duration,
    row.attempts,
  ];
  return cells.map((cell) => (typeof cell === 'string' ? toCell(cell) : cell));
}
