const event = (change: string) => `platform.append_event(tenant_id, 'quintet.production.tag.${change}', id,
  json_build_object('tagId', id, 'name', name, 'color', color))`;

export const LIST_TAGS = {
  name: 'production-tag-list',
  text: `SELECT *, lower(name) AS place FROM production.tags
    WHERE tenant_id = $1 AND lower(name) > $2 AND ($3::text IS NULL OR name ILIKE $3 OR id ILIKE $3)
    ORDER BY lower(name) LIMIT $4`,
};

export const INSERT_TAG = {
  name: 'production-tag-insert',
  text: `WITH tag AS (
      INSERT INTO production.tags (tenant_id, id, name, color) VALUES ($1, $2, $3, $4) RETURNING *
    ) SELECT *, ${event('created')} FROM tag`,
};

export const UPDATE_TAG = {
  name: 'production-tag-update',
  text: `WITH tag AS (
      UPDATE production.tags SET name = coalesce($3, name), color = coalesce($4, color), updated_at = now()
      WHERE tenant_id = $1 AND id = $2 RETURNING *
    ) SELECT *, ${event('updated')} FROM tag`,
};

export const LOCK_TAG = {
  name: 'production-tag-lock',
  text: 'SELECT FROM production.tags WHERE tenant_id = $1 AND id = $2 FOR UPDATE',
};

/**
 * Jobs change their tags, and tags end, one after the other within a tenant: rows of both sides are deleted by both, and
 * no order of rows keeps all of them from waiting in a circle.
 */
export const HOLD_TAGS = {
  name: 'production-tags-hold',
  text: "SELECT pg_advisory_xact_lock(hashtextextended('production tags ' || $1::text, 0))",
};

export const COUNT_WEARERS = {
  name: 'production-tag-wearers',
  text: 'SELECT count(*)::int AS jobs FROM production.job_tags WHERE tenant_id = $1 AND tag_id = $2',
};

export const DELETE_TAG = {
  name: 'production-tag-delete',
  text: `WITH tag AS (DELETE FROM production.tags WHERE tenant_id = $1 AND id = $2 RETURNING *)
    SELECT ${event('deleted')} FROM tag`,
};

export const FIND_JOB = {
  name: 'production-tagged-job-find',
  text: 'SELECT FROM production.jobs WHERE tenant_id = $1 AND id = $2',
};

export const LOCK_JOB = { name: 'production-tagged-job-lock', text: `${FIND_JOB.text} FOR UPDATE` };

export const FIND_TAGS = {
  name: 'production-tags-find',
  text: 'SELECT id FROM production.tags WHERE tenant_id = $1 AND id = ANY ($2)',
};

export const TAGS_OF_JOB = {
  name: 'production-job-tags',
  text: `SELECT tag.* FROM production.job_tags AS worn
    JOIN production.tags AS tag ON tag.tenant_id = worn.tenant_id AND tag.id = worn.tag_id
    WHERE worn.tenant_id = $1 AND worn.job_id = $2 ORDER BY lower(tag.name)`,
};

/** The job wears exactly these tags from now on. */
export const TAG_JOB = {
  name: 'production-job-tag',
  text: `WITH taken AS (
      DELETE FROM production.job_tags WHERE tenant_id = $1 AND job_id = $2 AND tag_id <> ALL ($3::text[])
    ), given AS (
      INSERT INTO production.job_tags (tenant_id, job_id, tag_id) SELECT $1, $2, unnest($3::text[])
      ON CONFLICT DO NOTHING
    ), job AS (
      UPDATE production.jobs SET version = version + 1, updated_at = clock_timestamp()
      WHERE tenant_id = $1 AND id = $2
      RETURNING tenant_id, id
    ) SELECT platform.append_event(tenant_id, 'quintet.production.job.tagged', id,
      json_build_object('jobId', id, 'tagIds', $3::text[])) FROM job`,
};
