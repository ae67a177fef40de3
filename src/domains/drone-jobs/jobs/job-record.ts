import type { Statement } from '../../../kernel/database/database';
import type { Transition } from './transitions';

const EVENT_DATA = `json_build_object('jobId', id, 'status', status, 'deviceGroupId', group_id,
    'deviceId', coalesce(assigned_device_id, device_id), 'lease', lease, 'failure', failure)`;

export interface HistoryValues {
  /** SQL of the device that is told of, of its lease, and of a json object of more. */
  deviceId: string;
  lease: string;
  data: string;
}

const NOTHING: HistoryValues = { deviceId: 'NULL', lease: 'NULL', data: `'{}'` };

/** SQL that follows `WITH job AS (... RETURNING *)`: the line of the job's history that tells of the change. */
export function historyOf({ name }: Transition, { deviceId, lease, data }: HistoryValues = NOTHING): string {
  return `history AS (
    INSERT INTO drone.job_history (job_id, tenant_id, type, device_id, lease, data)
    SELECT id, tenant_id, '${name}', ${deviceId}, ${lease}, (jsonb_build_object('status', status) || ${data}::jsonb)::json
    FROM job
  )`;
}

/** SQL that appends the event of the change, for each row of `job`; nothing where the log is not to have it. */
export function eventOf({ name, quiet }: Transition): string {
  if (quiet) return `NULL::text`;
  return `platform.append_event(tenant_id, 'quintet.drone.job.${name}', id, ${EVENT_DATA})`;
}

/** SQL of a job's change, `$1` its tenant and `$2` its id: a row only where its status allows it and the condition holds. */
export function updateOf({ from, to, stamp }: Transition, set: string[], condition: string): string {
  const stamps = stamp ? [`${stamp} = clock_timestamp()`] : [];
  const all = [`status = '${to}'`, ...stamps, 'updated_at = clock_timestamp()', ...set];
  const allowed = from.map((status) => `'${status}'`).join(', ');
  return `UPDATE drone.jobs SET ${all.join(', ')}
    WHERE tenant_id = $1 AND id = $2 AND status IN (${allowed}) AND ${condition} RETURNING *`;
}

/**
 * Moves the job of `$1` (tenant) and `$2` (id): status, history, event and what is to be done besides in one statement,
 * which returns a row only where the job was in a status that allows it and the extra condition held.
 */
export function changeOf(
  transition: Transition,
  condition: string,
  { name = transition.name, also = [] }: { name?: string; also?: string[] } = {},
): Statement {
  return {
    name: `drone-job-${name}`,
    text: `WITH job AS (${updateOf(transition, [], condition)}), ${historyOf(transition)}
      SELECT ${['id', eventOf(transition), ...also].join(', ')} FROM job`,
  };
}
