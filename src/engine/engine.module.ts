import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Handlers } from './handlers';
import { Lookout } from './lookout';
import { Recovery } from './recovery';
import { Tasks } from './tasks';
import { Workers } from './workers';

@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [Handlers, Lookout, Recovery, Tasks, Workers],
  exports: [Tasks, Workers],
})
export class EngineModule {}
