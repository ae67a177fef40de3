import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../../../kernel/config/settings';
import { Database } from '../../../kernel/database/database';
import { Listener } from '../../../kernel/database/listener';
import { TelemetryBatch } from '../telemetry/telemetry-batch';
import { CUT_CHANNEL, Presence } from './presence';
import * as sql from './presence.statements';

/** Milliseconds between two looks. */
const PERIOD = 1_000;
/** Milliseconds after a start, or after a while without the database, in which silence means nothing. */
const GRACE = 10_000;
/** A look that is this late, milliseconds, tells that this process itself did not hear. */
const DEAF = 2_000;
/** Devices that are looked at at once. */
const AT_ONCE = 4;

interface SilentDevice {
  tenant_id: string;
  id: string;
}

/** Misses devices that say nothing. Only processes that hear devices look for them; the first one to look finds them. */
@Injectable()
export class SilenceWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('drone-presence');
  private timer?: NodeJS.Timeout;
  private quietUntil = 0;
  private lookedAt = 0;
  private hears = () => true;

  constructor(
    private readonly settings: Settings,
    private readonly database: Database,
    private readonly presence: Presence,
    private readonly telemetry: TelemetryBatch,
    listener: Listener,
  ) {
    listener.subscribe(
      CUT_CHANNEL,
      () => undefined,
      () => this.pause(),
    );
  }

  onApplicationBootstrap(): void {
    if (this.settings.ROLE === 'worker') return;
    this.pause();
    this.wait();
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Devices are heard by something that is not always there: while it is not, another process looks, or nobody. */
  onlyWhile(hears: () => boolean): void {
    this.hears = hears;
  }

  /** Silence means nothing for a while: nobody could hear. */
  pause(): void {
    this.quietUntil = performance.now() + GRACE;
  }

  private wait(): void {
    this.lookedAt = performance.now();
    this.timer = setTimeout(() => void this.look(), PERIOD);
  }

  private async look(): Promise<void> {
    const late = performance.now() - this.lookedAt > PERIOD + DEAF;
    if (late || this.telemetry.delay > PERIOD || !this.hears()) this.pause();
    try {
      if (performance.now() >= this.quietUntil) await this.miss();
    } catch (error) {
      this.pause();
      this.logger.warn({ err: error }, 'silence means nothing for a while');
    }
    if (this.timer) this.wait();
  }

  private async miss(): Promise<void> {
    const silent = await this.database.run<SilentDevice>(sql.FIND_SILENT);
    const work = async () => {
      for (let next = silent.pop(); next; next = silent.pop()) await this.missOne(next);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  private async missOne({ tenant_id: tenantId, id: deviceId }: SilentDevice): Promise<void> {
    await this.database.transaction(async () => {
      const [still] = await this.database.run(sql.LOCK_SILENT, [tenantId, deviceId]);
      if (still) await this.presence.goOffline({ tenantId, deviceId });
    });
  }
}
