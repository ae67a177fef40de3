import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Announcer } from '../../../kernel/database/announcer';
import { Database } from '../../../kernel/database/database';
import { Listener } from '../../../kernel/database/listener';
import { lookedUp } from '../ids';
import { LiveShares } from '../shares/live-shares';
import { DeviceStreams } from './device-streams';
import { JobStreams } from './job-streams';
import { sharedPayload } from './stream-payloads';
import { parseTopicName } from './stream-topic';
import type { FollowListener, StreamListener, StreamTopic } from './stream-topic';

export type { StreamListener, StreamTopic } from './stream-topic';

const JOBS_CHANNEL = 'quintet_drone_jobs';
const DEVICES_CHANNEL = 'quintet_drone_devices';
/** Milliseconds between looks at what nobody could tell of. */
const SLOW_LOOK = 1_000;
/** Milliseconds after which a watch that could not begin tries again. */
const RETRY = 1_000;

const tellsOfJobs = (sql: string) => /INSERT INTO drone\.job_history|DELETE FROM drone\.jobs/.test(sql);
const tellsOfDevices = (sql: string) =>
  sql.includes('INSERT INTO drone.telemetry') || sql.includes('UPDATE drone.devices SET online');
const payloadIf = (tells: (sql: string) => boolean) => (sql: string) => (tells(sql) ? [''] : []);

/** What a tenant has under an id that streams. */
const FIND = {
  name: 'drone-stream-find',
  text: `SELECT 'JOB' AS kind FROM drone.jobs WHERE tenant_id = $1 AND id = $2
    UNION ALL SELECT 'DEVICE' FROM drone.device_groups WHERE tenant_id = $1 AND id = $2
    UNION ALL SELECT 'SHARE' FROM drone.shares
      WHERE tenant_id = $1 AND code = $2 AND revoked_at IS NULL AND expires_at > clock_timestamp()`,
};

/**
 * The public streams of this process: what its subscribers, by MQTT or WebSocket, are told. All of it is read from
 * PostgreSQL after it was committed, in every process alike.
 */
@Injectable()
export class Streams implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('drone-streams');
  private slowLook?: NodeJS.Timeout;

  constructor(
    private readonly database: Database,
    private readonly jobs: JobStreams,
    private readonly devices: DeviceStreams,
    private readonly shares: LiveShares,
    announcer: Announcer,
    listener: Listener,
  ) {
    announcer.announceEach(payloadIf(tellsOfJobs), JOBS_CHANNEL);
    announcer.announceEach(payloadIf(tellsOfDevices), DEVICES_CHANNEL);
    const look = () => this.look();
    listener.subscribe(JOBS_CHANNEL, () => jobs.looks.wake(), look);
    listener.subscribe(DEVICES_CHANNEL, look, look);
  }

  /** Calls back with each message until it is told to stop; a job that is deleted leaves an empty one. */
  watch(topic: StreamTopic, listener: StreamListener): () => void {
    let stop: (() => void) | undefined;
    let stopped = false;
    let retry: NodeJS.Timeout | undefined;
    const tell: FollowListener = (payload, last) => {
      if (!stopped && !last) listener(payload);
    };
    const begin = async () => {
      try {
        stop = await this.follow(topic, tell);
        if (stopped) stop?.();
      } catch (error) {
        this.logger.warn({ err: error }, 'a stream begins later');
        if (!stopped) retry = setTimeout(() => void begin(), RETRY);
      }
    };
    void begin();
    return () => {
      stopped = true;
      clearTimeout(retry);
      stop?.();
    };
  }

  /**
   * As `watch`, but begins with what the subscriber has missed: the last state of a job, or that of each device of a
   * group. Nothing is left out or told twice in between, and a job's state never goes back.
   * @returns what ends it; undefined where there is no such stream
   */
  async follow({ tenantId, kind, id }: StreamTopic, listener: FollowListener): Promise<(() => void) | undefined> {
    switch (kind) {
      case 'JOB':
        return this.jobs.follow(tenantId, id, listener);
      case 'DEVICE':
        return this.devices.follow({ tenantId, kind: 'GROUP', id }, (message, last) =>
          listener(JSON.stringify(message), last),
        );
      case 'SHARE':
        return this.followShare(tenantId, id, listener);
    }
  }

  /** What a new subscriber is told at once: the job's last state, as JSON; nothing for other streams or without a job. */
  async lastState({ tenantId, kind, id }: StreamTopic): Promise<string | undefined> {
    return kind === 'JOB' ? this.jobs.lastState(tenantId, id) : undefined;
  }

  /** The stream of that topic name, if the tenant has it; undefined for anything else. */
  async find(tenantId: string, topic: string): Promise<StreamTopic | undefined> {
    const named = parseTopicName(topic);
    const found = named && (await this.ofResource(tenantId, named.id));
    return found?.kind === named?.kind ? found : undefined;
  }

  /** The stream of what the tenant has under an id: a job, a device group or a share. */
  async ofResource(tenantId: string, id: string): Promise<StreamTopic | undefined> {
    const [found] = await this.database.run<{ kind: StreamTopic['kind'] }>(FIND, [tenantId, lookedUp(id)]);
    return found && { tenantId, kind: found.kind, id };
  }

  onApplicationBootstrap(): void {
    this.slowLook = setInterval(() => this.look(), SLOW_LOOK);
  }

  onApplicationShutdown(): void {
    clearInterval(this.slowLook);
  }

  private look(): void {
    this.jobs.looks.wake();
    this.devices.looks.wake();
  }

  /** Shows of the shared device, or devices, what the share lets its viewers see, for as long as it lives. */
  private async followShare(
    tenantId: string,
    code: string,
    listener: FollowListener,
  ): Promise<(() => void) | undefined> {
    const share = await this.shares.find(code);
    if (share?.tenant_id !== tenantId) return undefined;
    const { signal, release } = this.shares.hold(share);
    const resource = { tenantId, kind: share.resource_kind, id: share.resource_id };
    try {
      const stop = await this.devices.follow(resource, (message, last) => {
        if (!signal.aborted && !last) listener(sharedPayload(share.share_type, message), false);
      });
      signal.addEventListener('abort', stop);
      if (signal.aborted) stop();
      return () => {
        release();
        stop();
      };
    } catch (error) {
      release();
      throw error;
    }
  }
}
