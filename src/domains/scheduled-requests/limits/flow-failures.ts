import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { JobState } from '../transitions';
import { LOCK_KEY } from './admission-statements';
import { COUNT_FAILURE, COUNTS_FAILURES, TAKE_BACK } from './flow-control-statements';

/** Pauses keys whose jobs fail one after the other. */
@Injectable()
export class FlowFailures {
  constructor(private readonly database: Database) {}

  /** Counts how a job of the key ended. To be called in the transaction that ends it. */
  async count(tenantId: string, key: string, state: JobState): Promise<void> {
    const [counts] = await this.database.run(COUNTS_FAILURES, [tenantId, key]);
    if (!counts) return;
    await this.database.run(LOCK_KEY, [tenantId, key, 'flow']);
    const [paused] = await this.database.run(COUNT_FAILURE, [tenantId, key, state === 'discarded']);
    if (paused) await this.database.run(TAKE_BACK, [tenantId, key]);
  }
}
