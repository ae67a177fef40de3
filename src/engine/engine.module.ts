import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { MetricsModule } from '../kernel/metrics/metrics.module';
import { EngineMetrics } from './engine-metrics';
import { Handlers } from './handlers';
import { Lookout } from './lookout';
import { QueueDepth } from './queue-depth';
import { Recovery } from './recovery';
import { Tasks } from './tasks';
import { Workers } from './workers';

@Global()
@Module({
  imports: [DiscoveryModule, MetricsModule],
  providers: [EngineMetrics, Handlers, Lookout, QueueDepth, Recovery, Tasks, Workers],
  exports: [Tasks, Workers],
})
export class EngineModule {}
