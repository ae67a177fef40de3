import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Settings } from '../../../kernel/config/settings';
import { Announcer } from '../../../kernel/database/announcer';
import { Database } from '../../../kernel/database/database';
import { isDatabaseAway } from '../../../kernel/database/database-errors';
import { Listener } from '../../../kernel/database/listener';
import { SERVE } from '../deliveries/delivery-task';
import { FAN_OUT, LOOK } from './fan-out.statements';

const EVENTS_CHANNEL = 'quintet_webhook_events';
/** Told when a tenant's first endpoint is made. */
export const NEEDED_CHANNEL = 'quintet_webhook_needed';

/** Milliseconds between looks: at least; while events wait for an older transaction; when no notification came. */
const [PAUSE, BEHIND, INTERVAL] = [10, 50, 5_000];

/**
 * Reads the event log behind the domains' backs and makes the deliveries, in every worker process: cursors are rows, and
 * whoever locks one reads for its tenant. Without endpoints it looks every few seconds and no more.
 */
@Injectable()
export class FanOut implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('webhooks');
  private started = false;
  private needed = false;
  private due = false;
  private reading?: Promise<void>;
  private interval?: NodeJS.Timeout;

  constructor(
    private readonly settings: Settings,
    private readonly database: Database,
    announcer: Announcer,
    listener: Listener,
  ) {
    announcer.announce('platform.append_event', EVENTS_CHANNEL);
    if (settings.ROLE === 'api') return;
    const look = () => this.look();
    listener.subscribe(EVENTS_CHANNEL, () => this.needed && this.look(), look);
    listener.subscribe(NEEDED_CHANNEL, look, look);
  }

  onApplicationBootstrap(): void {
    if (this.settings.ROLE === 'api') return;
    this.started = true;
    this.interval = setInterval(() => this.look(), INTERVAL);
    this.look();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.started = false;
    clearInterval(this.interval);
    await this.reading;
  }

  private look(): void {
    this.due = true;
    this.reading ??= this.read().finally(() => (this.reading = undefined));
  }

  private async read(): Promise<void> {
    while (this.due && this.started) {
      this.due = false;
      try {
        const [{ needed, due, behind }] = await this.database.run<{ needed: boolean; due: boolean; behind: boolean }>(
          LOOK,
        );
        this.needed = needed;
        const moved = due && (await this.drain());
        await delay(behind && !moved ? BEHIND : PAUSE);
        this.due ||= behind;
      } catch (error) {
        if (!isDatabaseAway(error)) this.logger.error({ err: error }, 'events could not be fanned out');
        return;
      }
    }
  }

  /** Whether there was anything that no other process was reading. */
  private async drain(): Promise<boolean> {
    let moved = false;
    while (this.started && (await this.fanOut()) > 0) moved = true;
    return moved;
  }

  /** The number of events that it went through. */
  private fanOut(): Promise<number> {
    return this.database.transaction(async () => {
      const [{ events, webhookIds }] = await this.database.run<{ events: number; webhookIds: string[] }>(FAN_OUT);
      if (webhookIds.length > 0) await this.database.run(SERVE, [webhookIds]);
      return events;
    });
  }
}
