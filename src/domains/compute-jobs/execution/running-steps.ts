import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { Listener } from '../../../kernel/database/listener';
import { STOPS_CHANNEL } from '../jobs/job-states';
import type { KillReason } from './compute-metrics';
import type { TakenStep } from './taken-step';

/** Milliseconds between looks for steps that are no longer this process's. */
const LOOK_INTERVAL = 1_000;
/** Milliseconds that running programs get to end by themselves when the process is told to stop. */
const GRACE = 5_000;

const LOST = {
  name: 'compute-steps-lost',
  text: `SELECT mine.id, mine.execution FROM unnest($1::uuid[], $2::int[]) AS mine (id, execution)
    WHERE NOT EXISTS (SELECT FROM compute.steps AS step
      WHERE step.id = mine.id AND step.execution = mine.execution AND step.state = 'RUNNING')`,
};

/** A step that this process works at. */
export interface StepRun {
  /** Aborted when the step has to end; its `reason` is a `KillReason`. */
  signal: AbortSignal;
  stop(reason: KillReason): void;
}

/**
 * The steps that this process works at. They end when they are no longer its own, because their job has ended or because
 * it was taken for dead, and some time after it was told to stop.
 */
@Injectable()
export class RunningSteps implements OnModuleDestroy, OnApplicationShutdown {
  private readonly running = new Map<string, StepRun & { step: TakenStep }>();
  private looks?: NodeJS.Timeout;
  private end?: NodeJS.Timeout;
  private looking = false;

  constructor(
    private readonly database: Database,
    listener: Listener,
  ) {
    const look = () => void this.look();
    listener.subscribe(STOPS_CHANNEL, look, look);
  }

  /** Whether the process was told to stop: nothing more may begin. */
  get stopping(): boolean {
    return this.end !== undefined;
  }

  async during<T>(step: TakenStep, work: (run: StepRun) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const run = { step, signal: controller.signal, stop: (reason: KillReason) => controller.abort(reason) };
    this.running.set(keyOf(step), run);
    this.looks ??= setInterval(() => void this.look(), LOOK_INTERVAL);
    try {
      return await work(run);
    } finally {
      this.running.delete(keyOf(step));
      if (this.running.size === 0) this.rest();
    }
  }

  onModuleDestroy(): void {
    this.end ??= setTimeout(() => {
      for (const run of this.running.values()) run.stop('shutdown');
    }, GRACE);
  }

  onApplicationShutdown(): void {
    clearTimeout(this.end);
    this.rest();
  }

  private rest(): void {
    clearInterval(this.looks);
    this.looks = undefined;
  }

  private async look(): Promise<void> {
    if (this.looking || this.running.size === 0) return;
    this.looking = true;
    const steps = [...this.running.values()].map(({ step }) => step);
    const values = [steps.map(({ id }) => id), steps.map(({ execution }) => execution)];
    const lost = await this.database.run<{ id: string; execution: number }>(LOST, values).catch(() => []);
    this.looking = false;
    for (const step of lost) this.running.get(keyOf(step))?.stop('job_ended');
  }
}

const keyOf = ({ id, execution }: { id: string; execution: number }) => `${id} ${execution}`;
