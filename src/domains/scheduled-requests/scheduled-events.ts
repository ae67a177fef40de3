/** An SQL expression that appends an event about a `job` row to the event log. */
export const jobEvent = (change: 'created' | 'started' | 'retrying' | 'completed' | 'discarded' | 'cancelled') =>
  `platform.append_event(job.tenant_id, 'quintet.scheduled.job.${change}', job.uuid::text, json_build_object(
    'job_id', job.id, 'schedule_id', job.schedule_id, 'name', job.name, 'state', job.state, 'attempt', job.attempt,
    'slot', job.slot, 'scheduled_at', job.scheduled_at, 'run_at', job.run_at))`;

/** An SQL expression that appends an event about a schedule; `data` is an SQL expression of type json. */
export const scheduleEvent = (
  change: 'created' | 'updated' | 'paused' | 'resumed' | 'completed' | 'cancelled',
  tenantId: string,
  id: string,
  data: string,
) => `platform.append_event(${tenantId}, 'quintet.scheduled.schedule.${change}', ${id}::text, ${data})`;
