import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Announcer } from '../../../kernel/database/announcer';
import { Database } from '../../../kernel/database/database';
import { Listener } from '../../../kernel/database/listener';
import type { DeviceCommand } from '../device-protocol/messages';
import { commandOf } from './commands';
import type { CommandRow } from './commands';

const CHANNEL = 'quintet_drone_commands';
/** Milliseconds between looks that nobody asked for: for what a process wrote that died before it could tell. */
const SWEEP = 1_000;

/** `$2`: the connections that `$1` listen by. A device that has left one for another process gets its commands there. */
const TAKE = {
  name: 'drone-command-take',
  text: `UPDATE drone.commands SET delivered_at = clock_timestamp()
    WHERE delivered_at IS NULL AND device_id = ANY ($1) AND answered_at IS NULL AND superseded_at IS NULL
      AND expires_at > clock_timestamp() AND EXISTS (
        SELECT FROM drone.devices device, (SELECT ($2::bigint[])[array_position($1, device_id)] AS connection) AS listener
        WHERE device.id = device_id AND (listener.connection IS NULL OR listener.connection = device.connection)
      )
    RETURNING id, seq, device_id, job_id, lease::float8, type, body, sent_at, expires_at`,
};

/** A device that listens for commands, by the connection of that number; none where the carrier knows of no connections. */
export interface ListeningDevice {
  deviceId: string;
  connection: string | null;
}

/** Where commands leave this process: a broker. */
export interface CommandCarrier {
  listening(): ListeningDevice[];
  /** What a device does not get now it gets when it listens again. */
  deliver(deviceId: string, command: DeviceCommand): void;
}

/** Brings commands to the process that holds the device's connection, soon after they are committed anywhere. */
@Injectable()
export class CommandOutbox implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('drone-commands');
  private readonly carriers: CommandCarrier[] = [];
  private readonly waiting = new Set<() => void>();
  private sweep?: NodeJS.Timeout;
  private looking = false;
  private wanted = false;

  constructor(
    private readonly database: Database,
    announcer: Announcer,
    listener: Listener,
  ) {
    announcer.announceEach((sql) => (sql.includes('INSERT INTO drone.commands') ? [''] : []), CHANNEL);
    const look = () => this.look();
    listener.subscribe(CHANNEL, look, look);
  }

  /** To be called while modules are set up. */
  carryBy(carrier: CommandCarrier): void {
    this.carriers.push(carrier);
  }

  /** Calls back, until it is told to stop, whenever there may be new commands for some device. */
  onSent(look: () => void): () => void {
    this.waiting.add(look);
    return () => this.waiting.delete(look);
  }

  onApplicationBootstrap(): void {
    this.sweep = setInterval(() => this.look(), SWEEP);
  }

  onApplicationShutdown(): void {
    clearInterval(this.sweep);
  }

  private look(): void {
    for (const look of this.waiting) look();
    this.wanted = this.looking;
    if (this.looking) return;
    this.looking = true;
    void this.deliver().then(() => {
      this.looking = false;
      if (this.wanted) this.look();
    });
  }

  private async deliver(): Promise<void> {
    const listening = this.carriers.flatMap((carrier) => carrier.listening().map((device) => ({ ...device, carrier })));
    if (listening.length === 0) return;
    const byDevice = new Map(listening.map(({ deviceId, carrier }) => [deviceId, carrier]));
    try {
      const values = [listening.map(({ deviceId }) => deviceId), listening.map(({ connection }) => connection)];
      const rows = await this.database.run<CommandRow>(TAKE, values);
      rows.sort((one, other) => Number(one.seq) - Number(other.seq));
      for (const row of rows) byDevice.get(row.device_id)?.deliver(row.device_id, commandOf(row));
    } catch (error) {
      this.logger.warn({ err: error }, 'commands wait for the next look');
    }
  }
}
