import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { AppModule, surfaces } from './app.module';
import { ApiKeys } from './kernel/auth/api-keys';
import { DEFAULT_TENANT } from './kernel/auth/tenants';
import { SettingsError } from './kernel/config/read-settings';
import { openRuntime } from './runtime';

const USAGE = 'usage: npm run key -- --name <text> [--tenant <name>] [--scopes <scope,scope>]';

/** Makes an API key without one: how the first key of a production database comes into being. */
async function createKey(): Promise<void> {
  const { values } = parseArgs({
    options: { name: { type: 'string' }, tenant: { type: 'string' }, scopes: { type: 'string' } },
  });
  if (!values.name) throw new SettingsError(USAGE);
  const scopes = values.scopes?.split(',') ?? surfaces.scopes;
  const unknown = scopes.find((scope) => !surfaces.scopes.includes(scope));
  if (unknown) throw new SettingsError(`There is no scope ${unknown}; there are ${surfaces.scopes.join(', ')}`);
  const runtime = await openRuntime();
  runtime.settings.ROLE = 'api';
  const app = await NestFactory.createApplicationContext(AppModule.compose(runtime), { logger: false });
  const tenant = values.tenant ?? DEFAULT_TENANT;
  const { row, key } = await app.get(ApiKeys).create({ name: values.name, tenant, scopes, expiresAt: null });
  console.log(JSON.stringify({ id: row.id, key, name: row.name, tenant, scopes: row.scopes }));
  await app.close();
  await runtime.close();
}

createKey().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof SettingsError ? error.message : error);
    process.exit(1);
  },
);
