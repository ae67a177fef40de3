import { isUuid } from '../ids';
import type { DeadLetterFilter } from './dead-letter-filter';

/** Discarded jobs of the tenant $1 that fit the values of `filterValues`, $2 to $5. */
const LETTERS = `scheduled.jobs AS job
    WHERE job.tenant_id = $1 AND job.state = 'discarded'
      AND ($2::uuid IS NULL OR job.schedule_id = $2)
      AND ($3::text IS NULL OR $3 IN (job.failed_host, regexp_replace(job.failed_host, ':[0-9]+$', '')))
      AND ($4::float8 IS NULL OR job.discarded_at >= scheduled.moment($4))
      AND ($5::float8 IS NULL OR job.discarded_at < scheduled.moment($5))`;

/** No schedule has it. */
const NIL = '00000000-0000-0000-0000-000000000000';

export function filterValues(tenantId: string, { scheduleId, host, from, to }: DeadLetterFilter): unknown[] {
  return [tenantId, scheduleId === undefined || isUuid(scheduleId) ? scheduleId : NIL, host, from, to];
}

/** $6 at most, the first $7 left out; newest first. */
export const LIST = {
  name: 'scheduled-dead-letters',
  text: `SELECT job.uuid AS id, job.id::float8 AS job_id, job.schedule_id, job.name, job.attempt AS attempts, job.failure,
      scheduled.micros(job.discarded_at) AS discarded_at, job.replayed_as::float8 AS replayed_as
    FROM ${LETTERS} ORDER BY job.discarded_at DESC, job.id DESC LIMIT $6 OFFSET $7`,
};

/** Up to $8 letters that were not replayed, locked, oldest first; of the numbers $6 and the uuids $7 unless null. */
export const LOCK_LETTERS = {
  name: 'scheduled-dead-letters-lock',
  text: `SELECT job.id::float8 AS id, job.name, job.description, job.args::text AS args
    FROM ${LETTERS} AND job.replayed_as IS NULL
      AND ($6::bigint[] IS NULL OR job.id = ANY ($6) OR job.uuid = ANY ($7::uuid[]))
    ORDER BY job.discarded_at, job.id LIMIT $8 FOR UPDATE`,
};

export const COUNT_REPLAYED = {
  name: 'scheduled-dead-letters-replayed',
  text: `SELECT count(*)::integer AS count FROM ${LETTERS} AND job.replayed_as IS NOT NULL`,
};

/** The state of the job $2 of the tenant $1, and whether it was replayed; locked. */
export const LOCK_JOB = {
  name: 'scheduled-dead-letter-lock',
  text: `SELECT id::float8 AS id, name, description, args::text AS args, state, replayed_as IS NOT NULL AS replayed
    FROM scheduled.jobs WHERE tenant_id = $1 AND id = $2 FOR UPDATE`,
};

/** Ties the letters $1 to the jobs, by uuid, that repeat them. */
export const TIE = {
  name: 'scheduled-dead-letters-tie',
  text: `WITH replay AS (
      UPDATE scheduled.jobs SET replay_of = pair.letter
      FROM unnest($1::bigint[], $2::uuid[]) AS pair (letter, replay) WHERE uuid = pair.replay
      RETURNING id, replay_of
    )
    UPDATE scheduled.jobs AS letter SET replayed_as = replay.id FROM replay WHERE letter.id = replay.replay_of`,
};
