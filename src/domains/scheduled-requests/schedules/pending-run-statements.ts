import { countCancelled, DELIVERIES_OF_CANCELLATION } from '../deliveries/delivery-inserts';
import { ENQUEUE_EVENTS } from '../deliveries/delivery-task';
import { ENQUEUE_JOB, queuedFor } from '../dispatch/queueing';
import { ADMIT_NEXT, NEEDS_TURN, WAITS_FOR_RUN } from '../limits/turns';
import { jobEvent, scheduleEvent } from '../scheduled-events';
import { SCHEDULE_COLUMNS } from './schedule-row';

/** The schedule of the job $1, locked, and the moment. */
export const LOCK_SCHEDULE = {
  name: 'scheduled-schedule-of-run-lock',
  text: `SELECT ${SCHEDULE_COLUMNS}, scheduled.micros(clock_timestamp()) AS now FROM scheduled.schedules
    WHERE id = (SELECT schedule_id FROM scheduled.jobs WHERE id = $1) FOR UPDATE`,
};

/** The slot of the job $1, locked, if it may have its first attempt now and has the fence $2. */
export const LOCK_RUN = {
  name: 'scheduled-run-lock',
  text: `SELECT scheduled.micros(slot) AS slot FROM scheduled.jobs
    WHERE id = $1 AND fence = $2 AND state = 'available' AND attempt = 0
      AND (turn = 'called' OR NOT ${NEEDS_TURN}) FOR UPDATE`,
};

/** The pending run of the schedule $1, whose slot is $2. */
export const PENDING_RUN = {
  name: 'scheduled-pending-run',
  text: `SELECT id::float8 AS id FROM scheduled.jobs
    WHERE schedule_id = $1 AND slot = scheduled.moment($2) AND state = 'available'`,
};

/**
 * What the runs of the schedule $1 but for the pending one, of slot $2, are up to, and which slots after it, up to $3,
 * have a run already: those of a backfill.
 */
export const OTHER_RUNS = {
  name: 'scheduled-other-runs',
  text: `SELECT count(*) > 0 AS "earlierRunOpen", count(*) FILTER (WHERE ${WAITS_FOR_RUN}) > 0 AS "slotWaiting",
      ARRAY (SELECT scheduled.micros(slot) FROM scheduled.jobs
        WHERE schedule_id = $1 AND slot > scheduled.moment($2) AND slot <= scheduled.moment($3)) AS taken
    FROM scheduled.jobs
    WHERE schedule_id = $1 AND state IN ('available', 'executing', 'retryable') AND slot IS DISTINCT FROM scheduled.moment($2)`,
};

/** Gives the job $1 the slot $2; to wait for the run before it when $3; the key goes to the next run when $4. */
export const SET_SLOT = {
  name: 'scheduled-slot-set',
  text: `WITH job AS (
      UPDATE scheduled.jobs SET slot = scheduled.moment($2), scheduled_at = scheduled.moment($2), held = $3,
        turn = CASE WHEN $3 THEN NULL ELSE turn END,
        fence = fence + $3::boolean::integer, queued_for = CASE WHEN $3 THEN NULL ELSE queued_for END,
        held_key = CASE WHEN $4 THEN NULL ELSE held_key END
      WHERE id = $1 RETURNING jobs.*
    )
    SELECT ${ADMIT_NEXT} FROM job WHERE held`,
};

/** The pending run $1 goes on to the slot $2, held there when $3, or is cancelled when there is none. */
export const MOVE_SLOT = {
  name: 'scheduled-slot-move',
  text: `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now, scheduled.moment($2) AS next),
    job AS (
      UPDATE scheduled.jobs SET slot = coalesce(next, slot), scheduled_at = coalesce(next, scheduled_at),
        run_at = coalesce(next, run_at), held = $3, turn = NULL,
        queued_for = CASE WHEN NOT $3 THEN ${queuedFor('next', 'now')} END, fence = fence + 1,
        state = CASE WHEN next IS NULL THEN 'cancelled' ELSE state END, cancelled_at = CASE WHEN next IS NULL THEN now END,
        held_key = CASE WHEN next IS NULL THEN NULL ELSE held_key END,
        ${countCancelled('next IS NULL')}
      FROM clock WHERE id = $1 RETURNING jobs.*
    ),
    ${DELIVERIES_OF_CANCELLATION}
    SELECT ${ENQUEUE_JOB}, ${ADMIT_NEXT}, CASE WHEN state = 'cancelled' THEN ${jobEvent('cancelled')} END,
      CASE WHEN state = 'cancelled' THEN ${ENQUEUE_EVENTS} END FROM job`,
};

/** A run of the schedule $1 begins that is not the pending one. */
export const COUNT_RUN = {
  name: 'scheduled-run-count',
  text: 'UPDATE scheduled.schedules SET runs = runs + 1, last_run_at = clock_timestamp() WHERE id = $1',
};

/**
 * The pending slot of the schedule $1 is $2 now, or it is completed; $3 runs begin, $4 slots are missed, $5 skipped and
 * $6 became runs.
 */
export const ADVANCE = {
  name: 'scheduled-advance',
  text: `WITH schedule AS (
      UPDATE scheduled.schedules SET next_run_at = scheduled.moment($2), runs = runs + $3, missed = missed + $4,
        skipped = skipped + $5, planned = planned + $6,
        last_run_at = CASE WHEN $3 > 0 THEN clock_timestamp() ELSE last_run_at END,
        state = CASE WHEN $2 IS NULL THEN 'completed' ELSE state END,
        updated_at = CASE WHEN $2 IS NULL THEN clock_timestamp() ELSE updated_at END
      WHERE id = $1 RETURNING *
    )
    SELECT ${scheduleEvent('completed', 'tenant_id', 'id', "json_build_object('runs', runs)")}
    FROM schedule WHERE state = 'completed'`,
};
