/*
 * CTEs that write the deliveries of a `job` row in the statement that changes it, and the counts of events that go with
 * them. The URLs are columns of the job: PostgreSQL reads no member of `args` when an escaped NUL is anywhere in it.
 */

const INSERT = `INSERT INTO scheduled.deliveries
  (id, tenant_id, job_id, type, sequence, url, attempt, payload, next_at, inserted_at)`;

/** An SQL assignment that counts events, if there is anybody to tell. */
const count = (events: string) =>
  `event_seq = CASE WHEN webhook_url IS NULL THEN event_seq ELSE event_seq + ${events} END`;

/** For the update of jobs that takes one up. */
export const COUNT_START = count('CASE WHEN attempt = 0 THEN 2 ELSE 1 END');

/** The request is put together from the job when it is delivered: a body of a megabyte is stored once. */
export const DELIVERIES_OF_START = `delivery AS (
  ${INSERT}
  SELECT scheduled.uuidv7(), job.tenant_id, job.id, event.type, event.sequence, job.webhook_url, job.attempt, event.payload,
    job.attempted_at, job.attempted_at
  FROM job LEFT JOIN scheduled.schedules AS schedule ON schedule.id = job.schedule_id,
    LATERAL (VALUES
      ('job.started', job.event_seq - 1, NULL::json),
      ('job.request', job.event_seq, json_build_object('attempted_at', scheduled.micros(job.attempted_at),
        'previous', schedule.previous, 'state', schedule.last_state))
    ) AS event (type, sequence, payload)
  WHERE job.webhook_url IS NOT NULL AND (event.type <> 'job.started' OR job.attempt = 1)
)`;

/** What happened with an attempt, as SQL of type boolean. */
const answered = (response: string) => `(${response}::json IS NOT NULL)`;
const FINISHED = "('completed', 'discarded')";

/** SQL of what an attempt came to. */
interface OutcomeSql {
  /** The job's state afterwards. */
  state: string;
  /** Milliseconds. */
  duration: string;
  response: string;
  error: string;
}

/** For the update of jobs that records an outcome. */
export const countOutcome = ({ state, response, error }: OutcomeSql) =>
  count(`${answered(response)}::integer + ${answered(error)}::integer + (${state} IN ${FINISHED})::integer`);

/** `plan` holds the moment, `now`, and that of the next attempt, `next`. */
export const deliveriesOfOutcome = ({ duration, response, error }: OutcomeSql) => `delivery AS (
  ${INSERT}
  SELECT scheduled.uuidv7(), job.tenant_id, job.id, event.type, event.sequence, event.url, job.attempt, event.payload,
    plan.now, plan.now
  FROM job, plan,
    LATERAL (SELECT job.state IN ${FINISHED} AS finished, ${answered(error)} AS failed) AS came,
    LATERAL (VALUES
      ('job.response', job.event_seq - finished::integer - failed::integer, job.webhook_url, ${answered(response)},
        json_build_object('response', ${response}::json, 'duration_ms', ${duration}::integer)),
      ('job.error', job.event_seq - finished::integer, job.webhook_url, failed,
        json_build_object('error', ${error}::json, 'will_retry', NOT finished, 'next_attempt_at', scheduled.micros(next))),
      ('job.finished', job.event_seq, job.webhook_url, finished,
        json_build_object('state', job.state, 'finished_at', scheduled.micros(now))),
      ('job.callback', NULL, job.callback_url, finished,
        json_build_object('state', job.state, 'finished_at', scheduled.micros(now),
          'attempted_at', scheduled.micros(job.attempted_at), 'response', ${response}::json,
          'duration_ms', ${duration}::integer, 'error', ${error}::json))
    ) AS event (type, sequence, url, happened, payload)
  WHERE (job.webhook_url IS NOT NULL OR job.callback_url IS NOT NULL) AND event.url IS NOT NULL AND event.happened
)`;

/** For an update of jobs that cancels those for which the condition holds. */
export const countCancelled = (condition = 'true') => count(`(${condition})::integer`);

export const DELIVERIES_OF_CANCELLATION = `delivery AS (
  ${INSERT}
  SELECT scheduled.uuidv7(), job.tenant_id, job.id, 'job.finished', job.event_seq, job.webhook_url, job.attempt,
    json_build_object('state', job.state, 'finished_at', scheduled.micros(job.cancelled_at)),
    job.cancelled_at, job.cancelled_at
  FROM job WHERE job.state = 'cancelled' AND job.webhook_url IS NOT NULL
)`;
