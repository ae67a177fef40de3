import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@nestjs/common';

/** Milliseconds to wait after a look that failed. */
const RETRY = 500;

/**
 * Looks one after the other. What is asked for during a look leads to one more, after a pause as long as the look took:
 * however much happens, looking takes half of the time at most.
 */
export class Looks {
  private looking = false;
  private wanted = false;

  constructor(
    private readonly look: () => Promise<void>,
    private readonly logger: Logger,
  ) {}

  wake(): void {
    this.wanted = true;
    if (!this.looking) void this.run();
  }

  private async run(): Promise<void> {
    this.looking = true;
    while (this.wanted) {
      this.wanted = false;
      const since = performance.now();
      try {
        await this.look();
        await delay(performance.now() - since, undefined, { ref: false });
      } catch (error) {
        this.logger.warn({ err: error }, 'streams wait for the next look');
        await delay(RETRY, undefined, { ref: false });
      }
    }
    this.looking = false;
  }
}
