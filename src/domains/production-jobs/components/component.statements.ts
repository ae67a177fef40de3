/** Nobody else changes what is built into what until the end of the transaction. Taken after the locks of units. */
export const LOCK_GENEALOGY = {
  name: 'production-genealogy-lock',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('production.components ' || $1::uuid, 0))`,
};

/** Where the unit $3 is built in, and whether $2 is that unit or is built into it, however deep. */
export const FIND_PLACE = {
  name: 'production-component-place',
  text: `WITH RECURSIVE above AS (
      SELECT $2::bigint AS number
      UNION
      SELECT parent_number FROM above JOIN production.components
        ON tenant_id = $1 AND child_number = above.number AND removed_at IS NULL
    )
    SELECT EXISTS (SELECT FROM above WHERE number = $3) AS circular, (
      SELECT parent_number FROM production.components
      WHERE tenant_id = $1 AND child_number = $3 AND removed_at IS NULL) AS installed_in`,
};

const EVENT = (change: string, user: string, actor: string) =>
  `platform.append_event(part.tenant_id, 'quintet.production.component.${change}',
    production.serial_id(part.parent_number), json_strip_nulls(json_build_object(
      'componentId', part.id, 'serialId', production.serial_id(part.child_number), 'lotNumber', part.lot_number,
      'jobId', unit.job_id, 'pathId', unit.path_id, 'userId', ${user}, 'actor', ${actor}::text)))`;

const OF_UNIT = `JOIN production.serials AS unit ON unit.tenant_id = part.tenant_id AND unit.number = part.parent_number`;

export const INSERT_COMPONENT = {
  name: 'production-component-insert',
  text: `WITH part AS (
      INSERT INTO production.components (tenant_id, parent_number, id, child_number, lot_number, part_type, quantity,
        step_id, installed_by)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING *
    ) SELECT part.*, ${EVENT('installed', 'part.installed_by', '$10')} FROM part ${OF_UNIT}`,
};

export const LIST_COMPONENTS = {
  name: 'production-component-list',
  text: `SELECT * FROM production.components
    WHERE tenant_id = $1 AND parent_number = $2 AND removed_at IS NULL AND seq > $3 ORDER BY seq LIMIT $4`,
};

export const LOCK_COMPONENT = {
  name: 'production-component-lock',
  text: `SELECT id FROM production.components
    WHERE tenant_id = $1 AND parent_number = $2 AND id = $3 AND removed_at IS NULL FOR UPDATE`,
};

export const REMOVE_COMPONENT = {
  name: 'production-component-remove',
  text: `WITH part AS (
      UPDATE production.components SET removed_at = now(), removal_reason = $4, removed_by = $5
      WHERE tenant_id = $1 AND parent_number = $2 AND id = $3 RETURNING *
    ) SELECT ${EVENT('removed', 'part.removed_by', '$6')} FROM part ${OF_UNIT}`,
};

export const FIND_UNIT = {
  name: 'production-component-unit',
  text: 'SELECT number FROM production.serials WHERE tenant_id = $1 AND number = $2',
};
