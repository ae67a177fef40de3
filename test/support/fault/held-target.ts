import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { serveHttps } from '../../../src/kernel/outbound/fixtures/local-server';
import type { LocalServer } from '../../../src/kernel/outbound/fixtures/local-server';
import { waitFor } from '../wait-for';

/** Makes a process trust the target: the value of NODE_EXTRA_CA_CERTS. */
export const TARGET_CA = join(__dirname, '../../../src/kernel/outbound/fixtures/ca.pem');

/** A run of a job that reached the target. */
export interface Arrival {
  jobId: number;
  attempt: number;
  /** Milliseconds since 1970. */
  at: number;
  /** Whether its connection ended before it was answered; whoever sent it is gone, or hung up. */
  cut: boolean;
}

/** An HTTPS target that knows which runs reached it, and can keep them waiting. */
export class HeldTarget {
  readonly arrivals: Arrival[] = [];
  private readonly open = new Map<Arrival, ServerResponse>();
  private readonly heldBack: Arrival[] = [];
  private held = false;
  private server: LocalServer;

  /** @param delay milliseconds after which a request is answered, unless it is held */
  static async open(delay: number): Promise<HeldTarget> {
    const target = new HeldTarget();
    target.server = await serveHttps((request, response) => {
      const { 'quintet-job-id': jobId, 'quintet-attempt': attempt } = request.headers;
      const arrival = { jobId: Number(jobId), attempt: Number(attempt), at: Date.now(), cut: false };
      target.arrivals.push(arrival);
      target.open.set(arrival, response);
      response.on('close', () => {
        target.open.delete(arrival);
        arrival.cut = !response.writableFinished;
      });
      if (target.held) target.heldBack.push(arrival);
      else setTimeout(() => response.end(), delay);
    });
    return target;
  }

  get url(): string {
    return `${this.server.origin}/run`;
  }

  /** Requests that wait for their answer. */
  get waiting(): Arrival[] {
    return [...this.open.keys()];
  }

  /** Answers nothing that comes from now on, until it is released. */
  hold(): void {
    this.held = true;
  }

  /**
   * Answers what is held.
   *
   * @param cut so many of them are known to have lost their connection
   * @returns these
   */
  async release(cut = 0): Promise<Arrival[]> {
    const lost = () => this.heldBack.filter((arrival) => arrival.cut);
    await waitFor(() => lost().length >= cut, { what: `${cut} connections to be lost` });
    this.held = false;
    for (const response of this.open.values()) response.end();
    const found = lost();
    this.heldBack.length = 0;
    return found;
  }

  /** The first run of a job after the given moment, in milliseconds since 1970. */
  nextRun(jobId: number, after: number): Arrival | undefined {
    return this.arrivals.find((arrival) => arrival.jobId === jobId && arrival.at > after);
  }

  async close(): Promise<void> {
    await this.server.close();
  }
}
