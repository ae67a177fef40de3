import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { shownAttempt, type AttemptRow } from '../attempts/attempt-row';
import type { ScheduledAttemptDto } from '../attempts/attempt.dto';
import type { ResponseQuery } from './response-query';
import { responseStatement } from './response-search';

@Injectable()
export class ResponsesService {
  constructor(private readonly database: Database) {}

  /** The attempts whose answers fit, newest first. */
  async search(caller: Caller, query: ResponseQuery): Promise<ScheduledAttemptDto[]> {
    const search = responseStatement(caller.tenantId, query);
    if (!search) return [];
    const rows = await this.database.run<AttemptRow & Record<string, unknown>>(search.statement, search.values);
    return rows.map(shownAttempt);
  }
}
