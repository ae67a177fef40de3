import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { Database } from '../../../kernel/database/database';
import type { Statement } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import type { Job } from './job.entity';
import { FIND_JOB, LOCK_JOB } from './job.statements';

/** Finds a tenant's jobs; those that are deleted are not there. */
@Injectable()
export class JobStore {
  constructor(private readonly database: Database) {}

  /** @throws Failure `not-found` */
  async get(tenantId: string, id: string): Promise<Job> {
    return found(await this.read(FIND_JOB, tenantId, id), id);
  }

  /** The job, which nobody else changes until the caller's transaction ends. */
  lock(tenantId: string, id: string): Promise<Job | undefined> {
    return this.read(LOCK_JOB, tenantId, id);
  }

  private async read(statement: Statement, tenantId: string, id: string): Promise<Job | undefined> {
    const [job] = isUuid(id) ? await this.database.run<Job>(statement, [tenantId, id]) : [];
    return job;
  }
}

/** @throws Failure `not-found` when there is no such job */
export function found(job: Job | undefined, id: string): Job {
  if (!job) throw new Failure('not-found', `job not found: ${id}`);
  return job;
}
