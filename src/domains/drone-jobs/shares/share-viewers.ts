import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../../../kernel/database/database';
import { lookedUp } from '../ids';
import type { StreamTopic } from '../streams/stream-topic';
import { LiveShares } from './live-shares';
import { LIVE_SHARES } from './share-row';
import type { ShareRow } from './share-row';

/** Seconds that a place is kept for a process that says nothing. */
const LIFE = 15;
/** Milliseconds from one sign of life to the next. */
const BEAT = 4_000;

/** Those who come at once for one share are let in one by one. */
const LOCK = {
  name: 'drone-share-lock',
  text: `${LIVE_SHARES} AND code = $1 FOR UPDATE`,
};
const ENTER = {
  name: 'drone-share-viewer-enter',
  text: `INSERT INTO drone.share_viewers (id, tenant_id, share_code, alive_until)
    SELECT $1, $2, $3, clock_timestamp() + interval '${LIFE} seconds'
    WHERE $4::int IS NULL
      OR (SELECT count(*) FROM drone.share_viewers WHERE share_code = $3 AND alive_until > clock_timestamp()) < $4
    RETURNING id`,
};
const STAY = {
  name: 'drone-share-viewers-stay',
  text: `UPDATE drone.share_viewers SET alive_until = clock_timestamp() + interval '${LIFE} seconds'
    WHERE id IN (SELECT id FROM drone.share_viewers WHERE id = ANY ($1) ORDER BY id FOR UPDATE)`,
};
const LEAVE = {
  name: 'drone-share-viewer-leave',
  text: 'DELETE FROM drone.share_viewers WHERE tenant_id = $1 AND id = $2',
};

/** A place among the viewers of a share. */
export interface Viewer {
  topic: StreamTopic;
  /** Aborted when the share is revoked or expires. */
  signal: AbortSignal;
  /** Gives the place away. */
  leave(): Promise<void>;
}

/** Counts who watches by shares, in all processes together. */
@Injectable()
export class ShareViewers implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('drone-shares');
  /** The ids of this process's viewers. */
  private readonly present = new Set<string>();
  private beat?: NodeJS.Timeout;

  constructor(
    private readonly database: Database,
    private readonly shares: LiveShares,
  ) {}

  /** `unknown` for a share that is not there, or dead. */
  async admit(code: string): Promise<Viewer | 'unknown' | 'full'> {
    const id = uuidv7();
    const entered = await this.database.transaction(async () => {
      const [share] = await this.database.run<ShareRow>(LOCK, [lookedUp(code)]);
      if (!share) return 'unknown';
      const [place] = await this.database.run(ENTER, [id, share.tenant_id, code, share.max_viewers]);
      return place ? share : 'full';
    });
    if (typeof entered === 'string') return entered;
    const topic: StreamTopic = { tenantId: entered.tenant_id, kind: 'SHARE', id: code };
    const { signal, release } = this.shares.hold(entered);
    this.present.add(id);
    const leave = async () => {
      release();
      this.present.delete(id);
      await this.database.run(LEAVE, [topic.tenantId, id]).catch((error: unknown) => {
        this.logger.warn({ err: error }, 'a place among viewers is free later');
      });
    };
    return { topic, signal, leave };
  }

  onApplicationBootstrap(): void {
    this.beat = setInterval(() => void this.stay(), BEAT);
  }

  onApplicationShutdown(): void {
    clearInterval(this.beat);
  }

  private async stay(): Promise<void> {
    if (this.present.size === 0) return;
    await this.database.run(STAY, [[...this.present]]).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'viewers stay for as long as their places do');
    });
  }
}
