import type { Statement } from '../../../kernel/database/database';
import type { Transition } from './transitions';

const EVENT_DATA = `json_build_object('jobId', id, 'status', status, 'deviceGroupId', group_id, 'deviceId', device_id,
    'lease', lease, 'failure', failure)`;

/** SQL that follows `WITH job AS (... RETURNING *)`: the line of the job's history that tells of the change. */
export function historyOf({ name }: Transition): string {
  return `history AS (
    INSERT INTO drone.job_history (job_id, tenant_id, type, data)
    SELECT id, tenant_id, '${name}', json_build_object('status', status) FROM job
  )`;
}

/** SQL that appends the event of the change of `job`, where it did change. */
export function eventOf({ name }: Transition): string {
  return `(SELECT platform.append_event(tenant_id, 'quintet.drone.job.${name}', id, ${EVENT_DATA}) FROM job)`;
}

/**
 * Moves the job of `$1` (tenant) and `$2` (id): status, history and event in one statement, which returns a row only where
 * the job was in a status that allows it and the extra condition held.
 */
export function changeOf(transition: Transition, condition: string): Statement {
  const { name, from, to, stamp } = transition;
  const allowed = from.map((status) => `'${status}'`).join(', ');
  return {
    name: `drone-job-${name}`,
    text: `WITH job AS (
        UPDATE drone.jobs SET status = '${to}', ${stamp} = clock_timestamp(), updated_at = clock_timestamp()
        WHERE tenant_id = $1 AND id = $2 AND status IN (${allowed}) AND ${condition} RETURNING *
      ), ${historyOf(transition)}
      SELECT id, ${eventOf(transition)} FROM job`,
  };
}
