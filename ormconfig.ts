import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { connectionOptions } from './src/kernel/database/connection-options';

/** For the TypeORM command line and the check that entities and migrations agree; the service connects by itself. */
export default new DataSource(
  connectionOptions(
    process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/quintet',
    2,
    join(__dirname, 'src'),
  ),
);
