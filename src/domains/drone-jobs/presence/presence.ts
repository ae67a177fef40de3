import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import pLimit from 'p-limit';
import { Database } from '../../../kernel/database/database';
import { Listener } from '../../../kernel/database/listener';
import type { DeviceRef } from '../device-protocol/messages';
import { Links } from '../flights/links';
import { notFound } from '../refusals';
import { TelemetryBatch } from '../telemetry/telemetry-batch';
import * as sql from './presence.statements';

/**
 * Told that a device's connections have to end: it has another one, another credential, or is gone.
 * @param keep number of the first connection that stays: a device may have come back before this is heard
 */
export type CutListener = (deviceId: string, keep?: string) => void;

/** The payload is a device's id and the number of the first connection that stays, if any. */
export const CUT_CHANNEL = 'quintet_drone_cut';

/** Ends of connections that are noted at once: a whole fleet may leave, and requests need connections too. */
const MAX_AT_ONCE = 4;

/** Knows which devices are heard. */
@Injectable()
export class Presence implements OnModuleDestroy {
  private readonly logger = new Logger('drone-presence');
  private readonly listeners: CutListener[] = [];
  /** Connections of this process that count, by their devices. */
  private readonly connections = new Map<string, string>();
  private readonly turns = pLimit(MAX_AT_ONCE);
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly listener: Listener,
    private readonly links: Links,
    private readonly telemetry: TelemetryBatch,
  ) {
    listener.subscribe(
      CUT_CHANNEL,
      (payload) => this.tell(...(payload.split(' ', 2) as [string, string?])),
      () => void this.cutOvertaken(),
    );
  }

  /**
   * A device has connected; its earlier connections end, wherever they are.
   * @returns the number of this one
   * @throws DroneFailure where the device is gone
   */
  async connected({ tenantId, deviceId }: DeviceRef): Promise<string> {
    const [row] = await this.database.run<{ connection: string }>(sql.CONNECT, [tenantId, deviceId]);
    if (!row) throw notFound('Device');
    this.connections.set(deviceId, row.connection);
    await this.listener.notify(CUT_CHANNEL, `${deviceId} ${row.connection}`);
    return row.connection;
  }

  /**
   * A connection has ended, by whatever; it matters only while no newer one has taken over. Not at the end of the process:
   * its devices go on elsewhere, and those that do not are missed soon.
   */
  async disconnected(device: DeviceRef, connection: string): Promise<void> {
    const { deviceId } = device;
    if (this.connections.get(deviceId) === connection) this.connections.delete(deviceId);
    if (this.stopping) return;
    try {
      await this.telemetry.settle(deviceId);
      await this.turns(() => this.forget(device, connection));
    } catch (error) {
      this.logger.warn({ err: error }, 'a device that has disconnected will be missed');
    }
  }

  private forget(device: DeviceRef, connection: string): Promise<void> {
    return this.database.transaction(async () => {
      const [counted] = await this.database.run(sql.DISCONNECT, [device.tenantId, device.deviceId, connection]);
      if (counted) await this.goOffline(device);
    });
  }

  /** In a transaction that has the device locked. A report alone may have made its flight heard without it being online. */
  async goOffline(device: DeviceRef): Promise<void> {
    await this.database.run(sql.GO_OFFLINE, [device.tenantId, device.deviceId]);
    await this.links.lost(device);
  }

  /** To be called while modules are set up. */
  onCut(listener: CutListener): void {
    this.listeners.push(listener);
  }

  /** Ends the connections that the device has by now in all processes, after the caller's transaction. */
  async cut(device: DeviceRef): Promise<void> {
    const { tenantId, deviceId } = device;
    await this.database.transaction(async () => {
      const [found] = await this.database.run<{ next: string }>(sql.DISCONNECT_ANY, [tenantId, deviceId]);
      if (found) await this.goOffline(device);
      await this.listener.notify(CUT_CHANNEL, found ? `${deviceId} ${found.next}` : deviceId);
    });
  }

  onModuleDestroy(): void {
    this.stopping = true;
  }

  private tell(deviceId: string, keep?: string): void {
    for (const listener of this.listeners) listener(deviceId, keep);
  }

  /** After a gap in which nothing was heard of other processes. */
  private async cutOvertaken(): Promise<void> {
    if (this.connections.size === 0) return;
    try {
      const values = [[...this.connections.keys()], [...this.connections.values()]];
      const overtaken = await this.database.run<{ id: string; next: string }>(sql.FIND_OVERTAKEN, values);
      for (const { id, next } of overtaken) this.tell(id, next);
    } catch (error) {
      this.logger.warn({ err: error }, 'connections are looked at when notifications arrive again');
    }
  }
}
