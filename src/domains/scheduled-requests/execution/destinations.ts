import { Injectable } from '@nestjs/common';
import { ANY_DESTINATION } from '../dispatch/queueing';
import { ScheduledSettings } from '../scheduled-settings';

/** How many requests this process has in flight, and to which destinations: at most half of them to one. */
@Injectable()
export class Destinations {
  private readonly open = new Map<string, number>();
  private total = 0;
  private readonly most: number;
  /** Where tasks were deferred: later ones must not start before them. */
  private readonly queued = new Set<string>();

  constructor(private readonly settings: ScheduledSettings) {
    this.most = Math.max(1, Math.floor(settings.SCHEDULED_CONCURRENCY / 2));
  }

  /** Takes a place for a request, if there is one; `deferred`: the task has waited for it already. */
  enter(destination: string, deferred: boolean): boolean {
    if (this.isFull(destination) || (this.queued.has(destination) && !deferred)) {
      this.queued.add(destination);
      return false;
    }
    this.open.set(destination, this.inFlight(destination) + 1);
    this.total++;
    return true;
  }

  /** Gives the place back. Whether that makes room where there was none. */
  leave(destination: string): boolean {
    const wasFull = this.isFull(destination);
    const left = this.inFlight(destination) - 1;
    if (left > 0) this.open.set(destination, left);
    else this.open.delete(destination);
    this.total--;
    return wasFull;
  }

  /** The flags of the deferred tasks that this process has no room for. */
  readonly avoided = (): string[] => {
    if (this.total >= this.settings.SCHEDULED_CONCURRENCY) return [ANY_DESTINATION];
    return [...this.open.keys()].filter((destination) => this.isFull(destination));
  };

  /** No deferred task is left but for destinations that are full. */
  readonly drained = (): void => {
    for (const destination of this.queued) if (!this.isFull(destination)) this.queued.delete(destination);
  };

  private isFull(destination: string): boolean {
    return this.total >= this.settings.SCHEDULED_CONCURRENCY || this.inFlight(destination) >= this.most;
  }

  private inFlight(destination: string): number {
    return this.open.get(destination) ?? 0;
  }
}
