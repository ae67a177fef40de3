import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Announcer } from '../../../kernel/database/announcer';
import { Database } from '../../../kernel/database/database';
import { Listener } from '../../../kernel/database/listener';
import { UNFINISHED } from '../jobs/transitions';
import { Looks } from './looks';
import { Streams } from './streams';
import type { StreamTopic } from './stream-topic';

const CHANNEL = 'quintet_drone_stream_topics';
/** Milliseconds between looks at what nobody told of. */
const SLOW_LOOK = 1_000;
/** Milliseconds that what is over is remembered, so that it is not told again. */
const REMEMBERED = 120_000;
/** What happened while no process told of all streams is told by the next one, if it comes within this time. */
const CAUGHT_UP = `interval '10 minutes'`;
/** How long after its time something may still be committed. */
const LATE = `interval '1 minute'`;

const TELLING = [
  'INSERT INTO drone.job_history',
  'DELETE FROM drone.jobs',
  'INSERT INTO drone.device_groups',
  'drone.shares',
];
const ENDED = /^\{"jobState":"(?:COMPLETED|FAILED|CANCELLED)"/;

const TENANTS = '(SELECT DISTINCT tenant_id FROM drone.device_groups) tenant';

/** Streams that are not among the known ones (`$1`): of jobs only those that are not over, or are new. */
const DISCOVER = {
  name: 'drone-stream-discover',
  text: `SELECT found.* FROM (
      SELECT tenant_id AS "tenantId", 'DEVICE' AS kind, id FROM drone.device_groups
      UNION ALL
      SELECT tenant_id, 'SHARE', code FROM drone.shares WHERE revoked_at IS NULL AND expires_at > clock_timestamp()
      UNION
      SELECT tenant.tenant_id, 'JOB', job.id FROM ${TENANTS} CROSS JOIN LATERAL (
        SELECT id FROM drone.jobs WHERE tenant_id = tenant.tenant_id AND status = ANY ('{${UNFINISHED.join(',')}}')
        UNION ALL
        SELECT id FROM drone.jobs WHERE tenant_id = tenant.tenant_id AND created_at > now() - ${LATE}
      ) job
    ) found WHERE NOT EXISTS (SELECT FROM unnest($1::text[]) known (id) WHERE known.id = found.id)`,
};
const LATELY_ENDED = {
  name: 'drone-stream-lately-ended',
  text: `SELECT tenant_id AS "tenantId", 'JOB' AS kind, id FROM drone.jobs WHERE updated_at > now() - ${CAUGHT_UP}`,
};
const deleted = (name: string, since: string) => ({
  name,
  text: `SELECT tenant.tenant_id AS "tenantId", 'JOB' AS kind, event.subject AS id FROM ${TENANTS} CROSS JOIN LATERAL (
      SELECT subject FROM platform.events
      WHERE tenant_id = tenant.tenant_id AND type = 'quintet.drone.job.deleted' AND time > now() - ${since}
    ) event`,
});
const DELETED = deleted('drone-stream-deleted', LATE);
const LATELY_DELETED = deleted('drone-stream-lately-deleted', CAUGHT_UP);

/** Groups and shares of those known (`$1`) that are no more. */
const GONE = {
  name: 'drone-stream-gone',
  text: `SELECT known.id FROM unnest($1::text[]) known (id)
    WHERE NOT EXISTS (SELECT FROM drone.device_groups WHERE id = known.id)
      AND NOT EXISTS (
        SELECT FROM drone.shares WHERE code = known.id AND revoked_at IS NULL AND expires_at > clock_timestamp()
      )`,
};

/** @param payload empty where the topic's job was deleted */
export type AllListener = (topic: StreamTopic, payload: string) => void;

interface Followed {
  topic: StreamTopic;
  stop?: () => void;
}

/** Every stream of every tenant, for the one process that feeds a broker of others. Costs nothing while nobody watches. */
@Injectable()
export class AllStreams implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly looks = new Looks(() => this.look(), new Logger('drone-streams'));
  private listener?: AllListener;
  private caughtUp = false;
  /** What ends the streams that are followed, by the ids of their topics. */
  private readonly followed = new Map<string, Followed>();
  /** Ids of jobs that are over or deleted, and when that was found. */
  private readonly over = new Map<string, number>();
  private readonly deleted = new Map<string, number>();
  private slowLook?: NodeJS.Timeout;

  constructor(
    private readonly database: Database,
    private readonly streams: Streams,
    announcer: Announcer,
    listener: Listener,
  ) {
    announcer.announceEach((sql) => (TELLING.some((text) => sql.includes(text)) ? [''] : []), CHANNEL);
    const look = () => this.wake();
    listener.subscribe(CHANNEL, look, look);
  }

  /**
   * Calls back, until it is told to stop, with the last state of each job that is not over or was lately, with what
   * happens on all streams from then on, and with an empty payload for each job that is deleted. One may watch at a time.
   */
  watch(listener: AllListener): () => void {
    this.listener = listener;
    this.caughtUp = false;
    this.wake();
    return () => {
      if (this.listener !== listener) return;
      this.listener = undefined;
      for (const { stop } of this.followed.values()) stop?.();
      for (const memory of [this.followed, this.over, this.deleted]) memory.clear();
    };
  }

  onApplicationBootstrap(): void {
    this.slowLook = setInterval(() => this.wake(), SLOW_LOOK);
  }

  onApplicationShutdown(): void {
    clearInterval(this.slowLook);
  }

  private wake(): void {
    if (this.listener) this.looks.wake();
  }

  private async look(): Promise<void> {
    for (const memory of [this.over, this.deleted]) forgetOld(memory);
    const known = [...this.followed.keys(), ...this.over.keys()];
    const found = await this.database.run<StreamTopic>(DISCOVER, [known]);
    if (!this.caughtUp) found.push(...(await this.database.run<StreamTopic>(LATELY_ENDED)));
    for (const topic of found) await this.begin(topic);
    const deletions = await this.database.run<StreamTopic>(this.caughtUp ? DELETED : LATELY_DELETED);
    for (const topic of deletions) this.tell(topic, '');
    await this.endGone();
    this.caughtUp = true;
  }

  private async begin(topic: StreamTopic): Promise<void> {
    if (!this.listener || this.followed.has(topic.id) || this.over.has(topic.id)) return;
    const followed: Followed = { topic };
    this.followed.set(topic.id, followed);
    try {
      followed.stop = await this.streams.follow(topic, (payload, last) => {
        if (topic.kind === 'JOB' || !last) this.tell(topic, payload);
      });
      if (!followed.stop || this.followed.get(topic.id) !== followed) this.end(topic.id, followed);
    } catch (error) {
      this.followed.delete(topic.id);
      throw error;
    }
  }

  private tell(topic: StreamTopic, payload: string): void {
    if (payload === '') {
      if (this.deleted.has(topic.id)) return;
      this.deleted.set(topic.id, performance.now());
    }
    this.listener?.(topic, payload);
    if (topic.kind === 'JOB' && (payload === '' || ENDED.test(payload)))
      this.end(topic.id, this.followed.get(topic.id));
  }

  /** Nothing more comes of a job that is over, but that it is deleted. */
  private end(id: string, followed?: Followed): void {
    followed?.stop?.();
    if (this.followed.get(id) === followed) this.followed.delete(id);
    this.over.set(id, performance.now());
  }

  private async endGone(): Promise<void> {
    const ids = [...this.followed.values()].flatMap(({ topic }) => (topic.kind === 'JOB' ? [] : [topic.id]));
    if (ids.length === 0) return;
    for (const { id } of await this.database.run<{ id: string }>(GONE, [ids])) this.end(id, this.followed.get(id));
  }
}

function forgetOld(memory: Map<string, number>): void {
  for (const [id, since] of memory) if (performance.now() - since > REMEMBERED) memory.delete(id);
}
