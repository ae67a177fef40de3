import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../../../kernel/database/database';
import type { CommandReason, CommandType, DeviceCommand, DeviceRef } from '../device-protocol/messages';

/** The columns that make a `DeviceCommand`. */
export interface CommandRow {
  id: string;
  seq: string;
  device_id: string;
  job_id: string;
  lease: number;
  type: CommandType;
  body: object;
  sent_at: Date;
  expires_at: Date;
}

const COLUMNS = 'id, seq, device_id, job_id, lease::float8, type, body, sent_at, expires_at';
const OPEN = 'answered_at IS NULL AND superseded_at IS NULL AND expires_at > clock_timestamp()';

const DAY = 86_400;
/** Seconds that a command is good for; an assignment has its own. */
const LIFETIME = { cancel: DAY, abort: DAY, rth: DAY, pause: 30, resume: 30 };
/** What a command makes pointless of those that its lease has open. */
const SUPERSEDES: Record<keyof typeof LIFETIME, CommandType[]> = {
  cancel: ['assign', 'pause', 'resume', 'rth'],
  abort: ['assign', 'pause', 'resume', 'rth'],
  rth: ['pause', 'resume'],
  pause: ['resume'],
  resume: ['pause'],
};

/** One open command of a kind per lease; a second one is the first. */
const SEND = {
  name: 'drone-command-send',
  text: `WITH open AS (
      SELECT ${COLUMNS} FROM drone.commands
      WHERE device_id = $3 AND job_id = $4 AND lease = $5 AND type = $6 AND ${OPEN} ORDER BY seq DESC LIMIT 1
    ), sent AS (
      INSERT INTO drone.commands (id, tenant_id, device_id, job_id, lease, type, body, expires_at)
      SELECT $1, $2, $3, $4, $5, $6, $7, clock_timestamp() + make_interval(secs => $8)
      WHERE NOT EXISTS (SELECT FROM open) AND EXISTS (SELECT FROM drone.devices WHERE tenant_id = $2 AND id = $3)
      RETURNING *
    ), superseded AS (
      UPDATE drone.commands SET superseded_at = clock_timestamp()
      WHERE device_id = $3 AND job_id = $4 AND lease = $5 AND type = ANY ($9) AND answered_at IS NULL
        AND superseded_at IS NULL AND EXISTS (SELECT FROM sent)
    ) SELECT ${COLUMNS} FROM sent UNION ALL SELECT * FROM open`,
};
const LIST_OPEN = {
  name: 'drone-command-list-open',
  text: `SELECT ${COLUMNS} FROM drone.commands WHERE tenant_id = $1 AND device_id = $2 AND seq > $3 AND ${OPEN}
    ORDER BY seq LIMIT 1000`,
};
const ANSWER = {
  name: 'drone-command-answer',
  text: `UPDATE drone.commands SET answer = $4, answered_at = clock_timestamp()
    WHERE tenant_id = $1 AND device_id = $2 AND id = $3 AND answered_at IS NULL
    RETURNING ${COLUMNS}`,
};
const FIND = {
  name: 'drone-command-find',
  text: `SELECT ${COLUMNS} FROM drone.commands WHERE tenant_id = $1 AND device_id = $2 AND id = $3`,
};

export const newCommandId = () => `cmd-${uuidv7()}`;

/** What a device gets. */
export function commandOf(row: CommandRow): DeviceCommand {
  return {
    id: row.id,
    type: row.type,
    jobId: row.job_id,
    lease: row.lease,
    sentAt: row.sent_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    ...row.body,
  };
}

/** The commands of devices, as they are kept. What is written here goes out after the commit, by the outbox. */
@Injectable()
export class Commands {
  constructor(private readonly database: Database) {}

  /** In the caller's transaction; undefined where the device is gone. An open one of the kind is given back instead. */
  async send(
    { tenantId, deviceId }: DeviceRef,
    flight: { jobId: string; lease: number },
    type: keyof typeof LIFETIME,
    body: { reason?: CommandReason; action?: string },
  ): Promise<CommandRow | undefined> {
    const values = [newCommandId(), tenantId, deviceId, flight.jobId, flight.lease, type, JSON.stringify(body)];
    const [row] = await this.database.run<CommandRow>(SEND, [...values, LIFETIME[type], SUPERSEDES[type]]);
    return row;
  }

  /** What a device has not answered yet, in the order in which it was sent. @param after `seq` of the last one it knows */
  open({ tenantId, deviceId }: DeviceRef, after = '0'): Promise<CommandRow[]> {
    return this.database.run<CommandRow>(LIST_OPEN, [tenantId, deviceId, after]);
  }

  /** Notes a device's answer. `first` is false where it has answered before; undefined: it was never told that. */
  async answer(
    { tenantId, deviceId }: DeviceRef,
    commandId: string,
    answer: 'ACCEPTED' | 'REJECTED',
  ): Promise<{ command: CommandRow; first: boolean } | undefined> {
    const [row] = await this.database.run<CommandRow>(ANSWER, [tenantId, deviceId, commandId, answer]);
    if (row) return { command: row, first: true };
    const [known] = await this.database.run<CommandRow>(FIND, [tenantId, deviceId, commandId]);
    return known && { command: known, first: false };
  }
}
