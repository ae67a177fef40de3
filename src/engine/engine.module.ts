import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { DueTimer } from './due-timer';
import { Handlers } from './handlers';
import { Recovery } from './recovery';
import { Tasks } from './tasks';
import { Workers } from './workers';

@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [DueTimer, Handlers, Recovery, Tasks, Workers],
  exports: [Tasks, Workers],
})
export class EngineModule {}
