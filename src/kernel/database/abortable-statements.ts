import { Injectable } from '@nestjs/common';
import type { PoolClient, QueryResultRow } from 'pg';
import { Database } from './database';
import type { Statement } from './database';

const CANCEL = { name: 'database-statement-cancel', text: 'SELECT pg_cancel_backend($1)' };

/** What `@types/pg` leaves out. */
interface Connection extends PoolClient {
  processID: number;
}

/** Reads that PostgreSQL stops working at when nobody wants their rows any more. They join no transaction. */
@Injectable()
export class AbortableStatements {
  constructor(private readonly database: Database) {}

  /**
   * @param statement one without a name is planned anew each time
   * @throws the signal's reason as soon as it is aborted
   */
  async run<Row extends QueryResultRow>(
    statement: Omit<Statement, 'name'> & Partial<Statement>,
    values: unknown[],
    signal: AbortSignal,
  ): Promise<Row[]> {
    signal.throwIfAborted();
    let abort = () => {};
    const aborted = new Promise<never>((_, fail) => {
      abort = () => fail(signal.reason as Error);
      signal.addEventListener('abort', abort);
    });
    const rows = this.execute<Row>(statement, values, signal);
    try {
      return await Promise.race([rows, aborted]);
    } finally {
      signal.removeEventListener('abort', abort);
      // Nobody waits for it any more.
      rows.catch(() => undefined);
    }
  }

  private async execute<Row extends QueryResultRow>(
    statement: { text: string },
    values: unknown[],
    signal: AbortSignal,
  ): Promise<Row[]> {
    const connection = (await this.database.pool.connect()) as Connection;
    let cancelled: Promise<unknown> | undefined;
    const cancel = () => {
      cancelled = this.database.run(CANCEL, [connection.processID]).catch(() => undefined);
    };
    let failure: Error | undefined;
    try {
      signal.throwIfAborted();
      signal.addEventListener('abort', cancel);
      return (await connection.query<Row>({ ...statement, values })).rows;
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      signal.removeEventListener('abort', cancel);
      // It would hit the next statement of this connection.
      await cancelled;
      connection.release(failure);
    }
  }
}
