import { Global, Module } from '@nestjs/common';
import { EventEpochs } from './event-epochs';
import { EventFollower } from './event-follower';
import { EventLog } from './event-log';
import { EventSignal } from './event-signal';
import { Events } from './events';

const services = [EventEpochs, EventLog, EventFollower, Events, EventSignal];

@Global()
@Module({ providers: services, exports: services })
export class EventsModule {}
