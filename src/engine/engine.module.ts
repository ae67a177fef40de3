import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { DueTimer } from './due-timer';
import { Handlers } from './handlers';
import { Tasks } from './tasks';
import { Workers } from './workers';

@Global()
@Module({ imports: [DiscoveryModule], providers: [DueTimer, Handlers, Tasks, Workers], exports: [Tasks, Workers] })
export class EngineModule {}
