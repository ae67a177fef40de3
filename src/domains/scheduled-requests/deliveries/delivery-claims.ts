import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { sealedSecretsOf } from '../signing/signing-secret.statements';
import type { Settlement } from './delivery-outcome';
import type { Told } from './delivery-message';
import { deliver, payloadOf, type Deliver } from './delivery-task';

/** Longest that a try takes, milliseconds. */
export const TRY_TIMEOUT = 15_000;
/** Seconds that a claim holds: by then a worker that is alive has recorded what came of the try. */
const CLAIM_SECONDS = 60;
/** Microseconds before a receiver without a place is looked at again: the first wait, which doubles, and the longest. */
const [FIRST_PAUSE, LONGEST_PAUSE] = [250_000, 8_000_000];

/** A delivery that is the task's to try, while its fence is the latest. */
export interface Claim extends Told {
  id: string;
  tenant_id: string;
  url: string;
  tries: number;
  fence: number;
  /** The tenant's signing secrets, encrypted. */
  sealed: string[];
}

/** The first delivery that is left of the job $1 to the URL $2, locked as it is now: those after it wait for it. */
const HEAD = `head AS (
  SELECT id FROM scheduled.deliveries WHERE job_id = $1 AND url = $2 AND state = 'pending'
  ORDER BY sequence LIMIT 1 FOR UPDATE
)`;
/** Nobody else tries it: it is neither claimed by another task nor does it wait. */
const IS_FREE = 'delivery.id = head.id AND (next_at <= clock_timestamp() OR claimed_by = $3::uuid)';

const CLAIM = {
  name: 'scheduled-delivery-claim',
  text: `WITH ${HEAD},
    delivery AS (
      UPDATE scheduled.deliveries AS delivery
      SET fence = fence + 1, claimed_by = $3, next_at = clock_timestamp() + interval '${CLAIM_SECONDS} seconds'
      FROM head WHERE ${IS_FREE}
      RETURNING delivery.*
    )
    SELECT delivery.id, delivery.tenant_id, delivery.type, delivery.sequence, delivery.url, delivery.attempt,
      delivery.payload, delivery.tries, delivery.fence, scheduled.micros(delivery.inserted_at) AS inserted_at,
      job.id::float8 AS job_id, job.uuid AS job_uuid, job.schedule_id, job.idempotency_key,
      scheduled.micros(job.scheduled_at) AS scheduled_at, scheduled.micros(job.slot) AS slot,
      CASE WHEN delivery.type IN ('job.request', 'job.callback') THEN job.args::text END AS args_text,
      ${sealedSecretsOf('delivery.tenant_id')} AS sealed
    FROM delivery JOIN scheduled.jobs AS job ON job.id = delivery.job_id`,
};

const ENQUEUE_LATER = (postponed: string) =>
  `engine.enqueue('${deliver.name}', ${payloadOf('job_id', 'url', postponed)}, next_at)`;

/** Has it looked at again in $4 microseconds; the task has been postponed $5 times. */
const POSTPONE = {
  name: 'scheduled-delivery-postpone',
  text: `WITH ${HEAD},
    delivery AS (
      UPDATE scheduled.deliveries AS delivery
      SET claimed_by = NULL, next_at = clock_timestamp() + $4::float8 * interval '1 microsecond'
      FROM head WHERE ${IS_FREE}
      RETURNING job_id, url, next_at
    )
    SELECT ${ENQUEUE_LATER('$5')} FROM delivery`,
};

/** Records what came of the claim $2 of the delivery $1, and has it tried again if it is still pending. */
const SETTLE = {
  name: 'scheduled-delivery-settle',
  text: `WITH delivery AS (
      UPDATE scheduled.deliveries
      SET state = $3, tries = tries + $4, status = CASE WHEN $4 = 0 THEN status ELSE $5::integer END, claimed_by = NULL,
        next_at = clock_timestamp() + $6::float8 * interval '1 microsecond'
      WHERE id = $1 AND fence = $2 AND state = 'pending'
      RETURNING job_id, url, state, next_at
    )
    SELECT CASE WHEN state = 'pending' THEN ${ENQUEUE_LATER('0')} END FROM delivery`,
};

/** Hands deliveries to the tasks that try them, and records what came of it. */
@Injectable()
export class DeliveryClaims {
  constructor(private readonly database: Database) {}

  /** The next delivery; undefined when there is none, or another task tries it, or it has to wait. */
  async next({ jobId, url, run }: Deliver): Promise<Claim | undefined> {
    const [claim] = await this.database.run<Claim & Record<string, unknown>>(CLAIM, [jobId, url, run]);
    return claim;
  }

  async postpone({ jobId, url, run, postponed = 0 }: Deliver): Promise<void> {
    const pause = Math.min(FIRST_PAUSE * 2 ** postponed, LONGEST_PAUSE) * (1 + Math.random());
    await this.database.run(POSTPONE, [jobId, url, run, pause, postponed + 1]);
  }

  async settle({ id, fence }: Claim, { state, tries, status, delay }: Settlement): Promise<void> {
    await this.database.run(SETTLE, [id, fence, state, tries, status, delay]);
  }
}
