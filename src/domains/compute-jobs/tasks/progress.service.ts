import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { Database } from '../../../kernel/database/database';
import { jobNotFound } from './not-found';
import { showProgress } from './progress';
import type { Tally } from './progress';
import type { ComputeProgressDto } from './progress.dto';
import { TALLY } from './task.statements';

@Injectable()
export class ProgressService {
  constructor(private readonly database: Database) {}

  /** @throws Failure `not-found` */
  async show(tenantId: string, jobId: string): Promise<ComputeProgressDto> {
    const tally = await this.tally(tenantId, jobId);
    if (!tally || tally.deleted) throw jobNotFound(jobId);
    return showProgress(tally);
  }

  /** Of a deleted job too. */
  async tally(tenantId: string, jobId: string): Promise<Tally | undefined> {
    if (!isUuid(jobId)) return undefined;
    const [tally] = await this.database.run<Tally>(TALLY, [tenantId, jobId]);
    return tally;
  }
}
