/** The event carries no text: whoever may read events need not be whoever may read notes. */
export const INSERT_NOTE = {
  name: 'production-note-insert',
  text: `WITH note AS (
      INSERT INTO production.notes (tenant_id, id, job_id, path_id, step_id, serial_ids, text, created_by)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING *
    ) SELECT note.*, platform.append_event(tenant_id, 'quintet.production.note.created', id,
        json_build_object('jobId', job_id, 'pathId', path_id, 'stepId', step_id, 'serialIds', serial_ids,
          'userId', created_by, 'actor', $9::text))
      FROM note`,
};

/** A row for each unit `$8`; one without a unit when there is none. */
export const AUDIT_NOTE = {
  name: 'production-note-audit',
  text: `SELECT production.append_audit($1, 'note_created', $3, $4, jsonb_strip_nulls(jsonb_build_object(
      'serial_number', unit, 'job_id', $5::text, 'path_id', $6::text, 'step_id', $7::text,
      'metadata', jsonb_build_object('noteId', $2::text))))
    FROM unnest(CASE WHEN cardinality($8::bigint[]) = 0 THEN '{NULL}' ELSE $8 END) AS unit`,
};

export const NOTES_OF_UNIT = {
  name: 'production-notes-of-unit',
  text: `SELECT * FROM production.notes
    WHERE tenant_id = $1 AND production.units_of(tenant_id, serial_ids) @> production.units_of($1, ARRAY[$2])
      AND seq > $3
    ORDER BY seq LIMIT $4`,
};

export const NOTES_OF_STEP = {
  name: 'production-notes-of-step',
  text: `SELECT * FROM production.notes WHERE tenant_id = $1 AND step_id = $2 AND seq > $3 ORDER BY seq LIMIT $4`,
};
