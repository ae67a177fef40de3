import { v7 as uuidv7 } from 'uuid';
import { eventOf, jobEvent } from '../../src/domains/compute-jobs/jobs/job-events';
import { moveTo } from '../../src/domains/compute-jobs/jobs/job-states';
import type { JobState } from '../../src/domains/compute-jobs/jobs/transitions';
import type { Role, StepState } from '../../src/domains/compute-jobs/steps/transitions';
import type { Client } from './client';
import type { Server } from './server';

export const JOBS = '/v1/customer/jobs';

export interface StepRow {
  role: Role;
  chunk_number: number;
  state: StepState;
  attempt?: number;
  worker?: string;
  exit_code?: number;
  error_message?: string;
  input_bytes?: number;
  output_bytes?: number;
  cached?: boolean;
  started_at?: string;
  ended_at?: string;
}

export interface LineRow {
  execution?: number;
  seq: number;
  at?: string;
  level?: string;
  line: string;
}

/** Writes what workers write, in the statements of the domain where it has some. */
export class ComputeRows {
  constructor(
    private readonly server: Server,
    readonly api: Client,
  ) {}

  async job(): Promise<string> {
    const { status, body } = await this.api.post(JOBS, { templateId: 'hello-world' });
    expect(status).toBe(200);
    return body.job.id as string;
  }

  /** @param assignments to further columns, in SQL */
  async reach(jobId: string, state: JobState, assignments = ''): Promise<void> {
    const moved = await this.server.query(`${moveTo(state, assignments)} SELECT ${jobEvent(eventOf(state))} FROM job`, [
      jobId,
      0,
    ]);
    expect(moved).toHaveLength(1);
  }

  async step(jobId: string, row: StepRow): Promise<string> {
    const id = uuidv7();
    const columns = Object.keys(row);
    await this.server.query(
      `INSERT INTO compute.steps (id, job_id, tenant_id, ${columns.join(', ')})
        SELECT $1, id, tenant_id, ${columns.map((_, index) => `$${index + 3}`).join(', ')}
        FROM compute.jobs WHERE id = $2`,
      [id, jobId, ...Object.values(row)],
    );
    return id;
  }

  async tasks(jobId: string, ...states: StepState[]): Promise<string[]> {
    const ids: string[] = [];
    for (const [chunk_number, state] of states.entries()) {
      ids.push(await this.step(jobId, { role: 'app', chunk_number, state }));
    }
    return ids;
  }

  async lines(jobId: string, stepId: string, ...lines: LineRow[]): Promise<void> {
    for (const { execution = 1, seq, at = '2026-01-31T12:00:00Z', level = 'UNKNOWN', line } of lines) {
      await this.server.query('INSERT INTO compute.log_lines VALUES ($1, $2, $3, $4, $5, $6, $7)', [
        jobId,
        stepId,
        execution,
        seq,
        at,
        level,
        line,
      ]);
    }
  }

  /** Ends a task, and tells of it. */
  async endTask(jobId: string, taskId: string, end: 'completed' | 'retried' | 'failed', exitCode: number) {
    const state: Record<typeof end, StepState> = { completed: 'COMPLETED', retried: 'SCHEDULED', failed: 'FAILED' };
    await this.server.query(
      `WITH step AS (
          UPDATE compute.steps SET state = $3, exit_code = $5, attempt = attempt + 1, started_at = clock_timestamp(),
            ended_at = clock_timestamp() WHERE id = $2 RETURNING *
        ) SELECT platform.append_event(tenant_id, 'quintet.compute.task.' || $4, $1, json_build_object('jobId', job_id,
          'taskId', id, 'chunkNumber', chunk_number, 'attempt', attempt, 'exitCode', exit_code)) FROM step`,
      [jobId, taskId, state[end], end, exitCode],
    );
  }
}

/** How a statement ran, and how many rows it looked at in vain. */
export async function planOf(server: Server, text: string, values: unknown[]): Promise<{ plan: string; vain: number }> {
  const rows = await server.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE) ${text}`, values);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  const removed = [...plan.matchAll(/Rows Removed by (?:Join )?Filter: (\d+)/g)].map(([, count]) => Number(count));
  return { plan, vain: removed.reduce((sum, count) => sum + count, 0) };
}

/** Gives a tenant of nobody so many jobs, each with twenty tasks of two lines and two attempts. */
export async function crowd(server: Server, jobs: number): Promise<void> {
  await server.query(
    `WITH job AS (
        INSERT INTO compute.jobs (tenant_id, id, template_id, template_owner, template, state, config, params,
          state_timestamps)
        SELECT '11111111-1111-1111-1111-111111111111', gen_random_uuid(), 'x', gen_random_uuid(), '{}',
          'JOB_STATE_PARTITIONED', '{}', '{}', '{}' FROM generate_series(1, $1) RETURNING id, tenant_id
      ), step AS (
        INSERT INTO compute.steps (id, tenant_id, job_id, role, chunk_number, state)
        SELECT gen_random_uuid(), tenant_id, id, 'app', chunk, 'RUNNING' FROM job, generate_series(0, 19) AS chunk
        RETURNING id, job_id
      ), attempt AS (
        INSERT INTO compute.attempts (step_id, run_no, number, started_at)
        SELECT id, 1, number, now() FROM step, generate_series(1, 2) AS number
      )
      INSERT INTO compute.log_lines SELECT job_id, id, 1, seq, now(), 'UNKNOWN', 'line' FROM step,
        generate_series(0, 1) AS seq`,
    [jobs],
  );
  await server.query('ANALYZE compute.jobs, compute.steps, compute.attempts, compute.log_lines');
}
