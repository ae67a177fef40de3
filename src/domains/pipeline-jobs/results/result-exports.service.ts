import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { JobPath } from './job-path';
import type { JobScope } from './job-path';
import type { ResultFormat } from './result-formats';
import { arranged } from './result-order';
import type { ResultOrder } from './result-order';
import { RESULT_COLUMNS } from './result-row';
import type { ResultRow } from './result-row';
import { ResultSelection } from './result-selection';
import type { ResultFilter } from './result-selection';

/** What is held in memory at once: results, and bytes that they take in the database, where long texts are compressed. */
const PAGE_RESULTS = 200;
const PAGE_BYTES = 512 * 1024;

/** Of one result in the list that an export follows: its id and the bytes that it takes. */
const ID_BYTES = 16;
const ENTRY_BYTES = ID_BYTES + 4;

const WEIGHT = ['query', 'filters', 'params', 'answers', 'documents']
  .map((column) => `coalesce(pg_column_size(item.${column}), 0)`)
  .join(' + ');

/** Writes out all results of a job, however many. */
@Injectable()
export class ResultExports {
  constructor(
    private readonly database: Database,
    private readonly path: JobPath,
  ) {}

  /**
   * Those that are wanted now, read as fast as they are fetched; one that has become unwanted when its turn comes is left
   * out. No transaction is held for a slow reader. What fails at once fails before the first line.
   * @throws Failure `not-found`
   */
  async open(scope: JobScope, filter: ResultFilter, order: ResultOrder, format: ResultFormat): Promise<Readable> {
    const selection = new ResultSelection(scope, filter);
    const { job, condition, values } = selection;
    const [found] = await this.database.manager.query<{ list: Buffer | null }[]>(
      `SELECT (
         SELECT string_agg(uuid_send(item.id) || int4send(${WEIGHT}), '' ORDER BY ${arranged(order)})
         FROM pipeline.items item WHERE item.job_id = job.id AND ${condition}
       ) AS list FROM ${job}`,
      values,
    );
    if (!found) throw await this.path.missing(scope);
    return Readable.from(this.write(selection, found.list ?? Buffer.alloc(0), format));
  }

  private async *write(
    selection: ResultSelection,
    list: Buffer,
    { head, lines }: ResultFormat,
  ): AsyncGenerator<string> {
    if (head !== '') yield head;
    for (const ids of pagesOf(list)) {
      const text = lines(await this.read(selection, ids));
      if (text !== '') yield text;
    }
  }

  private read({ items, condition, values }: ResultSelection, ids: string[]): Promise<ResultRow[]> {
    const list = `$${values.length + 1}::uuid[]`;
    return this.database.manager.query<ResultRow[]>(
      `SELECT ${RESULT_COLUMNS} FROM ${items} AND ${condition} AND item.id = ANY (${list})
       ORDER BY array_position(${list}, item.id)`,
      [...values, ids],
    );
  }
}

function* pagesOf(list: Buffer): Generator<string[]> {
  let ids: string[] = [];
  let bytes = 0;
  for (let at = 0; at < list.length; at += ENTRY_BYTES) {
    const weight = list.readInt32BE(at + ID_BYTES);
    if (ids.length === PAGE_RESULTS || (ids.length > 0 && bytes + weight > PAGE_BYTES)) {
      yield ids;
      ids = [];
      bytes = 0;
    }
    ids.push(list.toString('hex', at, at + ID_BYTES));
    bytes += weight;
  }
  if (ids.length > 0) yield ids;
}
