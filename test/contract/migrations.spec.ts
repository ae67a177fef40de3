import { resolve } from 'node:path';
import { DataSource } from 'typeorm';
import { connectionOptions } from '../../src/kernel/database/connection-options';
import { migrateDatabase } from '../../src/kernel/database/migrate';
import { installQueue } from '../../src/engine/install';
import { createDatabase } from '../support/cluster';

const SOURCES = resolve(__dirname, '../../src');

describe('migrations', () => {
  it('agree with the entities: nothing is left to change', async () => {
    const database = await createDatabase('nothing');
    await installQueue(database.url);
    await migrateDatabase(database.url, SOURCES);
    const dataSource = await new DataSource(connectionOptions(database.url, 2, SOURCES)).initialize();
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
    await dataSource.destroy();
    await database.drop();
  });

  it('can be taken back and made again', async () => {
    const database = await createDatabase('nothing');
    await installQueue(database.url);
    await migrateDatabase(database.url, SOURCES);
    const dataSource = await new DataSource(connectionOptions(database.url, 2, SOURCES)).initialize();
    for (const _ of dataSource.migrations) await dataSource.undoLastMigration();
    await dataSource.runMigrations();
    await dataSource.destroy();
    await database.drop();
  });

  it('run once when several processes start together', async () => {
    const database = await createDatabase('nothing');
    await installQueue(database.url);
    await Promise.all([1, 2, 3].map(() => migrateDatabase(database.url, SOURCES)));
    await database.drop();
  });
});
