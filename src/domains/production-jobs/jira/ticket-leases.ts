import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { JiraError } from './jira-error';
import { REQUEST_TIMEOUT } from './jira-client';

/** Milliseconds that a ticket is held for at most: a read and a write, and as much again for a process that stalls. */
const LEASE = 4 * REQUEST_TIMEOUT;
/** Milliseconds to wait for a ticket that somebody else holds: a process that died holds it to the end of its lease. */
const PATIENCE = LEASE + REQUEST_TIMEOUT;
/** Milliseconds between looks whether it is free; up to twice as long, so that those who wait do not look together. */
const LOOK = 50;

const TAKE = {
  name: 'production-jira-lease-take',
  text: `INSERT INTO production.jira_leases AS lease (tenant_id, ticket_key, holder, expires_at)
    VALUES ($1, upper($2), $3, now() + $4 * interval '1 millisecond')
    ON CONFLICT (tenant_id, ticket_key) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
      WHERE lease.expires_at < now()
    RETURNING true AS taken`,
};
const GIVE_BACK = {
  name: 'production-jira-lease-give-back',
  text: 'DELETE FROM production.jira_leases WHERE tenant_id = $1 AND ticket_key = upper($2) AND holder = $3',
};

/** Lets one at a time change a ticket, over all processes, and holds no database connection meanwhile. */
@Injectable()
export class TicketLeases {
  constructor(private readonly database: Database) {}

  /**
   * @param work is told how to make sure, right before it writes, that it still has the time for one more request
   * @throws JiraError when the ticket is not to be had, or was held for too long
   */
  async hold<T>(tenantId: string, ticketKey: string, work: (ensureHeld: () => void) => Promise<T>): Promise<T> {
    const holder = randomUUID();
    const heldSince = await this.take(tenantId, ticketKey, holder);
    const ensureHeld = () => {
      if (performance.now() - heldSince > LEASE - REQUEST_TIMEOUT) throw new JiraError('timeout', 'timeout');
    };
    try {
      return await work(ensureHeld);
    } finally {
      await this.database.run(GIVE_BACK, [tenantId, ticketKey, holder]);
    }
  }

  private async take(tenantId: string, ticketKey: string, holder: string): Promise<number> {
    const end = performance.now() + PATIENCE;
    for (;;) {
      const startedAt = performance.now();
      const [lease] = await this.database.run(TAKE, [tenantId, ticketKey, holder, LEASE]);
      if (lease) return startedAt;
      if (startedAt > end) throw new JiraError('timeout', 'timeout');
      await delay(LOOK * (1 + Math.random()));
    }
  }
}
