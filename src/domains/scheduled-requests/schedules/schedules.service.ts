import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { slotsAfter } from '../recurrence/slots';
import { formatInstant } from '../values/instant';
import type { JsonText } from '../values/json-text';
import { redactArgs } from '../values/redaction';
import { shownSchedule } from './schedule-answer';
import { pendingSlot, recurrenceOf, slotsLeft } from './schedule-row';
import { ScheduleStore, type SchedulePage, type StoredSchedule } from './schedule-store';

/** Shows schedules. */
@Injectable()
export class SchedulesService {
  constructor(private readonly store: ScheduleStore) {}

  /** Newest first. */
  async list(caller: Caller, page: SchedulePage): Promise<JsonText[]> {
    return (await this.store.list(caller, page)).map((schedule) => shownTo(caller, schedule));
  }

  /** @throws Failure `not-found` */
  async show(caller: Caller, id: string): Promise<JsonText> {
    return shownTo(caller, await this.store.find(caller, id));
  }

  /** The slots to come, at most `count`, the pending one first. @throws Failure `not-found` */
  async next(caller: Caller, id: string, count: number): Promise<string[]> {
    const schedule = await this.store.find(caller, id);
    const first = pendingSlot(schedule, schedule.now);
    if (first === undefined) return [];
    const later = slotsAfter(recurrenceOf(schedule), Math.max(first, schedule.now), count - 1);
    return [first, ...later].slice(0, slotsLeft(schedule)).map(formatInstant);
  }
}

function shownTo(caller: Caller, schedule: StoredSchedule): JsonText {
  const { args } = schedule;
  return shownSchedule(schedule, caller.scopes.has('scheduled:write') ? args : redactArgs(args));
}
