import type { Statement } from '../../../kernel/database/database';
import { DISPATCH_GROUP, dispatchGroupAt } from '../dispatch/dispatch-task';
import { eventOf, historyOf, updateOf } from '../jobs/job-record';
import { TRANSITIONS, UNFINISHED } from '../jobs/transitions';
import type { Transition } from '../jobs/transitions';

const NO_LEASE = ['lease_device_id = NULL', 'lease_phase = NULL', 'deadline_at = NULL'];
const FREE = ['lease = NULL', ...NO_LEASE];
/** What the device last told stays with the job: the device goes on to other flights. */
const KEEP_STATE = 'device_state = (SELECT last_state FROM drone.devices WHERE id = lease_device_id)';
const ENDED = ['link_lost_at = NULL', 'paused = false', `reasons = '[]'`, KEEP_STATE, ...NO_LEASE];

/** SQL that looks at the job again at its deadline; guarded by the lease and its phase. */
const CHECK_DEADLINE = `engine.enqueue('drone.deadline',
  json_build_object('tenantId', tenant_id, 'jobId', id, 'lease', lease, 'phase', lease_phase), deadline_at)`;

const answered = (answer: string) => `answered AS (
    UPDATE drone.commands SET answer = '${answer}', answered_at = clock_timestamp()
    WHERE device_id = $3 AND job_id = $2 AND lease = $4 AND type = 'assign' AND answered_at IS NULL
  )`;
/** The commands of a lease that is over mean nothing any more. */
const SUPERSEDED = `superseded AS (
    UPDATE drone.commands SET superseded_at = clock_timestamp()
    WHERE device_id = $3 AND job_id = $2 AND lease = $4 AND answered_at IS NULL AND superseded_at IS NULL
  )`;

/**
 * A change of the job `$2` of tenant `$1`, told of with its device `$3`, lease `$4` and `$5`, a json object of more. It is
 * made only while that device holds that lease, or, where there is none, nobody does.
 */
function change(
  transition: Transition,
  set: string[],
  { besides = [], also = [], name = transition.name }: { besides?: string[]; also?: string[]; name?: string } = {},
): Statement {
  const held = 'lease_device_id IS NOT DISTINCT FROM $3::text AND ($3::text IS NULL OR lease = $4::bigint)';
  const history = historyOf(transition, { deviceId: '$3::text', lease: '$4::bigint', data: '$5' });
  const ctes = [`job AS (${updateOf(transition, set, held)})`, history, ...besides];
  return {
    name: `drone-flight-${name}`,
    text: `WITH ${ctes.join(', ')} SELECT id, ${[eventOf(transition), ...also].map((sql, i) => `${sql} AS more_${i}`).join(', ')} FROM job`,
  };
}

/** `$6`: seconds that the device has to start. */
export const ACCEPT = change(
  TRANSITIONS.accept,
  [`lease_phase = 'ACCEPTED'`, `deadline_at = clock_timestamp() + make_interval(secs => $6)`],
  { besides: [answered('ACCEPTED')], also: [CHECK_DEADLINE] },
);

/**
 * Gives each job of `$2` to its device of `$3` under a new lease, with the command of `$4` to fly it, which the device has to
 * take within `$5` seconds. Only where the job is free and the device is heard, has no lease and none that is being taken
 * back: the rows of the devices must be locked.
 */
export const ASSIGN: Statement = {
  name: 'drone-flight-assign',
  text: `WITH chosen AS (
      SELECT job_id, device.id AS device_id, command_id
      FROM unnest($2::text[], $3::text[], $4::text[]) AS given (job_id, device_id, command_id)
      JOIN drone.devices device ON device.id = given.device_id
      WHERE tenant_id = $1 AND online AND held_lease IS NULL
        AND NOT EXISTS (SELECT FROM drone.jobs WHERE lease_device_id = device.id)
    ), job AS (
      UPDATE drone.jobs SET lease = nextval('drone.lease_seq'), lease_device_id = chosen.device_id, lease_phase = 'ASSIGNED',
        assigned_device_id = chosen.device_id, deadline_at = clock_timestamp() + make_interval(secs => $5), reasons = '[]',
        updated_at = clock_timestamp()
      FROM chosen
      WHERE tenant_id = $1 AND jobs.id = job_id AND status = 'QUEUED' AND lease_device_id IS NULL
      RETURNING jobs.*, command_id
    ), command AS (
      INSERT INTO drone.commands (id, tenant_id, device_id, job_id, lease, type, body, expires_at)
      SELECT command_id, tenant_id, lease_device_id, id, lease, 'assign', json_build_object(
          'name', name, 'metadata', metadata, 'mission', (
            SELECT json_build_object('missionId', mission_id, 'version', version, 'speed', body -> 'speed',
              'altitudeMode', body -> 'altitudeMode', 'finishAction', body -> 'finishAction',
              'waypoints', body -> 'waypoints')
            FROM drone.mission_versions version WHERE version.mission_id = job.mission_id AND version = job.mission_version
          )
        ), deadline_at
      FROM job
    ), ${historyOf(TRANSITIONS.assign, { deviceId: 'lease_device_id', lease: 'lease', data: `'{}'` })}
    SELECT ${eventOf(TRANSITIONS.assign)}, ${CHECK_DEADLINE} FROM job`,
};

