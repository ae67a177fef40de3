import { Injectable } from '@nestjs/common';
import { Turns } from '../../../kernel/events/turns';

/**
 * One line for each job, in which this process does what needs the job's row: of all that would wait for its lock only
 * one keeps a connection.
 */
@Injectable()
export class JobLines {
  private readonly lines = new Map<string, { turns: Turns; users: number }>();

  async inLine<T>(job: string, work: () => Promise<T>): Promise<T> {
    const line = this.lines.get(job) ?? { turns: new Turns(1), users: 0 };
    this.lines.set(job, line);
    line.users++;
    try {
      return await line.turns.take(work);
    } finally {
      if (--line.users === 0) this.lines.delete(job);
    }
  }
}
