import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { Commands } from '../commands/commands';
import type { CommandRow } from '../commands/commands';
import type { DeviceEvent, DeviceRef, Outcome } from '../device-protocol/messages';
import { lookedUp } from '../ids';
import { FlightLock } from './flight-lock';
import * as sql from './flight.statements';
import { ANSWER_TO_STALE, judge } from './judgement';
import type { FlightReport, Step } from './judgement';
import { isHeld } from './locked-flight';
import type { HeldFlight } from './locked-flight';
import { Links } from './links';
import { keyOf, Releases } from './releases';

/** A device's row is locked by this: its events are applied one at a time, wherever they come in. */
export const RECEIVE = {
  name: 'drone-device-event-receive',
  text: `WITH device AS (
      SELECT id FROM drone.devices WHERE tenant_id = $1 AND id = $2 FOR UPDATE
    ), message AS (
      INSERT INTO drone.device_messages (tenant_id, device_id, message_id) SELECT $1, id, $3 FROM device
      ON CONFLICT DO NOTHING RETURNING message_id
    ) SELECT EXISTS (SELECT FROM message) AS fresh FROM device`,
};

/** What an event is about. */
interface Subject {
  jobId: string;
  lease: number;
}

/** What devices report of their flights, applied in one transaction each. */
@Injectable()
export class DeviceEvents {
  constructor(
    private readonly database: Database,
    private readonly lock: FlightLock,
    private readonly commands: Commands,
    private readonly releases: Releases,
    private readonly links: Links,
  ) {}

  /** @param event of any type but `offline`. Once it is applied, everybody sees its effect. */
  apply(device: DeviceRef, event: DeviceEvent): Promise<Outcome> {
    return this.database.transaction(async () => {
      const [received] = await this.database.run<{ fresh: boolean }>(RECEIVE, [
        device.tenantId,
        device.deviceId,
        event.id,
      ]);
      if (!received) return 'invalid';
      if (!received.fresh) return 'duplicate';
      if (event.commandId === undefined) return this.report(device, event, event as Subject);
      return this.answer(device, event, event.commandId);
    });
  }

  private async answer(device: DeviceRef, event: DeviceEvent, commandId: string): Promise<Outcome> {
    const answer = event.type === 'accepted' ? 'ACCEPTED' : 'REJECTED';
    const answered = await this.commands.answer(device, commandId, answer);
    if (!answered) return 'stale';
    const { command, first } = answered;
    const subject = { jobId: command.job_id, lease: command.lease };
    if (command.type === 'assign') return this.report(device, event, subject);
    await this.database.run(sql.LET_GO, [device.tenantId, device.deviceId, command.lease]);
    if (first && answer === 'ACCEPTED') await this.obey(device, command);
    return 'applied';
  }

  /** The device does what it was told. */
  private async obey(device: DeviceRef, { type, job_id, lease }: CommandRow): Promise<void> {
    if (type !== 'pause' && type !== 'resume') return;
    const flight = await this.lock.job(device.tenantId, job_id);
    if (flight?.leaseDeviceId !== device.deviceId || flight.lease !== lease) return;
    if (flight.paused !== (type === 'pause')) {
      await this.database.run(type === 'pause' ? sql.PAUSE : sql.RESUME, [...keyOf(flight), '{}']);
    }
  }

  private async report(device: DeviceRef, event: DeviceEvent, { jobId, lease }: Subject): Promise<Outcome> {
    const type = event.type as FlightReport;
    const flight = await this.lock.job(device.tenantId, jobId);
    if (!flight || !isHeld(flight) || flight.leaseDeviceId !== device.deviceId || flight.lease !== lease) {
      const { id: _id, type: _type, lease: _lease, jobId: _jobId, ...more } = event;
      const values = [device.tenantId, lookedUp(jobId), device.deviceId, lease, JSON.stringify({ type, ...more })];
      await this.database.run(sql.LATE_REPORT, values);
      const order = ANSWER_TO_STALE[type];
      if (order) await this.commands.send(device, { jobId, lease }, order, { reason: 'STALE_LEASE' });
      return 'stale';
    }
    await this.links.heard(flight);
    for (const step of judge(flight.leasePhase, type)) await this.take(step, flight, event);
    return 'applied';
  }

  private async take(step: Step, flight: HeldFlight, event: DeviceEvent): Promise<void> {
    const key = keyOf(flight);
    const code = event.code ?? 'DEVICE_FAILED';
    const message = event.reason ?? 'The device gave no reason';
    switch (step) {
      case 'accept':
        return this.change(sql.ACCEPT, [...key, '{}', flight.policy.startTimeoutSeconds]);
      case 'reject':
        return this.releases.requeue(flight, { code: 'REJECTED', message: `${event.code ?? event.type}: ${message}` });
      case 'start':
        return this.change(sql.START, [...key, '{}']);
      case 'progress':
        return this.change(sql.PROGRESS, [flight.tenantId, flight.id, JSON.stringify(progressOf(event))]);
      case 'complete':
        return this.change(sql.COMPLETE, [...key, '{}']);
      case 'fail': {
        if (!flight.aborting) return this.releases.fail(flight, { code, message });
        return this.change(sql.ABORT, [...key, JSON.stringify({ code, reason: message })]);
      }
    }
  }

  private async change(statement: (typeof sql)['ACCEPT'], values: unknown[]): Promise<void> {
    await this.database.run(statement, values);
  }
}

function progressOf({ percent, phase, waypointIndex, etaSeconds }: DeviceEvent): object {
  return { percent, phase, waypointIndex, etaSeconds };
}
