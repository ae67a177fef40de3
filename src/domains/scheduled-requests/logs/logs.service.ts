import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import type { JsonText } from '../values/json-text';
import { logListStatement } from './log-list';
import type { LogListQuery } from './log-list-query';
import { logText, type LogRow } from './log-row';

@Injectable()
export class LogsService {
  constructor(private readonly database: Database) {}

  async list(caller: Caller, query: LogListQuery): Promise<JsonText[]> {
    const list = logListStatement(caller.tenantId, query);
    const rows = list ? await this.database.run<LogRow & Record<string, unknown>>(list.statement, list.values) : [];
    return rows.map(logText);
  }
}
