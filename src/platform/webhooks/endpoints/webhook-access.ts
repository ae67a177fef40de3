import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { readableDomains, readScope } from './event-types';
import { FIND, FIND_LOCKED } from './webhook.statements';
import type { WebhookRow } from './webhook.statements';

/**
 * Finds endpoints for callers. Who changes an endpoint, or looks at its deliveries, must be able to read all domains that
 * it carries: else a credential could lead events to itself that it may not read.
 */
@Injectable()
export class WebhookAccess {
  constructor(private readonly database: Database) {}

  /** @throws Failure `not-found` */
  async find(caller: Caller, id: string, statement = FIND): Promise<WebhookRow> {
    const [row] = isUuid(id)
      ? await this.database.run<WebhookRow & Record<string, unknown>>(statement, [caller.tenantId, id])
      : [];
    if (!row) throw new Failure('not-found', 'There is no such webhook');
    return row;
  }

  /** @throws Failure `not-found`; `forbidden` with the scope that is missing */
  async manage(caller: Caller, id: string): Promise<WebhookRow> {
    const row = await this.find(caller, id);
    this.assertReads(caller, row.domains);
    return row;
  }

  /** The same under the endpoint's lock, for the rest of the transaction. */
  async manageLocked(caller: Caller, id: string): Promise<WebhookRow> {
    const row = await this.find(caller, id, FIND_LOCKED);
    this.assertReads(caller, row.domains);
    return row;
  }

  /** @throws Failure `forbidden` with the scope that is missing */
  assertReads(caller: Caller, domains: string[]): void {
    const readable = readableDomains(caller.scopes);
    const missing = domains.find((domain) => !readable.includes(domain));
    if (missing !== undefined) throw new Failure('forbidden', undefined, { data: { scope: readScope(missing) } });
  }
}
