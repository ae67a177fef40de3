import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Client } from 'aedes';
import type { Caller } from '../../../kernel/auth/caller';
import type { Credentials } from '../../../kernel/auth/credentials';
import type { Viewer } from '../shares/share-viewers';
import type { Streams, StreamTopic } from '../streams/streams';
import { MqttSession } from './mqtt-session';

const MAX_SUBSCRIPTIONS = 100;

/** The connection of somebody who watches streams. */
abstract class WatcherSession extends MqttSession {
  /** Topics that it may listen to; not set while that is looked up. */
  private readonly granted = new Map<string, StreamTopic | undefined>();
  private readonly followed = new Map<string, AbortController>();
  private readonly logger = new Logger('drone-broker');

  constructor(
    client: Client,
    protected readonly streams: Streams,
  ) {
    super(client);
  }

  async maySubscribe(topic: string): Promise<boolean> {
    if (!this.granted.has(topic) && this.granted.size >= MAX_SUBSCRIPTIONS) return false;
    // Takes its place before that is looked up; asked anew each time, as a job may be deleted.
    this.granted.set(topic, this.granted.get(topic));
    const stream = await this.find(topic);
    if (stream) this.granted.set(topic, stream);
    else this.granted.delete(topic);
    return stream !== undefined;
  }

  /** Each subscription begins anew: a job's last state comes again. */
  subscribed(topics: string[]): void {
    for (const topic of topics) {
      this.unfollow(topic);
      const following = new AbortController();
      this.followed.set(topic, following);
      this.follow(topic, following.signal).catch((error: unknown) => {
        this.logger.warn({ err: error }, 'a subscriber has to come again');
        this.end();
      });
    }
  }

  unsubscribed(topics: string[]): void {
    for (const topic of topics) {
      this.unfollow(topic);
      this.granted.delete(topic);
    }
  }

  receive(): Promise<void> {
    return Promise.reject(new Error('a subscriber publishes nothing'));
  }

  left(_stopping: boolean): void {
    this.unsubscribed([...this.followed.keys()]);
  }

  private async follow(topic: string, ended: AbortSignal): Promise<void> {
    const stream = this.granted.get(topic);
    if (!stream || this.ended) return;
    const stop = await this.streams.follow(stream, (payload, last) => {
      // Of groups and shares MQTT keeps nothing for those who come later.
      if (!ended.aborted && (!last || stream.kind === 'JOB')) this.send(topic, payload, last);
    });
    if (ended.aborted) stop?.();
    else ended.addEventListener('abort', () => stop?.(), { once: true });
  }

  private unfollow(topic: string): void {
    this.followed.get(topic)?.abort();
    this.followed.delete(topic);
  }

  protected abstract find(topic: string): Promise<StreamTopic | undefined>;
}

/** Somebody with an API key, or a token of it: watches the streams of its tenant. */
export class KeySession extends WatcherSession {
  readonly kind = 'key';
  readonly clientId: string;

  constructor(
    client: Client,
    streams: Streams,
    private readonly caller: Caller,
    private readonly credentials: Credentials,
  ) {
    super(client, streams);
    this.clientId = `key:${caller.subject}:${client.id}`;
  }

  stillGood(): Promise<boolean> {
    return this.credentials.stillGood(this.caller);
  }

  protected find(topic: string): Promise<StreamTopic | undefined> {
    return this.streams.find(this.caller.tenantId, topic);
  }
}

/** A guest, who watches what is shared. Guests share their code, so none gets the client id of another. */
export class ShareSession extends WatcherSession {
  readonly kind = 'share';
  readonly clientId = `share:${randomUUID()}`;

  constructor(
    client: Client,
    streams: Streams,
    private readonly viewer: Viewer,
  ) {
    super(client, streams);
    viewer.signal.addEventListener('abort', () => this.end(), { once: true });
    if (viewer.signal.aborted) this.end();
  }

  stillGood(): Promise<boolean> {
    return Promise.resolve(!this.viewer.signal.aborted);
  }

  override left(stopping: boolean): void {
    super.left(stopping);
    void this.viewer.leave().catch(() => undefined);
  }

  protected find(topic: string): Promise<StreamTopic | undefined> {
    return Promise.resolve(topic === `${this.viewer.topic.id}/SHARE/STATUS` ? this.viewer.topic : undefined);
  }
}
