/** Levels of a tree that are shown, and parts in it. */
const MAX_LEVELS = 100;
const MAX_PARTS = 10_000;

/** The unit $2, then what it is built into, and so on. */
export const FIND_ABOVE = {
  name: 'production-genealogy-above',
  text: `WITH RECURSIVE above AS (
      SELECT number, 0 AS level FROM production.serials WHERE tenant_id = $1 AND number = $2
      UNION ALL
      SELECT parent_number, level + 1 FROM above JOIN production.components
        ON tenant_id = $1 AND child_number = above.number AND removed_at IS NULL
      WHERE level < ${MAX_LEVELS}
    ) SELECT number FROM above ORDER BY level`,
};

/** What is built into the unit $2, and into that, and so on; upper levels first. */
export const FIND_BELOW = {
  name: 'production-genealogy-below',
  text: `WITH RECURSIVE below AS (
      SELECT seq, parent_number, child_number, lot_number, 1 AS level FROM production.components
      WHERE tenant_id = $1 AND parent_number = $2 AND removed_at IS NULL
      UNION ALL
      SELECT part.seq, part.parent_number, part.child_number, part.lot_number, level + 1
      FROM below JOIN production.components AS part
        ON part.tenant_id = $1 AND part.parent_number = below.child_number AND part.removed_at IS NULL
      WHERE level < ${MAX_LEVELS}
    ) SELECT parent_number, child_number, lot_number FROM below ORDER BY level, seq LIMIT ${MAX_PARTS}`,
};

/** Units with part of the lot $2 in them, or in something that is built into them. */
export const UNITS_OF_LOT = {
  name: 'production-genealogy-lot',
  text: `WITH RECURSIVE touched AS (
      SELECT parent_number AS number, true AS direct FROM production.components
      WHERE tenant_id = $1 AND lot_number = $2 AND removed_at IS NULL
      UNION
      SELECT parent_number, false FROM touched JOIN production.components
        ON tenant_id = $1 AND child_number = touched.number AND removed_at IS NULL
    )
    SELECT number, bool_or(direct) AS direct FROM touched WHERE number > $3 GROUP BY number ORDER BY number LIMIT $4`,
};

export const FIND_PARENT = {
  name: 'production-genealogy-parent',
  text: `SELECT parent_number AS number FROM production.components
    WHERE tenant_id = $1 AND child_number = $2 AND removed_at IS NULL`,
};
