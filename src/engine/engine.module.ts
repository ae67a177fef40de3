import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { MetricsModule } from '../kernel/metrics/metrics.module';
import { DueTimer } from './due-timer';
import { EngineMetrics } from './engine-metrics';
import { Handlers } from './handlers';
import { QueueDepth } from './queue-depth';
import { Recovery } from './recovery';
import { Tasks } from './tasks';
import { Workers } from './workers';

@Global()
@Module({
  imports: [DiscoveryModule, MetricsModule],
  providers: [DueTimer, EngineMetrics, Handlers, QueueDepth, Recovery, Tasks, Workers],
  exports: [Tasks, Workers],
})
export class EngineModule {}
