import type { QueryResultRow } from 'pg';
import type { Client } from './client';
import type { Server } from './server';
import { waitFor } from './wait-for';

export const JOBS = '/scheduler/api/jobs';
export const SCHEDULES = '/scheduler/api/schedules';

/** Microseconds since 1970 of a moment as the API shows it. */
export function micros(shown: string): number {
  return Date.parse(`${shown.slice(0, 19)}Z`) * 1000 + Number(shown.slice(20, 26));
}

/** What tests do with jobs, in one tenant. */
export class Jobs {
  readonly api: Client;

  constructor(
    private readonly server: Server,
    key = server.key,
  ) {
    this.api = server.client(key);
  }

  async create(body: object) {
    const answer = await this.api.post(JOBS, body);
    expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
    return answer.body.data;
  }

  async find(id: string | number) {
    return (await this.api.get(`${JOBS}/${id}`)).body.data;
  }

  async attempts(id: string | number) {
    return (await this.api.get(`${JOBS}/${id}/attempts`)).body.data;
  }

  /** The job once it has one of these states. */
  reaches(id: string | number, ...states: string[]) {
    const arrived = async () => {
      const data = await this.find(id);
      return states.includes(data.job.state) && data;
    };
    return waitFor(arrived, { what: `job ${id} to be ${states.join(' or ')}`, timeout: 40_000 });
  }

  /** Runs a one-shot and gives what it came to. */
  async run(body: object) {
    const { id } = await this.create(body);
    const { job } = await this.reaches(id, 'completed', 'discarded');
    return { id, job, attempts: await this.attempts(id) };
  }

  /** The row of a schedule; `next` and `anchor` in microseconds. */
  async schedule(id: string) {
    const [row] = await this.server.query(
      `SELECT *, scheduled.micros(next_run_at) AS next, scheduled.micros(anchor) AS anchor
        FROM scheduled.schedules WHERE id = $1`,
      [id],
    );
    return row;
  }

  /** The runs of a schedule by slot, oldest first; `slot` in microseconds. */
  runs(scheduleId: string): Promise<QueryResultRow[]> {
    return this.server.query(
      `SELECT id::int, uuid, state, attempt, held, held_key, scheduled.micros(slot) AS slot,
          scheduled.micros(attempted_at) AS attempted, scheduled.micros(coalesce(completed_at, discarded_at)) AS ended
        FROM scheduled.jobs WHERE schedule_id = $1 ORDER BY slot`,
      [scheduleId],
    );
  }

  /** The last words of the types of a schedule's events, in their order. */
  async scheduleEvents(id: string): Promise<string[]> {
    const rows = await this.server.query<{ change: string }>(
      `SELECT replace(type, 'quintet.scheduled.schedule.', '') AS change FROM platform.events
        WHERE subject = $1 ORDER BY xid, position`,
      [id],
    );
    return rows.map(({ change }) => change);
  }

  /** Stops a schedule, so that it does not disturb the tests after. */
  async end(scheduleId: string): Promise<void> {
    await this.server.query("DELETE FROM scheduled.jobs WHERE schedule_id = $1 AND state = 'available'", [scheduleId]);
  }
}
