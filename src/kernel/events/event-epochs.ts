import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { Database } from '../database/database';

const ENTER = { name: 'event-epoch-enter', text: 'SELECT platform.enter_event_epoch()' };

/**
 * Keeps the order of the event log where the numbers of transactions start anew: after a dump was loaded into another
 * cluster, a point-in-time recovery or a failover. The log knows the cluster and the timeline that it was last seen on.
 */
@Injectable()
export class EventEpochs implements OnModuleInit {
  constructor(private readonly database: Database) {}

  /** Before anything of this process appends. */
  async onModuleInit(): Promise<void> {
    await this.enter();
  }

  /** Begins an epoch behind all events and cursors that there are, if the log is somewhere else now. */
  async enter(): Promise<void> {
    await this.database.run(ENTER);
  }
}
