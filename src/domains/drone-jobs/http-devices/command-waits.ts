import { Injectable, Logger } from '@nestjs/common';
import { CommandOutbox } from '../commands/command-outbox';
import { Database } from '../../../kernel/database/database';
import type { DeviceRef } from '../device-protocol/messages';

interface Wait {
  deviceId: string;
  /** `seq` of the last command that the device knows. */
  after: string;
  end: () => void;
}

const FIND_TOLD = {
  name: 'drone-command-find-told',
  text: `SELECT number::int - 1 AS index
    FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS waiting (device_id, after, number)
    WHERE EXISTS (
      SELECT FROM drone.commands WHERE device_id = waiting.device_id AND seq > after AND answered_at IS NULL
        AND superseded_at IS NULL AND expires_at > clock_timestamp()
    )`,
};

/** Devices of this process that wait for a command. However many wait, one look finds those that have one. */
@Injectable()
export class CommandWaits {
  private readonly logger = new Logger('drone-commands');
  private readonly waiting = new Set<Wait>();
  private stopListening?: () => void;
  private looking = false;
  private wanted = false;

  constructor(
    private readonly database: Database,
    private readonly outbox: CommandOutbox,
  ) {}

  /** Resolves when there may be a command behind `after`, or with the signal. */
  async wait({ deviceId }: DeviceRef, after: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((end) => {
      const wait = { deviceId, after, end };
      this.waiting.add(wait);
      this.stopListening ??= this.outbox.onSent(() => this.look());
      signal.addEventListener('abort', () => this.over(wait), { once: true });
      this.look();
    });
  }

  private over(wait: Wait): void {
    wait.end();
    this.waiting.delete(wait);
    if (this.waiting.size > 0) return;
    this.stopListening?.();
    this.stopListening = undefined;
  }

  private look(): void {
    this.wanted = this.looking;
    if (this.looking || this.waiting.size === 0) return;
    this.looking = true;
    void this.find().then(() => {
      this.looking = false;
      if (this.wanted) this.look();
    });
  }

  private async find(): Promise<void> {
    const waits = [...this.waiting];
    const values = [waits.map(({ deviceId }) => deviceId), waits.map(({ after }) => after)];
    try {
      const told = await this.database.run<{ index: number }>(FIND_TOLD, values);
      for (const { index } of told) this.over(waits[index]);
    } catch (error) {
      this.logger.warn({ err: error }, 'devices wait for the next look');
    }
  }
}
