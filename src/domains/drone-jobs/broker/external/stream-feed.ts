import { Logger } from '@nestjs/common';
import type { Database } from '../../../../kernel/database/database';
import { Looks } from '../../streams/looks';
import { topicName } from '../../streams/stream-topic';
import type { StreamTopic } from '../../streams/stream-topic';
import type { Streams } from '../../streams/streams';

/** Milliseconds that the end of a job is remembered, so that it is not told again. */
const MEMORY = 60_000;
/** How far back it is looked for deleted jobs, in seconds: at the beginning, and then. */
const DELETED = { first: 86_400, later: 30 };
const ENDED = /"jobState":"(?:COMPLETED|FAILED|CANCELLED)"/;

const TENANTS = 'tenant AS (SELECT DISTINCT tenant_id FROM drone.device_groups)';
/** All that streams now; jobs that came and ended since the last look, too. */
const LIST = {
  name: 'drone-feed-list',
  text: `WITH ${TENANTS}
    SELECT 'DEVICE' AS kind, tenant_id AS "tenantId", id FROM drone.device_groups
    UNION ALL SELECT 'SHARE', tenant_id, code FROM drone.shares
      WHERE revoked_at IS NULL AND expires_at > clock_timestamp()
    UNION ALL SELECT 'JOB', tenant_id, job.id FROM tenant CROSS JOIN LATERAL (
      SELECT id FROM drone.jobs WHERE tenant_id = tenant.tenant_id AND status IN ('PENDING', 'QUEUED', 'IN_PROGRESS')
      UNION SELECT id FROM drone.jobs
        WHERE tenant_id = tenant.tenant_id AND created_at > clock_timestamp() - interval '20 seconds'
    ) job`,
};
/** Jobs whose end nobody may have told of: their process has died. */
const LIST_ENDED = {
  name: 'drone-feed-list-ended',
  text: `WITH ${TENANTS}
    SELECT 'JOB' AS kind, tenant_id AS "tenantId", job.id FROM tenant CROSS JOIN LATERAL (
      SELECT id FROM drone.jobs WHERE tenant_id = tenant.tenant_id AND created_at > clock_timestamp() - interval '7 days'
        AND updated_at > clock_timestamp() - interval '1 day' AND status NOT IN ('PENDING', 'QUEUED', 'IN_PROGRESS')
    ) job`,
};
const LIST_DELETED = {
  name: 'drone-feed-list-deleted',
  text: `WITH ${TENANTS}
    SELECT 'JOB' AS kind, tenant_id AS "tenantId", event.id FROM tenant CROSS JOIN LATERAL (
      SELECT subject AS id, time FROM platform.events
      WHERE tenant_id = tenant.tenant_id AND type = 'quintet.drone.job.deleted' ORDER BY xid DESC, position DESC LIMIT 1000
    ) event WHERE event.time > clock_timestamp() - make_interval(secs => $1)`,
};

/** @param retain whether the broker keeps it for those who come later; an empty payload ends that */
export type Publish = (topic: string, payload: string, retain: boolean) => void;

/** Every message of every stream there is, for a broker that serves subscribers without asking who they are. */
export class StreamFeed {
  private readonly followed = new Map<string, () => void>();
  /** Jobs that were told to the end, and jobs that were cleared, and until when that is remembered. */
  private readonly ended = new Map<string, number>();
  private readonly cleared = new Map<string, number>();
  private readonly looks = new Looks(() => this.look(), new Logger('drone-broker'));
  private begun = false;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly streams: Streams,
    private readonly publish: Publish,
  ) {}

  /** There may be something new. */
  wake(): void {
    if (!this.stopped) this.looks.wake();
  }

  stop(): void {
    this.stopped = true;
    for (const end of this.followed.values()) end();
    this.followed.clear();
  }

  private async look(): Promise<void> {
    const deleted = await this.database.run<StreamTopic>(LIST_DELETED, [this.begun ? DELETED.later : DELETED.first]);
    for (const topic of deleted) this.clear(topicName(topic));
    const topics = await this.database.run<StreamTopic>(LIST);
    if (!this.begun) topics.push(...(await this.database.run<StreamTopic>(LIST_ENDED)));
    const names = new Set(topics.map(topicName));
    for (const name of this.followed.keys()) {
      if (!names.has(name) && !name.endsWith('/JOB/STATUS')) this.drop(name);
    }
    for (const topic of topics) {
      if (this.stopped) return;
      const name = topicName(topic);
      if (!this.followed.has(name) && !this.ended.has(name)) await this.follow(name, topic);
    }
    this.begun = true;
    for (const memory of [this.ended, this.cleared]) {
      for (const [name, until] of memory) if (until < Date.now()) memory.delete(name);
    }
  }

  private async follow(name: string, topic: StreamTopic): Promise<void> {
    const ofJob = topic.kind === 'JOB';
    const stop = await this.streams.follow(topic, (payload, last) => {
      if (this.stopped || (last && !ofJob)) return;
      this.publish(name, payload, ofJob);
      if (!ofJob || (payload !== '' && !ENDED.test(payload))) return;
      this.ended.set(name, Date.now() + MEMORY);
      this.drop(name);
    });
    if (!stop) return;
    this.followed.set(name, stop);
    if (this.stopped || this.ended.has(name)) this.drop(name);
  }

  private clear(name: string): void {
    if (!this.cleared.has(name)) this.publish(name, '', true);
    this.cleared.set(name, Date.now() + MEMORY);
  }

  private drop(name: string): void {
    this.followed.get(name)?.();
    this.followed.delete(name);
  }
}
