import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import { applyRules } from '../../../kernel/http/rules';
import { CreateProductionJobDto } from '../jobs/create-job.dto';
import { refused } from '../refusals';
import { fromCell, LABEL_SEPARATOR } from './job-csv';

/** Rows below the header. */
export const MAX_IMPORT_ROWS = 20_000;
/** Bytes that are parsed, and rows that are checked, before others get their turn. */
const CHUNK = 64 * 1024;
const ROWS_A_TURN = 200;

/** A row of the file; the header is row 1. */
export interface ImportRow {
  row: number;
  dto: CreateProductionJobDto;
  templateId?: string;
  /** Why no job can be made of it. */
  error?: string;
}

type Cells = Map<string, string>;

/** @throws Failure `invalid` where it is no CSV, lacks a column, or is too long */
export async function readRows(content: Buffer): Promise<ImportRow[]> {
  const parser = parse({ bom: true, relax_column_count: true, record_delimiter: ['\r\n', '\n', '\r'] });
  Readable.from(chunksOf(content)).pipe(parser);
  let columns: string[] | undefined;
  const rows: ImportRow[] = [];
  let number = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      number++;
      if (!columns) {
        columns = columnsOf(record);
      } else if (record.some((cell) => cell !== '')) {
        if (rows.length === MAX_IMPORT_ROWS) throw refused(`CSV must have at most ${MAX_IMPORT_ROWS} rows`);
        rows.push(rowOf(number, new Map(columns.map((column, index) => [column, fromCell(record[index] ?? '')]))));
      }
      if (number % ROWS_A_TURN === 0) await turn();
    }
  } catch (error) {
    throw error instanceof CsvError ? refused('Request body is not valid CSV') : error;
  }
  if (!columns) columnsOf([]);
  return rows;
}

function* chunksOf(content: Buffer): Generator<Buffer> {
  for (let start = 0; start < content.length; start += CHUNK) yield content.subarray(start, start + CHUNK);
}

function columnsOf(header: string[]): string[] {
  const columns = header.map((cell) => cell.trim());
  if (columns.includes('name') && columns.includes('goalQuantity')) return columns;
  throw refused('CSV must have the columns name and goalQuantity');
}

function rowOf(row: number, cells: Cells): ImportRow {
  const given = (column: string) => cells.get(column) || undefined;
  const { dto, violations } = applyRules(CreateProductionJobDto, {
    name: given('name'),
    goalQuantity: numberOf(given('goalQuantity')?.trim()),
    jiraTicketKey: given('jiraTicketKey'),
    jiraTicketSummary: given('jiraTicketSummary'),
    jiraPartNumber: given('jiraPartNumber'),
    jiraPriority: given('jiraPriority'),
    jiraEpicLink: given('jiraEpicLink'),
    jiraLabels: given('jiraLabels')?.split(LABEL_SEPARATOR),
    dueDate: given('dueDate')?.trim(),
  });
  return { row, dto, templateId: given('templateId')?.trim(), error: violations[0]?.message };
}

/** A number as JSON would have it; other text is left for the rules to refuse. */
const numberOf = (text: string | undefined) =>
  text !== undefined && /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : text || undefined;
