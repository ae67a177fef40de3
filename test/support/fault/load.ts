import { setTimeout as pause } from 'node:timers/promises';
import { JOBS } from '../scheduled';
import type { Server } from '../server';

/** Milliseconds until a creator that was refused tries again. */
const PAUSE = 25;
const CREATORS = 16;

/** Creates jobs that are due at once, whatever happens to the service meanwhile. */
export class Load {
  /** Ids of the jobs that the service answered with 201. */
  readonly accepted: number[] = [];
  /** Every other answer, `status text`, as often as it came. */
  readonly refusals = new Map<string, number>();
  /** Requests without an answer: the process was killed. */
  unanswered = 0;
  /** Most milliseconds that an answer took. */
  slowest = 0;
  private stopped = false;

  constructor(
    private readonly api: Server,
    private readonly url: string,
  ) {}

  /**
   * Resolves when so many are accepted, or the load is stopped.
   *
   * @param rest milliseconds that each of the creators waits after a job
   */
  async create(count: number, rest = 0): Promise<void> {
    let left = count;
    const creator = async () => {
      while (left > 0 && !this.stopped) {
        left--;
        if (await this.accept()) {
          if (rest) await pause(rest);
        } else {
          left++;
          await pause(PAUSE);
        }
      }
    };
    await Promise.all(Array.from({ length: CREATORS }, creator));
  }

  stop(): void {
    this.stopped = true;
  }

  private async accept(): Promise<boolean> {
    const began = Date.now();
    try {
      const { status, body, text } = await this.api.client().post(JOBS, { method: 'post', url: this.url });
      this.slowest = Math.max(this.slowest, Date.now() - began);
      if (status === 201) return this.accepted.push(body.data.job_id as number) > 0;
      const refusal = `${status} ${text}`;
      this.refusals.set(refusal, (this.refusals.get(refusal) ?? 0) + 1);
    } catch {
      this.unanswered++;
    }
    return false;
  }
}
