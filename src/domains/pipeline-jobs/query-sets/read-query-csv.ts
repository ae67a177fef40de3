import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import { fromCell } from '../csv/csv-cells';
import { badRequest } from '../refusals';
import { Findings } from '../validation/findings';
import type { ValidationError } from '../validation/findings';
import { parseJson } from '../validation/json-body';
import { MAX_QUERIES, query } from '../validation/query.model';
import type { Query } from '../validation/query.model';
import { QUERY_COLUMNS } from './query-csv';

/** Bytes that are parsed, and rows that are checked, before other requests get their turn. */
const CHUNK = 64 * 1024;
const ROWS_A_TURN = 200;

const FAULTS: Record<string, string> = {
  string_type: 'is missing',
  dict_type: 'is not a JSON object',
  int_parsing: 'is not an integer',
  int_parsing_size: 'is too large',
};

/** Null where it is empty and not quoted. */
type Cell = string | null;

/**
 * The queries of a CSV file in UTF-8 with a header row.
 * @throws Failure `invalid`, 400, with the first thing that is wrong; the header is row 1
 */
export async function readQueries(content: Buffer): Promise<Query[]> {
  if (!isUtf8(content)) throw badRequest('File is not UTF-8 text');
  const queries: Query[] = [];
  let columns: string[] | undefined;
  let row = 0;
  try {
    for await (const cells of recordsOf(content)) {
      row++;
      if (!columns) columns = columnsOf(cells);
      else if (cells.some((cell) => cell !== null)) queries.push(queryOf(row, columns, cells));
      if (queries.length > MAX_QUERIES) throw badRequest(`File has more than ${MAX_QUERIES} queries`);
      if (row % ROWS_A_TURN === 0) await turn();
    }
  } catch (error) {
    throw error instanceof CsvError ? badRequest('File is not valid CSV') : error;
  }
  if (!columns) columnsOf([]);
  return queries;
}

function recordsOf(content: Buffer): AsyncIterable<Cell[]> {
  const parser = parse({
    bom: true,
    relax_column_count: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    cast: (value, { quoting }) => (value === '' && !quoting ? null : value),
  });
  return Readable.from(chunksOf(content)).pipe(parser) as AsyncIterable<Cell[]>;
}

function* chunksOf(content: Buffer): Generator<Buffer> {
  for (let start = 0; start < content.length; start += CHUNK) yield content.subarray(start, start + CHUNK);
}

function columnsOf(header: Cell[]): string[] {
  const columns = header.map((cell) => cell?.trim() ?? '');
  if (columns.includes('query')) return columns;
  throw badRequest('Row 1: column query is missing');
}

function queryOf(row: number, columns: string[], cells: Cell[]): Query {
  // Most likely a comma in a question that is not quoted.
  if (cells.slice(columns.length).some((cell) => cell !== null)) {
    throw badRequest(`Row ${row}: more cells than columns`);
  }
  const given = new Map(columns.map((column, index) => [column, cells[index] ?? null]));
  const findings = new Findings();
  const found = query(
    Object.fromEntries(QUERY_COLUMNS.map((name) => [name, valueOf(name, given.get(name))])),
    findings,
  );
  if (findings.errors.length > 0) throw badRequest(`Row ${row}: ${faultOf(findings.errors[0])}`);
  return found!;
}

function valueOf(column: (typeof QUERY_COLUMNS)[number], cell: Cell | undefined): unknown {
  if (cell === null || cell === undefined) return null;
  if (column !== 'filters' && column !== 'params') return fromCell(cell);
  const parsed = parseJson(cell, Infinity);
  return parsed.position === undefined ? parsed.value : cell;
}

function faultOf({ type, loc, msg }: ValidationError): string {
  const [column] = loc;
  return FAULTS[type] ? `${column} ${FAULTS[type]}` : `${column}: ${msg.replace('Value error, ', '')}`;
}
