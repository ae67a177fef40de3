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

/**
 * The one way to PostgreSQL. Code inside `transaction` needs no handle: everything it calls, however deep, joins the
 * transaction of its caller.
 */
@Injectable()
export class Database {
  private readonly ambient = new AsyncLocalStorage<EntityManager>();

  constructor(private readonly dataSource: DataSource) {}

  /** The connections that TypeORM, prepared statements and the engine share. */
  get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }

  /** TypeORM's manager, inside the current transaction where there is one. */
  get manager(): EntityManager {
    return this.ambient.getStore() ?? this.dataSource.manager;
  }

  /** Runs a prepared statement and returns its rows. */
  async run<Row extends QueryResultRow>(statement: Statement, values: unknown[] = []): Promise<Row[]> {
    const manager = this.ambient.getStore();
    const connection = manager ? ((await manager.queryRunner!.connect()) as PoolClient) : this.pool;
    const result = await connection.query<Row>({ ...statement, values });
    return result.rows;
  }

  /** Joins the caller's transaction, or runs in a new one that is committed at the end and rolled back on an error. */
  transaction<T>(work: () => Promise<T>): Promise<T> {
    if (this.ambient.getStore()) return work();
    return this.dataSource.transaction((manager) => this.ambient.run(manager, work));
  }
}
