import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';

const APPEND = { name: 'event-append', text: 'SELECT platform.append_event($1, $2, $3, $4)' };

export interface NewEvent {
  tenantId: string;
  /** `quintet.<domain>.<thing>.<change>` */
  type: string;
  /** The public id of the thing. */
  subject: string;
  data: object;
}

/**
 * Appends to the event log (`platform.events`: partitioned by time and written by SQL alone, so no entity), in the
 * caller's transaction. Each row carries its writing transaction: a reader that stays below the oldest running one
 * misses none. SQL that changes a state by itself calls the function
 * `platform.append_event` in the same statement instead.
 */
@Injectable()
export class Events {
  constructor(private readonly database: Database) {}

  async append({ tenantId, type, subject, data }: NewEvent): Promise<void> {
    await this.database.run(APPEND, [tenantId, type, subject, JSON.stringify(data)]);
  }
}
