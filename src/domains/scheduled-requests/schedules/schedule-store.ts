import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { isUuid } from '../ids';
import { isOver, type ScheduleState } from '../transitions';
import type { Instant } from '../values/instant';
import type { JsonText } from '../values/json-text';
import { FinishedRuns } from './finished-runs';
import { SCHEDULE_COLUMNS, type ScheduleRow } from './schedule-row';

/** A schedule with all that clients see of it, and the moment at which it was read. */
export interface StoredSchedule extends ScheduleRow {
  tenant_id: string;
  name: string | null;
  description: string | null;
  reason: string | null;
  args: JsonText;
  last_run_at: Instant | null;
  runs: number;
  missed: number;
  skipped: number;
  failures: number;
  inserted_at: Instant;
  updated_at: Instant;
  now: Instant;
}

const COLUMNS = `${SCHEDULE_COLUMNS}, tenant_id, name, description, reason, args::text AS args,
  scheduled.micros(last_run_at) AS last_run_at, runs, missed, skipped, failures,
  scheduled.micros(inserted_at) AS inserted_at, scheduled.micros(updated_at) AS updated_at,
  scheduled.micros(clock_timestamp()) AS now`;

const FIND = {
  name: 'scheduled-schedule-find',
  text: `SELECT ${COLUMNS} FROM scheduled.schedules WHERE tenant_id = $1 AND id = $2`,
};

/** Version 7 ids rise with time. */
const LIST = {
  name: 'scheduled-schedules-list',
  text: `SELECT ${COLUMNS} FROM scheduled.schedules WHERE tenant_id = $1 ORDER BY id DESC LIMIT $2 OFFSET $3`,
};
const LIST_OF_STATE = {
  name: 'scheduled-schedules-list-of-state',
  text: `SELECT ${COLUMNS} FROM scheduled.schedules WHERE tenant_id = $1 AND state = $4
    ORDER BY id DESC LIMIT $2 OFFSET $3`,
};

export interface SchedulePage {
  /** Undefined: any. */
  state: ScheduleState | undefined;
  limit: number;
  offset: number;
}

/** Reads the schedules of tenants. */
@Injectable()
export class ScheduleStore {
  constructor(
    private readonly database: Database,
    private readonly finishedRuns: FinishedRuns,
  ) {}

  /** Newest first. */
  async list({ tenantId }: Caller, { state, limit, offset }: SchedulePage): Promise<StoredSchedule[]> {
    const values = [tenantId, limit, offset];
    if (state === undefined) return this.database.run<StoredSchedule>(LIST, values);
    return this.database.run<StoredSchedule>(LIST_OF_STATE, [...values, state]);
  }

  /** @throws Failure `not-found` */
  async find({ tenantId }: Caller, id: string): Promise<StoredSchedule> {
    const [schedule] = isUuid(id) ? await this.database.run<StoredSchedule>(FIND, [tenantId, id]) : [];
    if (!schedule) throw new Failure('not-found');
    return schedule;
  }

  /**
   * The schedule, which nobody else changes until the transaction of the caller ends.
   * @throws Failure `not-found`; `conflict` when it has no further run, ever
   */
  async lock(caller: Caller, id: string): Promise<StoredSchedule> {
    await this.find(caller, id);
    await this.finishedRuns.lock(id);
    // Read anew: what was read while another transaction held the lock is out of date.
    const schedule = await this.find(caller, id);
    if (isOver(schedule.state)) throw new Failure('conflict', `Schedule is ${schedule.state}`);
    return schedule;
  }
}
