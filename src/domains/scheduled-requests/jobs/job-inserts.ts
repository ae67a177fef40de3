import { v7 as uuidv7 } from 'uuid';
import { ENQUEUE_JOB, queuedFor } from '../dispatch/queueing';
import { jobEvent, scheduleEvent } from '../scheduled-events';
import type { JobRequest } from '../values/job-request';
import type { Start } from '../values/plan';
import { JOB_COLUMNS } from './job-row';

/** What a job is made of, in the order of `jobValues`, and the types of it. */
const REQUEST = {
  uuid: 'uuid',
  tenant_id: 'uuid',
  schedule_id: 'uuid',
  name: 'text',
  description: 'text',
  idempotency_key: 'text',
  args: 'json',
  callback_url: 'text',
  webhook_url: 'text',
  start_at: 'float8',
  start_months: 'integer',
  start_micros: 'float8',
  cron: 'text',
  every: 'json',
  timezone: 'text',
  misfire: 'text',
  overlap: 'text',
  max_runs: 'integer',
  ends_at: 'float8',
  pause_after_failures: 'integer',
  destination: 'text',
  flow_key: 'text',
  fifo_key: 'text',
};

/**
 * New jobs out of a `request` relation, with a schedule where it names one, their events and their tasks, in one
 * statement; no row where another unfinished job of the tenant holds the key. The first run is at `start_at`
 * (microseconds), or `start_months` and `start_micros` from now.
 */
const insertOf = (request: string) => `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now),
    request AS (${request}),
    plan AS MATERIALIZED (
      SELECT request.*, now, coalesce(scheduled.moment(start_at),
        now + make_interval(months => start_months) + start_micros * interval '1 microsecond') AS first
      FROM clock, request
    ),
    job AS (
      INSERT INTO scheduled.jobs (uuid, tenant_id, schedule_id, slot, name, description, idempotency_key, held_key,
        args, callback_url, webhook_url, run_at, queued_for, scheduled_at, inserted_at, destination, flow_key, fifo_key)
      SELECT uuid, tenant_id, schedule_id, CASE WHEN schedule_id IS NOT NULL THEN first END, name, description,
        idempotency_key, idempotency_key, args, callback_url, webhook_url, first, ${queuedFor('first', 'now')}, first, now,
        destination, flow_key, fifo_key
      FROM plan
      ON CONFLICT (tenant_id, held_key) WHERE held_key IS NOT NULL DO NOTHING
      RETURNING *
    ),
    schedule AS (
      INSERT INTO scheduled.schedules (id, tenant_id, name, description, idempotency_key, cron, every, timezone, anchor,
        misfire, overlap, args, callback_url, webhook_url, next_run_at, inserted_at, updated_at, max_runs, ends_at,
        pause_after_failures, destination, flow_key, fifo_key)
      SELECT job.schedule_id, job.tenant_id, job.name, job.description, job.idempotency_key, cron, every, timezone, slot,
        misfire, overlap, job.args, job.callback_url, job.webhook_url, slot, inserted_at, inserted_at, max_runs,
        scheduled.moment(ends_at), pause_after_failures, job.destination, job.flow_key, job.fifo_key
      FROM job JOIN plan USING (uuid) WHERE job.schedule_id IS NOT NULL
    )
    SELECT ${JOB_COLUMNS}, ${jobEvent('created')}, ${ENQUEUE_JOB},
      CASE WHEN schedule_id IS NOT NULL THEN
        ${scheduleEvent('created', 'tenant_id', 'schedule_id', "json_build_object('job_id', id, 'name', name)")} END
    FROM job`;

const parameters = (form: (type: string, name: string) => string) =>
  Object.entries(REQUEST).map(([name, type], index) => `$${index + 1}::${form(type, name)}`);

export const INSERT_JOB = {
  name: 'scheduled-job-insert',
  text: insertOf(`SELECT ${parameters((type, name) => `${type} AS ${name}`).join(', ')}`),
};

/** Takes an array for each value; the numbers of the jobs rise in the order of the arrays. */
export const INSERT_JOBS = {
  name: 'scheduled-jobs-insert',
  text: insertOf(`SELECT * FROM unnest(${parameters((type) => `${type}[]`).join(', ')})
    WITH ORDINALITY AS request (${Object.keys(REQUEST).join(', ')}, position) ORDER BY position`),
};

/** The values of a new job for a tenant, in the order of `REQUEST`. */
export function jobValues(tenantId: string, { recurrence, ...request }: JobRequest): unknown[] {
  const { name, description, idempotencyKey, args, callbackUrl, webhookUrl, misfire, overlap } = request;
  const cron = recurrence && 'cron' in recurrence ? recurrence : undefined;
  const every = recurrence && 'every' in recurrence ? JSON.stringify(recurrence.every) : null;
  return [
    uuidv7(),
    tenantId,
    recurrence ? uuidv7() : null,
    ...[name, description, idempotencyKey, args, callbackUrl, webhookUrl],
    ...momentOf(request.start),
    ...[cron?.cron, every, cron?.timezone ?? 'UTC', misfire, overlap],
    ...[request.maxRuns, request.endsAt, request.pauseAfterFailures],
    ...[request.destination, request.flowControl?.key, request.fifoKey],
  ];
}

/** A fixed moment in microseconds, or months and microseconds from now. */
function momentOf(start: Start): [number | null, number, number] {
  if (start === 'now') return [null, 0, 0];
  return 'at' in start ? [start.at, 0, 0] : [null, start.in.months, start.in.microseconds];
}

/** Runs of the schedule $1 at the slots $3; the ones for which $4 holds wait until they are released. */
export const INSERT_RUNS = {
  name: 'scheduled-runs-insert',
  text: `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now),
    job AS (
      INSERT INTO scheduled.jobs (uuid, tenant_id, schedule_id, slot, name, description, idempotency_key, held_key, args,
        callback_url, webhook_url, held, run_at, queued_for, scheduled_at, inserted_at, destination, flow_key, fifo_key)
      SELECT run.uuid, tenant_id, id, slot, name, description, idempotency_key,
        CASE WHEN slot = next_run_at THEN idempotency_key END, args, callback_url, webhook_url,
        run.held, slot,
        CASE WHEN NOT run.held THEN ${queuedFor('slot', 'now')} END, slot, now, destination, flow_key, fifo_key
      FROM clock, scheduled.schedules,
        unnest($2::uuid[], $3::float8[], $4::boolean[]) AS run (uuid, micros, held),
        LATERAL (SELECT scheduled.moment(run.micros) AS slot) AS moment
      WHERE id = $1
      RETURNING *
    )
    SELECT ${jobEvent('created')}, ${ENQUEUE_JOB} FROM job`,
};
