import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { lookedUp } from '../ids';
import type { JobStatus } from '../jobs/transitions';
import { Looks } from './looks';
import { Pacer } from './pacer';
import { jobPayload } from './stream-payloads';
import type { JobView } from './stream-payloads';
import type { FollowListener } from './stream-topic';

/** Lines of a job's history that one look takes. */
const LINES = 100;

const VIEW = `job.id AS job_id, CASE WHEN job.lease IS NOT NULL THEN job.assigned_device_id END AS device_id,
  CASE WHEN job.lease_device_id IS NULL THEN job.device_state ELSE device.last_state END AS state,
  job.link_lost_at IS NOT NULL AS link_lost, job.progress, device.last_seen_at,
  coalesce(device.last_seen_at, '-infinity')::text AS seen`;

/** The job as it is, and the line of its history that made it so. */
const READ = {
  name: 'drone-stream-job-read',
  text: `SELECT ${VIEW}, job.status, coalesce(line.seq, 0)::text AS seq, coalesce(line.at, job.updated_at) AS at
    FROM drone.jobs job
    LEFT JOIN drone.devices device ON device.id = job.lease_device_id
    LEFT JOIN LATERAL (
      SELECT seq, at FROM drone.job_history WHERE job_id = job.id AND type <> 'late_report' ORDER BY seq DESC LIMIT 1
    ) line ON true
    WHERE job.tenant_id = $1 AND job.id = $2`,
};
/**
 * Watched jobs (`$1`, `$2`) with something new: lines of history behind the last one known (`$3`), telemetry later than
 * that known (`$4`), or that they are gone. A job's changes lock its row, so its lines are committed in their order.
 */
const LOOK = {
  name: 'drone-stream-job-look',
  text: `SELECT watched.key, job.id IS NULL AS gone, ${VIEW}, news.lines
    FROM unnest($1::text[], $2::text[], $3::bigint[], $4::timestamptz[]) AS watched (key, id, seq, seen)
    LEFT JOIN drone.jobs job ON job.id = watched.id
    LEFT JOIN drone.devices device ON device.id = job.lease_device_id
    LEFT JOIN LATERAL (
      SELECT json_agg(json_build_object('seq', seq::text, 'type', type, 'status', data ->> 'status', 'at', at) ORDER BY seq)
        AS lines
      FROM (SELECT * FROM drone.job_history WHERE job_id = job.id AND seq > watched.seq ORDER BY seq LIMIT ${LINES}) line
    ) news ON true
    WHERE job.id IS NULL OR news.lines IS NOT NULL OR device.last_seen_at > watched.seen`,
};

/** Lines that tell nothing of the job's state. */
const QUIET = new Set(['updated', 'late_report']);

const keyOf = (tenantId: string, id: string) => `${tenantId} ${id}`;

interface Line {
  seq: string;
  type: string;
  status: JobStatus | null;
  at: string;
}

interface ReadRow extends JobView {
  status: JobStatus;
  seq: string;
  at: Date;
  seen: string;
  last_seen_at: Date | null;
}

interface LookRow extends JobView {
  key: string;
  gone: boolean;
  lines: Line[] | null;
  seen: string;
  last_seen_at: Date | null;
}

/** A job that somebody watches. */
interface Watched {
  id: string;
  listeners: Set<FollowListener>;
  /** Where it stands, once that has been read; what is newer is told to all listeners. */
  known?: { seq: string; seen: string; status: JobStatus; told: string };
  reading?: Promise<boolean>;
}

/** The streams of jobs, told from the history, line by line: a state that a job has had is never skipped or taken back. */
@Injectable()
export class JobStreams {
  private readonly watched = new Map<string, Watched>();
  private readonly pacer = new Pacer();
  readonly looks = new Looks(() => this.look(), new Logger('drone-streams'));

  constructor(private readonly database: Database) {}

  /** The job's last state; undefined where there is no such job. Of a watched one it is what was told last. */
  async lastState(tenantId: string, id: string): Promise<string | undefined> {
    const known = this.watched.get(keyOf(tenantId, id))?.known;
    if (known) return known.told;
    const row = await this.read(tenantId, id);
    return row && lastStateOf(row);
  }

  /** Tells the last state, then all that follows. @returns what ends it; undefined where there is no such job */
  async follow(tenantId: string, id: string, listener: FollowListener): Promise<(() => void) | undefined> {
    const key = keyOf(tenantId, id);
    const watched = this.watched.get(key) ?? { id, listeners: new Set() };
    this.watched.set(key, watched);
    watched.reading ??= this.begin(tenantId, watched);
    const there = await watched.reading.catch((error: unknown) => {
      this.drop(key, watched);
      throw error;
    });
    if (!there || this.watched.get(key) !== watched) {
      this.drop(key, watched);
      return there ? this.follow(tenantId, id, listener) : undefined;
    }
    listener(watched.known!.told, true);
    watched.listeners.add(listener);
    return () => {
      watched.listeners.delete(listener);
      this.drop(key, watched);
    };
  }

  /** Ends a watch that nobody listens to. */
  private drop(key: string, watched: Watched): void {
    if (this.watched.get(key) !== watched || watched.listeners.size > 0) return;
    this.watched.delete(key);
    this.pacer.forget(key);
  }

  private async begin(tenantId: string, watched: Watched): Promise<boolean> {
    const row = await this.read(tenantId, watched.id);
    if (row) watched.known = { seq: row.seq, seen: row.seen, status: row.status, told: lastStateOf(row) };
    return row !== undefined;
  }

  private async read(tenantId: string, id: string): Promise<ReadRow | undefined> {
    const [row] = await this.database.run<ReadRow>(READ, [tenantId, lookedUp(id)]);
    return row;
  }

  private async look(): Promise<void> {
    const known = [...this.watched].flatMap(([key, { id, known }]) => (known ? [{ key, id, ...known }] : []));
    if (known.length === 0) return;
    const values = (['key', 'id', 'seq', 'seen'] as const).map((field) => known.map((one) => one[field]));
    for (const row of await this.database.run<LookRow>(LOOK, values)) this.take(row);
  }

  private take(row: LookRow): void {
    const watched = this.watched.get(row.key);
    const known = watched?.known;
    if (!known) return;
    if (row.gone) {
      this.tell(watched, '');
      this.watched.delete(row.key);
      return this.pacer.forget(row.key);
    }
    const lines = (row.lines ?? []).filter(({ seq }) => BigInt(seq) > BigInt(known.seq));
    if (lines.length === LINES) this.looks.wake();
    const told = lines.filter(({ status, type }) => status && !QUIET.has(type));
    const heard = row.seen === known.seen ? null : row.last_seen_at;
    known.seq = lines.at(-1)?.seq ?? known.seq;
    known.seen = row.seen;
    if (told.length > 0) this.pacer.drop(row.key);
    for (const { status, at } of told) {
      known.status = status!;
      this.tell(watched, jobPayload(row, known.status, new Date(at)));
    }
    if (heard && told.length === 0) {
      this.pacer.offer(row.key, () => this.tell(watched, jobPayload(row, known.status, heard)));
    }
  }

  private tell(watched: Watched, payload: string): void {
    watched.known!.told = payload;
    for (const listener of watched.listeners) listener(payload, false);
  }
}

const lastStateOf = (row: ReadRow) =>
  jobPayload(row, row.status, new Date(Math.max(row.at.getTime(), row.last_seen_at?.getTime() ?? 0)));
