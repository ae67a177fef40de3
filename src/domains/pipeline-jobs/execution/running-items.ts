import { setMaxListeners } from 'node:events';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { Listener } from '../../../kernel/database/listener';
import { IS_AVAILABLE } from './look.statements';
import type { ClaimedItem } from './claimed-item';
import { STOPS_CHANNEL } from './pipeline-tasks';

/** Milliseconds between looks for calls that are to end, in case that an announcement was missed. */
const LOOK_INTERVAL = 1_000;

/** The leases of this process that no longer hold, and those whose pipeline is not there any more. */
const STOPPED = {
  name: 'pipeline-calls-stopped',
  text: `SELECT mine.lease, item.id IS NULL AS lost
    FROM unnest($1::uuid[], $2::uuid[]) AS mine (item, lease)
      LEFT JOIN pipeline.items AS item ON item.id = mine.item AND item.lease = mine.lease AND item.status = 'RUNNING'
      LEFT JOIN pipeline.jobs AS job ON job.id = item.job_id
      LEFT JOIN pipeline.pipelines AS pipeline ON pipeline.id = job.pipeline_id
    WHERE item.id IS NULL OR NOT ${IS_AVAILABLE}`,
};

/** Why a call is ended: its item is no longer this process's, its pipeline is no longer deployed, the process ends. */
export type StopReason = 'lost' | 'unavailable' | 'drained';

/** The calls of this process. They are ended when nobody wants their answers any more. */
@Injectable()
export class RunningItems implements OnApplicationShutdown {
  private readonly running = new Map<string, { item: string; stop: AbortController }>();
  private looks?: NodeJS.Timeout;
  private looking = false;
  private wanted = false;

  constructor(
    private readonly database: Database,
    listener: Listener,
  ) {
    const look = () => void this.look();
    listener.subscribe(STOPS_CHANNEL, look, look);
  }

  /**
   * @param drain aborted when the process ends
   * @param work given a signal that is aborted with a `StopReason`
   */
  async during<T>({ id, lease }: ClaimedItem, drain: AbortSignal, work: (stop: AbortSignal) => Promise<T>): Promise<T> {
    const stop = new AbortController();
    const drained = () => stop.abort('drained' satisfies StopReason);
    this.running.set(lease, { item: id, stop });
    this.looks ??= setInterval(() => void this.look(), LOOK_INTERVAL);
    // As many as there are slots: no leak that Node should warn of.
    setMaxListeners(Infinity, drain);
    drain.addEventListener('abort', drained);
    if (drain.aborted) drained();
    try {
      return await work(stop.signal);
    } finally {
      drain.removeEventListener('abort', drained);
      this.running.delete(lease);
      if (this.running.size === 0) this.rest();
    }
  }

  onApplicationShutdown(): void {
    this.rest();
  }

  private rest(): void {
    clearInterval(this.looks);
    this.looks = undefined;
  }

  /** Looks once more when it is told of a stop in the midst of a look, which may not have seen it. */
  private async look(): Promise<void> {
    this.wanted = this.looking;
    if (this.looking || this.running.size === 0) return;
    this.looking = true;
    const values = [[...this.running.values()].map(({ item }) => item), [...this.running.keys()]];
    const stopped = await this.database.run<{ lease: string; lost: boolean }>(STOPPED, values).catch(() => []);
    for (const { lease, lost } of stopped) {
      this.running.get(lease)?.stop.abort((lost ? 'lost' : 'unavailable') satisfies StopReason);
    }
    this.looking = false;
    if (this.wanted) void this.look();
  }
}
