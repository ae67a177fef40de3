import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import { Metrics } from '../../../kernel/metrics/metrics';
import { JOB_STATES } from '../jobs/transitions';
import type { JobState } from '../jobs/transitions';
import { ROLES } from '../steps/transitions';
import type { Role } from '../steps/transitions';

const SECONDS = [0.05, 0.25, 1, 5, 15, 60, 300, 1800, 3600, 14_400, 86_400];
const WAIT_SECONDS = [0.01, 0.05, 0.25, 1, 5, 30, 300, 3600];

const TASK_RESULTS = ['completed', 'retried', 'failed', 'lost', 'put_back'] as const;
export type TaskResult = (typeof TASK_RESULTS)[number];

/** Why a program is killed: its own time is up, its job has ended, its worker stops. */
export const KILL_REASONS = ['timeout', 'job_ended', 'shutdown'] as const;
export type KillReason = (typeof KILL_REASONS)[number];

const BYTE_KINDS = ['chunk', 'result', 'output'] as const;
export type ByteKind = (typeof BYTE_KINDS)[number];

/** Shows what this process did for compute jobs. No label tells of a tenant. */
@Injectable()
export class ComputeMetrics {
  private readonly jobs: Counter<'state'>;
  private readonly tasks: Counter<'result'>;
  private readonly steps: Histogram<'role'>;
  private readonly processes: Gauge;
  private readonly waits: Histogram;
  private readonly kills: Counter<'reason'>;
  private readonly bytes: Counter<'kind'>;
  private readonly hits: Counter;

  constructor({ registry }: Metrics) {
    const registers = [registry];
    const named = (name: string, help: string) => ({ name: `quintet_compute_${name}`, help, registers });
    this.jobs = new Counter({ ...named('jobs_total', 'Jobs that reached a state.'), labelNames: ['state'] });
    this.tasks = new Counter({
      ...named('tasks_total', 'Executions of tasks, by what came of them: failed is for good, retried is not.'),
      labelNames: ['result'],
    });
    this.steps = new Histogram({
      ...named('step_seconds', 'Seconds that programs ran.'),
      labelNames: ['role'],
      buckets: SECONDS,
    });
    this.processes = new Gauge(named('processes_running', 'Programs that run in this process now.'));
    this.waits = new Histogram({
      ...named('queue_wait_seconds', 'Seconds that steps waited after they could have been run.'),
      buckets: WAIT_SECONDS,
    });
    this.kills = new Counter({ ...named('kills_total', 'Programs that were killed.'), labelNames: ['reason'] });
    this.bytes = new Counter({ ...named('bytes_total', 'Bytes of the files that steps made.'), labelNames: ['kind'] });
    this.hits = new Counter(named('cache_hits_total', 'Tasks that took the results of an earlier one.'));
    for (const state of JOB_STATES) this.jobs.inc({ state }, 0);
    for (const result of TASK_RESULTS) this.tasks.inc({ result }, 0);
    for (const role of ROLES) this.steps.zero({ role });
    for (const reason of KILL_REASONS) this.kills.inc({ reason }, 0);
    for (const kind of BYTE_KINDS) this.bytes.inc({ kind }, 0);
  }

  jobReached(state: JobState): void {
    this.jobs.inc({ state });
  }

  taskEnded(result: TaskResult): void {
    this.tasks.inc({ result });
  }

  /** @param seconds since it could have been taken */
  taken(seconds: number): void {
    this.waits.observe(seconds);
  }

  /** The program's run, counted and timed. */
  async observe<T>(role: Role, run: () => Promise<T>): Promise<T> {
    this.processes.inc();
    const end = this.steps.startTimer({ role });
    try {
      return await run();
    } finally {
      end();
      this.processes.dec();
    }
  }

  killed(reason: KillReason): void {
    this.kills.inc({ reason });
  }

  stored(kind: ByteKind, bytes: number): void {
    this.bytes.inc({ kind }, bytes);
  }

  cacheHit(): void {
    this.hits.inc();
  }
}
