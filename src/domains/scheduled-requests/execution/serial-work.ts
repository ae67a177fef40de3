import { Injectable } from '@nestjs/common';

/**
 * Runs work of a name one at a time, first come first. For transactions that lock the same row: in PostgreSQL each of them
 * would hold one of this process's few connections while it waits.
 */
@Injectable()
export class SerialWork {
  private readonly latest = new Map<string, Promise<unknown>>();

  /** Resolves and rejects as the work does. */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.latest.get(name);
    const run = before ? before.then(work, work) : work();
    this.latest.set(name, run);
    try {
      return await run;
    } finally {
      if (this.latest.get(name) === run) this.latest.delete(name);
    }
  }
}
