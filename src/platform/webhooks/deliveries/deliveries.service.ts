import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { momentOf } from '../../../kernel/http/moment';
import { WebhookAccess } from '../endpoints/webhook-access';
import type { DeliveryDto, DeliveryListDto, ReplayDto, ReplayedDto } from './delivery.dto';
import { SERVE } from './delivery-task';
import { eventId, positionOf } from './event-id';
import type { DeliveryListQuery } from './list-query';
import { REPLAYABLE, sqlList } from './transitions';
import type { DeliveryState } from './transitions';

/** Dead letters that one call replays at most. */
const REPLAY_LIMIT = 10_000;

const COLUMNS = `event_position AS position, event_xid AS xid, type, subject, state, attempts, created_at, next_attempt_at, attempted_at,
  status, error, response, duration_ms, finished_at`;

const REPLAYED = "state = 'pending', failures = 0, next_attempt_at = clock_timestamp(), finished_at = NULL";

const LIST = {
  name: 'webhook-deliveries',
  text: `SELECT ${COLUMNS} FROM platform.webhook_deliveries
    WHERE webhook_id = $1 AND event_position < $2 ORDER BY event_position DESC LIMIT $3`,
};
const LIST_IN_STATE = {
  name: 'webhook-deliveries-in-state',
  text: `SELECT ${COLUMNS} FROM platform.webhook_deliveries
    WHERE webhook_id = $1 AND event_position < $2 AND state = $4 ORDER BY event_position DESC LIMIT $3`,
};
const FIND = {
  name: 'webhook-delivery',
  text: 'SELECT FROM platform.webhook_deliveries WHERE webhook_id = $1 AND event_position = $2',
};
const REPLAY = {
  name: 'webhook-replay',
  text: `UPDATE platform.webhook_deliveries SET ${REPLAYED}
    WHERE webhook_id = $1 AND event_position = $2 AND state IN (${sqlList(REPLAYABLE)}) RETURNING ${COLUMNS}`,
};
const REPLAY_DEAD = {
  name: 'webhook-replay-dead',
  text: `WITH dead AS MATERIALIZED (
      SELECT event_position FROM platform.webhook_deliveries
      WHERE webhook_id = $1 AND state = 'dead' AND finished_at >= $2 ORDER BY event_position LIMIT $3
    )
    UPDATE platform.webhook_deliveries AS delivery SET ${REPLAYED} FROM dead
    WHERE webhook_id = $1 AND delivery.event_position = dead.event_position`,
};
const COUNT_DEAD = {
  name: 'webhook-count-dead',
  text: `SELECT count(*)::int AS count FROM (SELECT FROM platform.webhook_deliveries
    WHERE webhook_id = $1 AND state = 'dead' AND finished_at >= $2 LIMIT $3) AS dead`,
};

interface DeliveryRow {
  position: string;
  xid: string;
  type: string;
  subject: string;
  state: DeliveryState;
  attempts: number;
  created_at: Date;
  next_attempt_at: Date;
  attempted_at: Date | null;
  status: number | null;
  error: string | null;
  response: string | null;
  duration_ms: number | null;
  finished_at: Date | null;
}

@Injectable()
export class DeliveriesService {
  constructor(
    private readonly database: Database,
    private readonly access: WebhookAccess,
  ) {}

  async list(caller: Caller, id: string, { state, limit, after }: DeliveryListQuery): Promise<DeliveryListDto> {
    await this.access.manage(caller, id);
    const values = [id, after, limit + 1];
    const rows = await (state === null
      ? this.database.run<DeliveryRow & Record<string, unknown>>(LIST, values)
      : this.database.run<DeliveryRow & Record<string, unknown>>(LIST_IN_STATE, [...values, state]));
    const page = rows.slice(0, limit);
    return { data: page.map(toDto), next: rows.length > limit ? eventId(page.at(-1)!) : null };
  }

  async replay(caller: Caller, id: string, deliveryId: string): Promise<DeliveryDto> {
    return this.database.transaction(async () => {
      await this.access.manageLocked(caller, id);
      const values = [id, positionOf(deliveryId) ?? -1];
      const [row] = await this.database.run<DeliveryRow & Record<string, unknown>>(REPLAY, values);
      if (row) {
        await this.database.run(SERVE, [[id]]);
        return toDto(row);
      }
      const known = (await this.database.run(FIND, values)).length > 0;
      if (known) throw new Failure('conflict', 'The delivery is still under way');
      throw new Failure('not-found', 'There is no such delivery');
    });
  }

  async replayDead(caller: Caller, id: string, { since }: ReplayDto): Promise<ReplayedDto> {
    return this.database.transaction(async () => {
      await this.access.manageLocked(caller, id);
      const from = momentOf(since) ?? '-infinity';
      const values = [id, from, REPLAY_LIMIT + 1];
      const [{ count }] = await this.database.run<{ count: number }>(COUNT_DEAD, values);
      await this.database.run(REPLAY_DEAD, [id, from, REPLAY_LIMIT]);
      if (count > 0) await this.database.run(SERVE, [[id]]);
      return { replayed: Math.min(count, REPLAY_LIMIT), more: count > REPLAY_LIMIT };
    });
  }
}

function toDto(row: DeliveryRow): DeliveryDto {
  return {
    id: eventId(row),
    type: row.type,
    subject: row.subject,
    state: row.state,
    attempts: row.attempts,
    createdAt: row.created_at.toISOString(),
    nextAttemptAt: row.state === 'pending' ? row.next_attempt_at.toISOString() : null,
    lastAttemptAt: row.attempted_at?.toISOString() ?? null,
    lastStatus: row.status,
    lastError: row.error,
    lastResponse: row.response,
    lastDurationMs: row.duration_ms,
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}
