import { enqueueAdmission } from './turns';

const PERIOD = (months: string, microseconds: string) =>
  `make_interval(months => ${months}::integer, secs => ${microseconds}::float8 / 1000000)`;

/** A control as clients see it: the columns of a `FlowControlRow`, out of a relation named `control`. */
const SHOWN = `control.key, concurrency, rate, paused, reason,
  (extract(year FROM period) * 12 + extract(month FROM period))::integer AS months,
  extract(epoch FROM period)::float8 AS seconds,
  (SELECT count(*)::integer FROM scheduled.jobs AS job WHERE job.tenant_id = control.tenant_id
    AND flow_key = control.key AND flow_key IS NOT NULL AND state = 'executing') AS executing,
  (SELECT count(*)::integer FROM scheduled.jobs AS job WHERE job.tenant_id = control.tenant_id
    AND flow_key = control.key AND turn IN ('flow', 'called') AND state <> 'executing') AS waiting`;

export interface FlowControlRow {
  key: string;
  concurrency: number | null;
  rate: number | null;
  paused: boolean;
  reason: string | null;
  months: number;
  /** Of a period without months. */
  seconds: number;
  executing: number;
  waiting: number;
}

export const LIST = {
  name: 'scheduled-flow-controls',
  text: `SELECT ${SHOWN} FROM scheduled.flow_controls AS control WHERE tenant_id = $1 ORDER BY key LIMIT $2 OFFSET $3`,
};

export const FIND = {
  name: 'scheduled-flow-control',
  text: `SELECT ${SHOWN} FROM scheduled.flow_controls AS control WHERE tenant_id = $1 AND key = $2`,
};

/**
 * Takes over the values that a job was sent with: concurrency $3, rate $4, a period of $5 months and $6 microseconds, $7
 * failures that pause; what is null stays. Nothing is written, nor waited for, when they hold already.
 */
export const GIVE = {
  name: 'scheduled-flow-control-give',
  text: `WITH given AS MATERIALIZED (
      SELECT $3::integer AS concurrency, $4::integer AS rate, ${PERIOD('$5', '$6')} AS period, $7::integer AS failures
    ),
    control AS (
      INSERT INTO scheduled.flow_controls AS control (tenant_id, key, concurrency, rate, period, pause_after_failures)
      SELECT $1, $2, concurrency, rate, coalesce(period, '1 second'), coalesce(failures, 0) FROM given
      WHERE NOT EXISTS (
        SELECT FROM scheduled.flow_controls AS known WHERE tenant_id = $1 AND key = $2
          AND coalesce(known.concurrency = given.concurrency, given.concurrency IS NULL)
          AND coalesce(known.rate = given.rate, given.rate IS NULL)
          AND coalesce(known.period = given.period, given.period IS NULL)
          AND coalesce(known.pause_after_failures = given.failures, given.failures IS NULL)
      )
      ON CONFLICT (tenant_id, key) DO UPDATE SET
        concurrency = coalesce(excluded.concurrency, control.concurrency), rate = coalesce(excluded.rate, control.rate),
        period = coalesce((SELECT period FROM given), control.period),
        pause_after_failures = coalesce((SELECT failures FROM given), control.pause_after_failures)
      RETURNING tenant_id, key
    )
    SELECT ${enqueueAdmission('tenant_id', 'key', 'NULL')} FROM control`,
};

/**
 * Changes the control $2 of tenant $1 as an operator wants it: a concurrency of $4 if $3, a rate of $6 if $5, a period of
 * $7 months and $8 microseconds, paused or not ($9), for the reason $10, $11 failures that pause; what is null stays.
 */
export const CHANGE = {
  name: 'scheduled-flow-control-change',
  text: `WITH control AS (
      UPDATE scheduled.flow_controls AS control SET
        concurrency = CASE WHEN $3::boolean THEN $4::integer ELSE concurrency END,
        rate = CASE WHEN $5::boolean THEN $6::integer ELSE rate END,
        period = coalesce(${PERIOD('$7', '$8')}, period),
        paused = coalesce($9::boolean, paused),
        reason = CASE WHEN coalesce($9::boolean, paused) THEN coalesce($10::text, reason) END,
        failures = CASE WHEN $9::boolean IS FALSE THEN 0 ELSE failures END,
        pause_after_failures = coalesce($11::integer, pause_after_failures)
      WHERE tenant_id = $1 AND key = $2
      RETURNING tenant_id, key
    )
    SELECT ${enqueueAdmission('tenant_id', 'key', 'NULL')} FROM control`,
};

/** Takes the turns of the key $2 of tenant $1 back that no job has used yet. */
export const TAKE_BACK = {
  name: 'scheduled-turns-take-back',
  text: `UPDATE scheduled.jobs SET turn = 'flow', held = true, fence = fence + 2, queued_for = NULL
    WHERE tenant_id = $1 AND flow_key = $2 AND turn = 'called'`,
};

export const COUNTS_FAILURES = {
  name: 'scheduled-flow-control-counts-failures',
  text: `SELECT FROM scheduled.flow_controls WHERE tenant_id = $1 AND key = $2 AND pause_after_failures > 0`,
};

/** Counts a run of the key $2 of tenant $1 that failed ($3) or not. A row: it paused the key. */
export const COUNT_FAILURE = {
  name: 'scheduled-flow-control-failure',
  text: `WITH counted AS (
      SELECT tenant_id, key, CASE WHEN $3 THEN failures + 1 ELSE 0 END AS total,
        NOT paused AND $3 AND failures + 1 >= pause_after_failures AS pauses
      FROM scheduled.flow_controls WHERE tenant_id = $1 AND key = $2
    ),
    control AS (
      UPDATE scheduled.flow_controls AS control SET failures = total, paused = paused OR pauses,
        reason = CASE WHEN pauses THEN format('paused after %s failed runs', pause_after_failures) ELSE reason END
      FROM counted WHERE control.tenant_id = counted.tenant_id AND control.key = counted.key
      RETURNING pauses
    )
    SELECT FROM control WHERE pauses`,
};
