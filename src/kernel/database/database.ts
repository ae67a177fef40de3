import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';

/** SQL that PostgreSQL plans once per connection, by its name. */
export interface Statement {
  name: string;
  text: string;
}

interface Transaction {
  manager: EntityManager;
  /** What ran in it, each once. */
  statements: Set<Statement>;
}

/**
 * The one way to PostgreSQL. Code inside `transaction` needs no handle: everything it calls, however deep, joins the
 * transaction of its caller.
 */
@Injectable()
export class Database {
  private readonly ambient = new AsyncLocalStorage<Transaction>();
  private readonly observers: ((statement: Statement) => void)[] = [];

  constructor(private readonly dataSource: DataSource) {}

  /** The connections that TypeORM, prepared statements and the engine share. */
  get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }

  /** TypeORM's manager, inside the current transaction where there is one. */
  get manager(): EntityManager {
    return this.ambient.getStore()?.manager ?? this.dataSource.manager;
  }

  /** Calls the observer with every statement of `run` once it is committed, with one that ran repeatedly once. */
  onCommit(observer: (statement: Statement) => void): void {
    this.observers.push(observer);
  }

  /** Runs a prepared statement and returns its rows. */
  async run<Row extends QueryResultRow>(statement: Statement, values: unknown[] = []): Promise<Row[]> {
    const transaction = this.ambient.getStore();
    if (transaction) {
      const connection = (await transaction.manager.queryRunner!.connect()) as PoolClient;
      transaction.statements.add(statement);
      return (await connection.query<Row>({ ...statement, values })).rows;
    }
    const { rows } = await this.pool.query<Row>({ ...statement, values });
    this.committed(statement);
    return rows;
  }

  /** Joins the caller's transaction, or runs in a new one that is committed at the end and rolled back on an error. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    if (this.ambient.getStore()) return work();
    const statements = new Set<Statement>();
    const result = await this.dataSource.transaction((manager) => this.ambient.run({ manager, statements }, work));
    for (const statement of statements) this.committed(statement);
    return result;
  }

  private committed(statement: Statement): void {
    for (const observe of this.observers) observe(statement);
  }
}
