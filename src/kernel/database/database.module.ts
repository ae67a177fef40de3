import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MetricsModule } from '../metrics/metrics.module';
import { AbortableStatements } from './abortable-statements';
import { Announcer } from './announcer';
import { connectionOptions } from './connection-options';
import { Database } from './database';
import { DatabaseMetrics } from './database-metrics';
import { Listener } from './listener';
import { Partitions } from './partitions';

@Global()
@Module({
  providers: [AbortableStatements, Announcer, Database, DatabaseMetrics, Listener, Partitions],
  exports: [AbortableStatements, Announcer, Database, Listener, Partitions],
})
export class DatabaseModule {
  /** @param sourceRoot the folder that entities are searched below */
  static connect(url: string, poolSize: number, sourceRoot: string): DynamicModule {
    const orm = TypeOrmModule.forRoot(connectionOptions(url, poolSize, sourceRoot));
    return { module: DatabaseModule, imports: [MetricsModule, orm] };
  }
}
