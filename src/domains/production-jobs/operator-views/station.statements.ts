import { MAX_ROWS } from '../lists';

/** One step before, and all that is further away. */
const COMING = 1;
const FAR = 2;

/** A list of the shown units at a distance, as JSON. */
const partsAt = (distance: number, more = '') => `coalesce((
      SELECT json_agg(json_strip_nulls(json_build_object('serialId', production.serial_id(number), 'jobId', job.id,
        'jobName', job.name, 'pathId', path.id, 'pathName', path.name${more})) ORDER BY number)
      FROM shown
      JOIN production.paths AS path ON path.tenant_id = $1 AND path.id = shown.path_id
      JOIN production.jobs AS job ON job.tenant_id = $1 AND job.id = path.job_id
      LEFT JOIN production.steps AS next ON next.tenant_id = $1 AND next.path_id = path.id
        AND next.ordinal = shown.ordinal + 1 AND next.removed_at IS NULL
      WHERE distance = ${distance}), '[]')`;

/** All steps of one name. A unit counts for the nearest of them that it has not left. */
export const FIND_STATION = {
  name: 'production-station',
  text: `WITH station AS MATERIALIZED (
      SELECT step.path_id, step.id, step.ordinal, step.location, path.seq
      FROM production.steps AS step
      JOIN production.paths AS path ON path.tenant_id = $1 AND path.id = step.path_id
      WHERE step.tenant_id = $1 AND step.name = $2 AND step.removed_at IS NULL
    ), approach AS MATERIALIZED (
      SELECT step.path_id, step.id, step.ordinal, least(min(station.ordinal) - step.ordinal, ${FAR}) AS distance
      FROM station JOIN production.steps AS step ON step.tenant_id = $1 AND step.path_id = station.path_id
        AND step.removed_at IS NULL AND step.ordinal <= station.ordinal
      GROUP BY step.path_id, step.id, step.ordinal
    ), shown AS MATERIALIZED (
      SELECT * FROM (
        SELECT approach.path_id, approach.ordinal, approach.distance, unit.number,
          row_number() OVER (PARTITION BY approach.distance ORDER BY unit.number) AS place
        FROM approach CROSS JOIN LATERAL (
          SELECT number FROM production.serials WHERE tenant_id = $1 AND path_id = approach.path_id
            AND current_step_id = approach.id AND status = 'in_progress'
          ORDER BY number LIMIT ${MAX_ROWS}
        ) AS unit
      ) AS unit WHERE place <= ${MAX_ROWS}
    )
    SELECT (SELECT location FROM station WHERE location IS NOT NULL ORDER BY seq, ordinal LIMIT 1) AS location,
      ${partsAt(0, `, 'nextStepName', next.name, 'nextStepLocation', next.location`)} AS current_parts,
      ${partsAt(COMING)} AS coming_soon,
      ${partsAt(FAR)} AS backlog,
      (SELECT count(*)::int FROM station JOIN production.serials ON tenant_id = $1
          AND serials.path_id = station.path_id AND current_step_id = station.id AND status = 'in_progress'
        WHERE station.location ILIKE '%vendor%') AS vendor_parts,
      coalesce((SELECT json_agg(id ORDER BY seq, ordinal) FROM station), '[]') AS step_ids`,
};
