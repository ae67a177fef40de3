import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { Commands } from '../commands/commands';
import type { CommandRow } from '../commands/commands';
import type { CommandReason, CommandType } from '../device-protocol/messages';
import { FlightLock } from '../flights/flight-lock';
import type { HeldFlight, LockedFlight } from '../flights/locked-flight';
import { lookedUp } from '../ids';
import { zulu, zuluOrNull } from '../instants';
import { readPage } from '../lists';
import type { ListQueryDto, Paged } from '../lists';
import { DroneFailure, notFound } from '../refusals';
import type { CommandStatus, DroneCommandDto, DroneCommandListDto } from './command.dto';

export type Control = 'abort' | 'pause' | 'resume' | 'rth';

const WORDS: Record<Control, { error: string; message: string; code: string }> = {
  abort: { error: 'Cannot abort job', message: 'Only IN_PROGRESS jobs can be aborted', code: 'JOB_NOT_ABORTABLE' },
  pause: {
    error: 'Cannot pause job',
    message: 'Only IN_PROGRESS jobs that are not paused can be paused',
    code: 'JOB_NOT_PAUSABLE',
  },
  resume: { error: 'Cannot resume job', message: 'Only paused jobs can be resumed', code: 'JOB_NOT_RESUMABLE' },
  rth: {
    error: 'Cannot return job to home',
    message: 'Only IN_PROGRESS jobs can be returned to home',
    code: 'JOB_NOT_RETURNABLE',
  },
};

const IS_ONLINE = {
  name: 'drone-device-is-online',
  text: 'SELECT FROM drone.devices WHERE tenant_id = $1 AND id = $2 AND online',
};
/** Once for a command, however often it is asked for. */
const NOTE = {
  name: 'drone-flight-note-command',
  text: `INSERT INTO drone.job_history (job_id, tenant_id, type, device_id, lease, data)
    SELECT $2, $1, 'command_sent', $3, $4, $5::json WHERE NOT EXISTS (
      SELECT FROM drone.job_history
      WHERE job_id = $2 AND type = 'command_sent' AND data ->> 'commandId' = $5::json ->> 'commandId'
    )`,
};
const LIST = {
  name: 'drone-command-list',
  text: `SELECT * FROM (
      SELECT tenant_id, id, sent_at AS created_at, job_id, device_id, type, lease::float8, expires_at, answered_at,
        CASE WHEN answer IS NOT NULL THEN answer
          WHEN superseded_at IS NOT NULL OR expires_at <= clock_timestamp() THEN 'EXPIRED' ELSE 'SENT' END AS status
      FROM drone.commands
    ) command`,
};
const IS_JOB = { name: 'drone-job-exists', text: 'SELECT FROM drone.jobs WHERE tenant_id = $1 AND id = $2' };

interface ListedRow extends Paged {
  job_id: string;
  device_id: string;
  type: CommandType;
  lease: number;
  expires_at: Date;
  answered_at: Date | null;
  status: CommandStatus;
}

/** What operators tell a device in flight. */
@Injectable()
export class FlightControl {
  constructor(
    private readonly database: Database,
    private readonly lock: FlightLock,
    private readonly commands: Commands,
  ) {}

  /**
   * Sends a command to the device that flies the job. One that is open already is given back instead.
   * @throws DroneFailure where the job is not there, does not fly, or its device is offline and the command cannot wait
   */
  async tell(
    tenantId: string,
    jobId: string,
    type: Control,
    { reason, action }: { reason?: string | null; action?: string | null },
  ): Promise<DroneCommandDto> {
    const row = await this.lock.on(tenantId, jobId, async (flight) => {
      const held = flyingOrRefused(flight, type);
      const waits = type === 'abort' || type === 'rth';
      if (!waits && (await this.database.run(IS_ONLINE, [tenantId, held.leaseDeviceId])).length === 0) throw offline();
      const more = type === 'abort' ? { action: action ?? 'RTH' } : {};
      return this.send(held, type, { reason: 'OPERATOR', ...more }, reason);
    });
    if (!row) throw notFound('Job');
    return commandDtoOf(row);
  }

  /** In the caller's transaction, with the flight and its device locked. */
  async send(
    flight: HeldFlight,
    type: Control,
    body: { reason: CommandReason; action?: string },
    why?: string | null,
  ): Promise<CommandRow> {
    const { tenantId, id, leaseDeviceId, lease } = flight;
    const row = (await this.commands.send({ tenantId, deviceId: leaseDeviceId }, { jobId: id, lease }, type, body))!;
    const data = { commandId: row.id, command: type, ...body, why: why ?? undefined };
    await this.database.run(NOTE, [tenantId, id, leaseDeviceId, lease, JSON.stringify(data)]);
    return row;
  }

  async list(tenantId: string, jobId: string, query: ListQueryDto): Promise<DroneCommandListDto> {
    const id = lookedUp(jobId);
    const [found] = await this.database.run(IS_JOB, [tenantId, id]);
    if (!found) throw notFound('Job');
    const { rows, nextCursor } = await readPage<ListedRow>(this.database, LIST, tenantId, query, { job_id: id });
    const commands = rows.map((row) => ({
      commandId: row.id,
      type: row.type,
      jobId: row.job_id,
      status: row.status,
      sentAt: zulu(row.created_at),
      deviceId: row.device_id,
      lease: row.lease,
      expiresAt: zulu(row.expires_at),
      answeredAt: zuluOrNull(row.answered_at),
    }));
    return { success: true, commands, count: commands.length, nextCursor };
  }
}

function flyingOrRefused(flight: LockedFlight, type: Control): HeldFlight {
  const fits = type === 'pause' ? !flight.paused : type === 'resume' ? flight.paused : true;
  if (flight.status === 'IN_PROGRESS' && fits) return flight as HeldFlight;
  const { error, message, code } = WORDS[type];
  throw new DroneFailure('invalid', message, { error, details: { code, status: flight.status } });
}

function offline(): DroneFailure {
  return new DroneFailure('unavailable', 'The device is offline', {
    error: 'DEVICE_OFFLINE',
    details: { code: 'DEVICE_OFFLINE' },
  });
}

function commandDtoOf({ id, type, job_id, sent_at }: CommandRow): DroneCommandDto {
  return { commandId: id, type, jobId: job_id, status: 'SENT', sentAt: zulu(sent_at) };
}
