import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { DISPATCH_GROUP } from '../dispatch/dispatch-task';
import { FlightLock } from '../flights/flight-lock';
import { CANCEL } from '../flights/flight.statements';
import { keyOf, Releases } from '../flights/releases';
import { lookedUp } from '../ids';
import { zulu } from '../instants';
import { conflict, DroneFailure, invalid, notFound, refuseEmptyChange } from '../refusals';
import { UpdateDroneJobDto } from './change-job.dto';
import type { CancelledDroneJobAnswerDto, ChangedDroneJobDto } from './change-job.dto';
import { eventOf, historyOf } from './job-record';
import { TRANSITIONS } from './transitions';
import type { JobStatus } from './transitions';

const UPDATED = { from: [], to: 'PENDING' as const, name: 'updated' };
const DELETED = { from: [], to: 'PENDING' as const, name: 'deleted' };

/** `$4` and `$5`: whether there is a new description, and which; null as name or priority: it stays. */
const UPDATE = {
  name: 'drone-job-update',
  text: `WITH job AS (
      UPDATE drone.jobs SET name = coalesce($3, name), description = CASE WHEN $4 THEN $5 ELSE description END,
        priority = coalesce($6, priority), updated_at = clock_timestamp()
      WHERE tenant_id = $1 AND id = $2 AND ($6::smallint IS NULL OR status = ANY ($7)) RETURNING *
    ), ${historyOf(UPDATED)}
    SELECT id, name, description, status, priority, updated_at, ${eventOf(UPDATED)},
      CASE WHEN $6::smallint IS NOT NULL AND status = 'QUEUED' THEN (SELECT ${DISPATCH_GROUP} FROM job) END AS dispatched
    FROM job`,
};
const IS_THERE = { name: 'drone-job-is-there', text: 'SELECT FROM drone.jobs WHERE tenant_id = $1 AND id = $2' };
/** With its history: that it was there is told by the event log alone, for as long as that keeps anything. */
const DELETE = {
  name: 'drone-job-delete',
  text: `WITH job AS (DELETE FROM drone.jobs WHERE tenant_id = $1 AND id = $2 RETURNING *),
      history AS (DELETE FROM drone.job_history WHERE tenant_id = $1 AND job_id = $2)
    SELECT ${eventOf(DELETED)} FROM job`,
};
const CANCELLED_AT = {
  name: 'drone-job-cancelled-at',
  text: 'SELECT cancelled_at FROM drone.jobs WHERE tenant_id = $1 AND id = $2',
};

interface ChangedRow {
  id: string;
  name: string;
  description: string | null;
  status: JobStatus;
  priority: number;
  updated_at: Date;
}

/** What clients do to jobs that are there. */
@Injectable()
export class JobChanges {
  constructor(
    private readonly database: Database,
    private readonly lock: FlightLock,
    private readonly releases: Releases,
  ) {}

  /** @throws DroneFailure where it is not there; Failure where the priority does not matter any more */
  async update(tenantId: string, jobId: string, dto: UpdateDroneJobDto): Promise<ChangedDroneJobDto> {
    refuseEmptyChange(dto, UpdateDroneJobDto);
    const { name, description, priority } = dto;
    const values = [tenantId, lookedUp(jobId), name, description !== undefined, description, priority];
    const [row] = await this.database.run<ChangedRow>(UPDATE, [...values, TRANSITIONS.cancel.from]);
    if (!row) {
      const [found] = await this.database.run(IS_THERE, values.slice(0, 2));
      throw found ? invalid('priority', 'cannot be changed after the job has started') : notFound('Job');
    }
    const { id, updated_at, ...job } = row;
    return {
      jobId: id,
      name: job.name,
      description: job.description,
      status: job.status,
      priority: job.priority,
      updatedAt: zulu(updated_at),
    };
  }

  /** A device that has it is told. @throws DroneFailure where it is not there, or flies */
  async delete(tenantId: string, jobId: string): Promise<void> {
    const deleted = await this.lock.on(tenantId, jobId, async (flight) => {
      if (flight.status === 'IN_PROGRESS') throw conflict('Cannot delete job');
      await this.releases.takeBackIfHeld(flight, 'DELETED');
      await this.database.run(DELETE, [tenantId, flight.id]);
      return true;
    });
    if (!deleted) throw notFound('Job');
  }

  /** A device that has it is told. @throws DroneFailure where it is not there, has started or has ended */
  async cancel(
    tenantId: string,
    jobId: string,
    reason: string | null | undefined,
  ): Promise<CancelledDroneJobAnswerDto['job']> {
    const cancelledAt = await this.lock.on(tenantId, jobId, async (flight) => {
      if (!TRANSITIONS.cancel.from.some((status) => status === flight.status)) throw notCancellable(flight.status);
      await this.database.run(CANCEL, [...keyOf(flight), JSON.stringify(reason ? { reason } : {})]);
      await this.releases.takeBackIfHeld(flight, 'CANCELLED');
      const [row] = await this.database.run<{ cancelled_at: Date }>(CANCELLED_AT, [tenantId, flight.id]);
      return row.cancelled_at;
    });
    if (!cancelledAt) throw notFound('Job');
    return { jobId, status: 'CANCELLED', cancelledAt: zulu(cancelledAt) };
  }
}

function notCancellable(status: JobStatus): DroneFailure {
  return new DroneFailure('invalid', 'Only PENDING or QUEUED jobs can be cancelled', {
    error: 'Cannot cancel job',
    details: { code: 'JOB_NOT_CANCELLABLE', status },
  });
}
