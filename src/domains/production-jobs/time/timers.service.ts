import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { refused } from '../refusals';
import { serialId } from '../serials/serial-id';
import { UnitActions } from '../serials/unit-actions';
import type { UnitCall } from '../serials/unit-actions';
import { unitNumber } from '../serials/unit-number';
import type { StepTimeDto, TimeEntryDto, UnitTimeDto } from './time.dto';
import type { TimerState } from './time-entry.entity';
import * as sql from './time-statements';
import { TIMER_REFUSALS, timerAfter } from './timer-transitions';
import type { TimerAction } from './timer-transitions';

interface EntryRow {
  id: string;
  serial_number: string;
  step_id: string;
  visit: number;
  user_id: string;
  state: TimerState;
  /** Text within JSON. */
  started_at: Date | string;
  ended_at: Date | string | null;
  seconds: number;
}

interface StepRow {
  step_id: string;
  step_name: string;
  seconds: number;
  running: boolean;
  entries: EntryRow[];
}

@Injectable()
export class TimersService {
  constructor(
    private readonly database: Database,
    private readonly actions: UnitActions,
  ) {}

  /** Does something with the operator's timer of a unit. @throws Failure `not-found`, `conflict`, `invalid` */
  act(call: UnitCall, action: TimerAction): Promise<TimeEntryDto> {
    const { tenantId } = call.caller;
    return this.actions.act(call, async (unit, { userId, actor }) => {
      const values = [tenantId, unit.number, userId];
      const [open] = await this.database.run<{ id: string; state: TimerState }>(sql.FIND_OPEN, values);
      const state = timerAfter(open?.state, action);
      if (!state) throw refused(TIMER_REFUSALS[action]);
      if (unit.status !== 'in_progress') throw refused(`Cannot track time on a ${unit.status} serial`);
      const [entry] = open
        ? await this.database.run<EntryRow>(sql.MOVE, [tenantId, pastOf(action, true), actor, state, open.id])
        : await this.database.run<EntryRow>(sql.START, [tenantId, pastOf(action), actor, unit.number, userId]);
      return entryOf(entry);
    });
  }

  /** @throws Failure `not-found` */
  async ofUnit(tenantId: string, id: string): Promise<UnitTimeDto> {
    const number = await unitNumber(this.database, tenantId, id);
    const rows = await this.database.run<StepRow>(sql.SUM_BY_STEP, [tenantId, number]);
    const totalSeconds = rows.reduce((sum, { seconds }) => sum + seconds, 0);
    return { totalSeconds: toMilliseconds(totalSeconds), steps: rows.map(stepOf) };
  }
}

/** How events call what an action has done. */
function pastOf(action: TimerAction, open = false): string {
  if (action === 'start') return open ? 'resumed' : 'started';
  return action === 'pause' ? 'paused' : 'stopped';
}

const toMilliseconds = (seconds: number) => Math.round(seconds * 1000) / 1000;

function stepOf(row: StepRow): StepTimeDto {
  return {
    stepId: row.step_id,
    stepName: row.step_name,
    seconds: toMilliseconds(row.seconds),
    running: row.running,
    entries: row.entries.map(entryOf),
  };
}

function entryOf(row: EntryRow): TimeEntryDto {
  return {
    id: row.id,
    serialId: serialId(row.serial_number),
    stepId: row.step_id,
    visit: row.visit,
    userId: row.user_id,
    state: row.state,
    startedAt: new Date(row.started_at).toISOString(),
    endedAt: row.ended_at === null ? undefined : new Date(row.ended_at).toISOString(),
    seconds: row.seconds,
  };
}
