import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { Failure } from '../errors/failure';

const PING = { name: 'health', text: 'SELECT 1' };

/** Readiness: the database answers, and every part that registered a check says yes. */
@Injectable()
export class Health {
  private readonly checks: (() => boolean)[] = [];

  constructor(private readonly database: Database) {}

  register(check: () => boolean): void {
    this.checks.push(check);
  }

  async ready(): Promise<{ status: string }> {
    if (!this.checks.every((check) => check())) throw new Failure('unavailable');
    await this.database.run(PING);
    return { status: 'ok' };
  }
}
