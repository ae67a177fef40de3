import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { formatInstant, type Instant } from '../values/instant';
import type { DeadLetterList } from './dead-letter-filter';
import { filterValues, LIST } from './dead-letter-statements';
import type { DeadLetterDto } from './dead-letter.dto';
import type { KeptFailure } from './kept-failure';

interface DeadLetterRow {
  id: string;
  job_id: number;
  schedule_id: string | null;
  name: string | null;
  attempts: number;
  failure: KeptFailure;
  discarded_at: Instant;
  replayed_as: number | null;
}

@Injectable()
export class DeadLettersService {
  constructor(private readonly database: Database) {}

  async list(caller: Caller, { limit, offset, ...filter }: DeadLetterList): Promise<DeadLetterDto[]> {
    const values = [...filterValues(caller.tenantId, filter), limit, offset];
    const rows = await this.database.run<DeadLetterRow>(LIST, values);
    return rows.map(({ failure, discarded_at, replayed_as, ...row }) => ({
      id: row.id,
      job_id: row.job_id,
      schedule_id: row.schedule_id,
      name: row.name,
      url: failure.url,
      attempts: row.attempts,
      status: failure.status,
      error: failure.error,
      discarded_at: formatInstant(discarded_at),
      replayed_as,
    }));
  }
}
