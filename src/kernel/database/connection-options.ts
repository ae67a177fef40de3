import type { DataSourceOptions } from 'typeorm';
import { SnakeNaming } from './snake-naming';

/** Milliseconds a request waits for a free connection, and a statement may take. */
const ACQUIRE_TIMEOUT = 5_000;
const STATEMENT_TIMEOUT = 10_000;
/** Milliseconds that a transaction may wait for its process: its locks hold up others. */
const IDLE_TIMEOUT = 15_000;
/** Milliseconds after which a PostgreSQL that says nothing at all counts as away. */
const SILENCE_TIMEOUT = STATEMENT_TIMEOUT + 2_000;

/** How TypeORM reaches PostgreSQL; entities and migrations are found by where they lie below the source root. */
export function connectionOptions(url: string, poolSize: number, sourceRoot: string): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: [`${sourceRoot}/**/*.entity.{js,ts}`],
    migrations: [`${sourceRoot}/migrations/*.{js,ts}`],
    migrationsTableName: 'migrations',
    namingStrategy: new SnakeNaming(),
    synchronize: false,
    installExtensions: false,
    applicationName: `quintet:${process.pid}`,
    extra: {
      max: poolSize,
      connectionTimeoutMillis: ACQUIRE_TIMEOUT,
      statement_timeout: STATEMENT_TIMEOUT,
      query_timeout: SILENCE_TIMEOUT,
      idle_in_transaction_session_timeout: IDLE_TIMEOUT,
      options: '-c timezone=UTC',
    },
  };
}
