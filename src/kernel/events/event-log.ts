import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import type { Statement } from '../database/database';
import { isBefore, LAST_POSITION } from './event-cursor';
import type { EventPosition } from './event-cursor';
import * as sql from './event-log.statements';

export interface EventFilter {
  tenantId: string;
  /** Exact types, and prefixes that end in `.*`; any type when left out. */
  types?: string[];
  subject?: string;
}

export interface LoggedEvent {
  at: EventPosition;
  time: Date;
  type: string;
  subject: string;
  data: unknown;
}

export interface EventPage {
  /** Oldest first. */
  events: LoggedEvent[];
  /** Up to where the reader has seen everything that the filter lets through. */
  next: EventPosition;
  /** Whether transactions are running that may hold back events which are committed: worth another look soon. */
  behind: boolean;
}

interface Row {
  horizon: string;
  behind: boolean;
  /** Null, with all after it, in the one row of an empty page. */
  xid: string | null;
  position: string;
  time: Date;
  type: string;
  subject: string;
  data: unknown;
}

/**
 * Reads the event log in an order in which nothing is ever put in before what was read: by the transactions that
 * appended, and only up to the oldest one that is still running anywhere in the PostgreSQL cluster.
 */
@Injectable()
export class EventLog {
  constructor(private readonly database: Database) {}

  /** Behind all that was committed when any transaction that still runs began: what is read later shows all of it. */
  async end(): Promise<EventPosition> {
    const [{ horizon }] = await this.database.run<{ horizon: string }>(sql.HORIZON);
    return { xid: BigInt(horizon), position: 0n };
  }

  /** Where the last of the events could be that are committed by now: whoever is behind that has seen them. */
  async latest(): Promise<EventPosition> {
    const [{ latest }] = await this.database.run<{ latest: string }>(sql.LATEST);
    return { xid: BigInt(latest), position: LAST_POSITION };
  }

  async read(filter: EventFilter, after: EventPosition, limit: number): Promise<EventPage> {
    const { statement, values } = choose(filter);
    const all = [filter.tenantId, String(after.xid), String(after.position), limit, ...values];
    if (statement !== sql.OF_TYPES) return toPage(await this.database.run<Row>(statement, all), after, limit);
    const rows = await this.database.run<Row & { lookedThrough: number }>(sql.OF_TYPES_AMONG_NEXT, all);
    const complete = rows[0].lookedThrough < sql.LOOKED_THROUGH || (rows.length === limit && rows[0].xid !== null);
    return toPage(complete ? rows : await this.database.run<Row>(statement, all), after, limit);
  }
}

function toPage(rows: Row[], after: EventPosition, limit: number): EventPage {
  const events = rows.flatMap((row) => (row.xid === null ? [] : [toEvent(row, row.xid)]));
  const horizon = { xid: BigInt(rows[0].horizon), position: 0n };
  const seen = events.length === limit ? events[limit - 1].at : horizon;
  return { events, next: isBefore(seen, after) ? after : seen, behind: rows[0].behind };
}

function choose({ types, subject }: EventFilter): { statement: Statement; values: unknown[] } {
  if (subject !== undefined) {
    return { statement: sql.OF_SUBJECT, values: [subject, types?.map(likePattern) ?? null] };
  }
  if (types === undefined) return { statement: sql.ALL, values: [] };
  if (types.length === 1 && !types[0].endsWith('.*')) return { statement: sql.OF_TYPE, values: types };
  return { statement: sql.OF_TYPES, values: [types.map(likePattern)] };
}

function likePattern(type: string): string {
  return type.replace(/[\\%_]/g, '\\$&').replace(/\.\*$/, '.%');
}

function toEvent({ position, time, type, subject, data }: Row, xid: string): LoggedEvent {
  return { at: { xid: BigInt(xid), position: BigInt(position) }, time, type, subject, data };
}
