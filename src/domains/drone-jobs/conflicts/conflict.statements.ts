import { UNFINISHED } from '../jobs/transitions';
import type { JobStatus } from '../jobs/transitions';

/** Flights that one is compared with. */
const MAX_FLIGHTS = 1000;

/** A job with a mission, and when and where from its flight starts or has started. */
export interface FlightRow {
  id: string;
  status: JobStatus;
  missionId: string;
  missionVersion: number;
  /** Seconds since 1970. */
  startAt: number;
  /** Longitude, latitude, metres above sea level: of take-off, or of the device before it; null where none is known. */
  position: number[] | null;
}

const EPOCH = (time: string) => `extract(epoch FROM ${time})::float8`;
const COORDINATES = `'{navigation,position,coordinates}'`;

/** Where a device was when it started is the first thing that it told in flight. */
const FLIGHT = `SELECT job.id, status, mission_id AS "missionId", mission_version AS "missionVersion",
    ${EPOCH('coalesce(started_at, greatest(clock_timestamp(), scheduled_at))')} AS "startAt",
    CASE WHEN started_at IS NULL THEN device.last_state #> ${COORDINATES} ELSE (
      SELECT state #> ${COORDINATES} FROM drone.telemetry
      WHERE job_id = job.id AND time BETWEEN started_at - interval '5 seconds' AND started_at + interval '5 minutes'
      ORDER BY time LIMIT 1
    ) END AS position
  FROM drone.jobs job LEFT JOIN drone.devices device
    ON device.id = coalesce(job.lease_device_id, job.device_id) AND device.tenant_id = job.tenant_id
  WHERE job.tenant_id = $1 AND mission_id IS NOT NULL`;

export const FIND_FLIGHT = { name: 'drone-conflict-find-flight', text: `${FLIGHT} AND job.id = $2` };

export const IS_JOB = {
  name: 'drone-conflict-is-job',
  text: 'SELECT FROM drone.jobs WHERE tenant_id = $1 AND id = $2',
};

/** Those of the tenant but `$2` that are to start before `$3`, seconds since 1970; the ones in flight first. */
export const READ_FLIGHTS = {
  name: 'drone-conflict-read-flights',
  text: `${FLIGHT} AND status = ANY ('{${UNFINISHED.join(',')}}') AND job.id <> $2
      AND (scheduled_at IS NULL OR scheduled_at < to_timestamp($3))
    ORDER BY status = 'IN_PROGRESS' DESC, due_at DESC, job.id LIMIT ${MAX_FLIGHTS}`,
};

/** Those that a device has, in flight or before it. */
export const READ_AIRBORNE = {
  name: 'drone-conflict-read-airborne',
  text: `${FLIGHT} AND lease_device_id IS NOT NULL ORDER BY lease DESC LIMIT ${MAX_FLIGHTS}`,
};

export const CLAIM_AIRSPACE = {
  name: 'drone-conflict-claim-airspace',
  text: `SELECT ${EPOCH('clock_timestamp()')} AS now
    FROM pg_advisory_xact_lock(hashtextextended('drone.airspace:' || $1::text, 0))`,
};