export const START = change(
  TRANSITIONS.start,
  [
    `lease_phase = 'FLYING'`,
    'deadline_at = NULL',
    `progress = '{"percent":0,"phase":null,"waypointIndex":null,"etaSeconds":null}'`,
  ],
  { besides: [answered('ACCEPTED')] },
);

/** `$1` tenant, `$2` job, `$3` what the device says of its progress: what it leaves out stays. */
export const PROGRESS: Statement = {
  name: 'drone-flight-progress',
  text: `UPDATE drone.jobs SET progress = (progress::jsonb || $3::jsonb)::json, updated_at = clock_timestamp()
    WHERE tenant_id = $1 AND id = $2 AND status = 'IN_PROGRESS'`,
};

export const COMPLETE = change(
  TRANSITIONS.complete,
  [`progress = '{"percent":100,"phase":null,"waypointIndex":null,"etaSeconds":null}'`, ...ENDED],
  { besides: [SUPERSEDED], also: [DISPATCH_GROUP] },
);

/** `$6`: why, a json object with code and message; `$7`: assignments that came to nothing besides. */
export const FAIL = change(TRANSITIONS.fail, ['failure = $6::json', 'attempts = attempts + $7::int', ...ENDED], {
  besides: [SUPERSEDED],
  also: [DISPATCH_GROUP],
});

export const ABORT = change(TRANSITIONS.abort, ENDED, { besides: [SUPERSEDED], also: [DISPATCH_GROUP], name: 'abort' });

export const CANCEL = change(TRANSITIONS.cancel, ENDED, { besides: [SUPERSEDED], also: [DISPATCH_GROUP] });

/** `$6`: 1 where the assignment counts as an attempt that came to nothing, else 0. */
export const REQUEUE = change(TRANSITIONS.requeue, ['attempts = attempts + $6::int', ...FREE], {
  besides: [SUPERSEDED],
  also: [DISPATCH_GROUP],
});

/** `$6`: seconds until the flight counts as lost. */
export const LOSE_LINK = change(TRANSITIONS.loseLink, ['link_lost_at = clock_timestamp()'], {
  also: [
    `engine.enqueue('drone.link-limit', json_build_object('tenantId', tenant_id, 'jobId', id, 'lease', lease),
      clock_timestamp() + make_interval(secs => $6))`,
  ],
});
export const RESTORE_LINK = change(TRANSITIONS.restoreLink, ['link_lost_at = NULL']);
export const PAUSE = change(TRANSITIONS.pause, ['paused = true']);
export const RESUME = change(TRANSITIONS.resume, ['paused = false']);

/** Takes the lease back from its device: it has to let go of it before it gets another job. */
export const HOLD_LEASE: Statement = {
  name: 'drone-device-hold-lease',
  text: 'UPDATE drone.devices SET held_lease = $3 WHERE tenant_id = $1 AND id = $2',
};

/** The device has let go of the lease `$3`. */
export const LET_GO: Statement = {
  name: 'drone-device-let-go',
  text: `WITH device AS (
      UPDATE drone.devices SET held_lease = NULL WHERE tenant_id = $1 AND id = $2 AND held_lease = $3 RETURNING *
    ) SELECT ${DISPATCH_GROUP} FROM device`,
};

/**
 * The device `$3` does not get the job `$2` again for 5 s, twice as long each time, to 60 s at most; `$4` and `$5` say why.
 */
export const HOLD_BACK: Statement = {
  name: 'drone-hold-back',
  text: `WITH held AS (
      INSERT INTO drone.hold_backs AS held (tenant_id, job_id, device_id, code, message, until)
      VALUES ($1, $2, $3, $4, $5, clock_timestamp() + interval '5 seconds')
      ON CONFLICT (job_id, device_id) DO UPDATE SET code = excluded.code, message = excluded.message,
        count = held.count + 1,
        until = clock_timestamp() + make_interval(secs => least(60, 5 * 2 ^ least(held.count, 10)))
      RETURNING *
    ) SELECT ${dispatchGroupAt('held.until', `'drone.hold-back:' || held.job_id || ':' || held.device_id`)}
    FROM (SELECT held.*, group_id FROM held JOIN drone.jobs job ON job.id = held.job_id) AS held`,
};

/** A report on a flight that is over, from a device that flew it once under that lease. */
export const LATE_REPORT: Statement = {
  name: 'drone-flight-late-report',
  text: `INSERT INTO drone.job_history (job_id, tenant_id, type, device_id, lease, data)
    SELECT id, tenant_id, 'late_report', $3, $4, $5 FROM drone.jobs job
    WHERE tenant_id = $1 AND id = $2 AND status <> ALL ('{${UNFINISHED.join(',')}}') AND EXISTS (
      SELECT FROM drone.job_history WHERE job_id = job.id AND device_id = $3 AND lease = $4
    )`,
};
