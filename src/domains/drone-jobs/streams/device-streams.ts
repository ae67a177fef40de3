import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { lookedUp } from '../ids';
import { Looks } from './looks';
import { Pacer } from './pacer';
import { deviceMessage } from './stream-payloads';
import type { DeviceMessage, DeviceView } from './stream-payloads';

const VIEW = `device.id AS device_id, device.tenant_id, device.group_id, device.online, device.last_state, device.last_seen_at,
  coalesce(device.last_seen_at, '-infinity')::text AS seen,
  (SELECT id FROM drone.jobs WHERE lease_device_id = device.id) AS job_id`;

const READ = {
  GROUP: {
    name: 'drone-stream-group-read',
    text: `SELECT ${VIEW} FROM drone.devices device WHERE tenant_id = $1 AND group_id = $2 ORDER BY id`,
  },
  DEVICE: {
    name: 'drone-stream-device-read',
    text: `SELECT ${VIEW} FROM drone.devices device WHERE tenant_id = $1 AND id = $2`,
  },
};
/**
 * Devices of watched groups (`$1`), and watched devices (`$2`), that differ from what is known of them (`$3` to `$5`), and
 * known ones that are not among them any more.
 */
const LOOK = {
  name: 'drone-stream-device-look',
  text: `SELECT known.id AS known_id, ${VIEW}
    FROM (SELECT * FROM drone.devices WHERE group_id = ANY ($1) OR id = ANY ($2)) AS device
    FULL JOIN unnest($3::text[], $4::timestamptz[], $5::boolean[]) AS known (id, seen, online) ON known.id = device.id
    WHERE known.id IS NULL OR device.id IS NULL OR device.last_seen_at > known.seen OR device.online <> known.online`,
};

/** A device, or the devices of a group. */
export interface Watchable {
  tenantId: string;
  kind: 'GROUP' | 'DEVICE';
  id: string;
}

/** @param last whether it is what the subscriber has missed, rather than what happens now */
type MessageListener = (message: DeviceMessage, last: boolean) => void;

interface DeviceRow extends DeviceView {
  tenant_id: string;
  group_id: string;
  seen: string;
  last_seen_at: Date | null;
}

type LookRow = { known_id: string | null } & (DeviceRow | { device_id: null });

interface Watched {
  id: string;
  listeners: Set<MessageListener>;
}

const keyOf = (tenantId: string, id: string) => `${tenantId} ${id}`;

/** The streams of devices and of groups of them, told from what devices last said of themselves. */
@Injectable()
export class DeviceStreams {
  private readonly watched = { GROUP: new Map<string, Watched>(), DEVICE: new Map<string, Watched>() };
  /** The devices that somebody watches, as last seen. */
  private readonly known = new Map<string, DeviceRow>();
  private readonly pacer = new Pacer();
  readonly looks = new Looks(() => this.look(), new Logger('drone-streams'));

  constructor(private readonly database: Database) {}

  /** Tells the last state of each device that was ever heard, then all that follows. @returns what ends it */
  async follow({ tenantId, kind, id }: Watchable, listener: MessageListener): Promise<() => void> {
    const rows = await this.database.run<DeviceRow>(READ[kind], [tenantId, lookedUp(id)]);
    for (const row of rows) {
      if (this.known.has(row.device_id)) this.take(row);
      else this.known.set(row.device_id, row);
      const latest = this.known.get(row.device_id)!;
      if (latest.last_seen_at) listener(deviceMessage(latest, latest.last_seen_at), true);
    }
    const key = keyOf(tenantId, id);
    const watched = this.watched[kind].get(key) ?? { id, listeners: new Set() };
    this.watched[kind].set(key, watched);
    watched.listeners.add(listener);
    return () => {
      watched.listeners.delete(listener);
      if (watched.listeners.size === 0 && this.watched[kind].get(key) === watched) this.watched[kind].delete(key);
    };
  }

  private async look(): Promise<void> {
    const [groups, devices] = [this.watched.GROUP, this.watched.DEVICE].map((map) =>
      [...map.values()].map(({ id }) => id),
    );
    const known = [...this.known.values()];
    if (groups.length + devices.length + known.length === 0) return;
    const rows = await this.database.run<LookRow>(LOOK, [
      groups,
      devices,
      known.map((row) => row.device_id),
      known.map((row) => row.seen),
      known.map((row) => row.online),
    ]);
    for (const row of rows) {
      if (row.device_id !== null) this.take(row);
      else this.forget(row.known_id!);
    }
  }

  private forget(id: string): void {
    this.known.delete(id);
    this.pacer.forget(id);
  }

  /** Tells those who listen to the device what is newer than what they know. */
  private take(row: DeviceRow): void {
    const id = row.device_id;
    const before = this.known.get(id);
    if (before && timeOf(before) > timeOf(row)) return;
    this.known.set(id, row);
    if (before?.online && !row.online) {
      this.pacer.drop(id);
      this.tell(row, new Date());
    } else if (row.last_seen_at && row.seen !== before?.seen) {
      const at = row.last_seen_at;
      this.pacer.offer(id, () => this.tell(row, at));
    }
  }

  private tell(row: DeviceRow, at: Date): void {
    const message = deviceMessage(row, at);
    for (const watched of [
      this.watched.GROUP.get(keyOf(row.tenant_id, row.group_id)),
      this.watched.DEVICE.get(keyOf(row.tenant_id, row.device_id)),
    ]) {
      for (const listener of watched?.listeners ?? []) listener(message, false);
    }
  }
}

const timeOf = ({ last_seen_at }: DeviceRow) => last_seen_at?.getTime() ?? 0;
