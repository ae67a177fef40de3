import { setMaxListeners } from 'node:events';
import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { Listener } from '../../../kernel/database/listener';
import { CANCELLED_CHANNEL } from '../jobs/cancellations';

const CANCELLED = {
  name: 'scheduled-cancelled-of',
  text: "SELECT id::float8 AS id FROM scheduled.jobs WHERE id = ANY ($1::bigint[]) AND state = 'cancelled'",
};

/** The requests that this process has open, by job: they end when it drains and when their job is cancelled. */
@Injectable()
export class OpenRequests {
  private readonly controllers = new Map<number, AbortController>();

  constructor(
    private readonly database: Database,
    listener: Listener,
  ) {
    listener.subscribe(
      CANCELLED_CHANNEL,
      (jobId) => this.abort(Number(jobId)),
      () => void this.abortCancelled(),
    );
  }

  /** Does the work with a signal that is also aborted when the job is cancelled. */
  async during<T>(jobId: number, draining: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const drain = () => controller.abort();
    // One signal stops all requests of the process: that is no leak.
    setMaxListeners(Infinity, draining);
    draining.addEventListener('abort', drain);
    if (draining.aborted) drain();
    this.controllers.set(jobId, controller);
    try {
      return await work(controller.signal);
    } finally {
      draining.removeEventListener('abort', drain);
      // A job that was taken from this process, wrongly held for dead, may have come back to it.
      if (this.controllers.get(jobId) === controller) this.controllers.delete(jobId);
    }
  }

  private abort(jobId: number): void {
    this.controllers.get(jobId)?.abort();
  }

  private async abortCancelled(): Promise<void> {
    const open = [...this.controllers.keys()];
    if (open.length === 0) return;
    const rows = await this.database.run<{ id: number }>(CANCELLED, [open]).catch(() => []);
    for (const { id } of rows) this.abort(id);
  }
}
