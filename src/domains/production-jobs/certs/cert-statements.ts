export const INSERT_CERT = {
  name: 'production-cert-insert',
  text: `WITH cert AS (
      INSERT INTO production.certs (tenant_id, id, type, name, metadata) VALUES ($1, $2, $3, $4, $5)
      RETURNING tenant_id, id, type, name, metadata, created_at
    )
    SELECT id, type, name, metadata, created_at, platform.append_event(tenant_id, 'quintet.production.cert.created', id,
      json_build_object('certId', id, 'type', type, 'name', name))
    FROM cert`,
};

export const FIND_CERT = {
  name: 'production-cert-find',
  text: 'SELECT id, type, name, metadata, created_at FROM production.certs WHERE tenant_id = $1 AND id = $2',
};

export const LIST_CERTS = {
  name: 'production-certs-list',
  text: `SELECT id, type, name, metadata, created_at, seq FROM production.certs
    WHERE tenant_id = $1 AND seq > $2 AND ($4::text IS NULL OR id ILIKE $4 OR name ILIKE $4)
    ORDER BY seq LIMIT $3`,
};

/** Units that have it at their step already keep their attachment, and nothing is told. */
export const ATTACH = {
  name: 'production-cert-attach',
  text: `WITH unit AS (
      SELECT number, job_id, path_id, current_step_id AS step_id FROM production.serials
      WHERE tenant_id = $1 AND number = ANY ($3) AND current_step_id IS NOT NULL
    ), made AS (
      INSERT INTO production.cert_attachments (tenant_id, serial_number, cert_id, step_id, attached_by)
      SELECT $1, number, $2, step_id, $4 FROM unit ORDER BY number
      ON CONFLICT (tenant_id, serial_number, cert_id, step_id) DO NOTHING
      RETURNING id, serial_number, attached_at, attached_by
    ), touched AS (
      UPDATE production.serials AS serial SET version = version + 1 FROM made
      WHERE serial.tenant_id = $1 AND serial.number = made.serial_number
    )
    SELECT coalesce(made.id, kept.id) AS id, unit.number AS serial_number, $2 AS cert_id, unit.step_id,
      coalesce(made.attached_at, kept.attached_at) AS attached_at,
      coalesce(made.attached_by, kept.attached_by) AS attached_by,
      (SELECT production.append_audit($1, 'cert_attached', $4, $5, jsonb_build_object('serial_number', unit.number,
        'cert_id', $2::text, 'job_id', unit.job_id, 'path_id', unit.path_id, 'step_id', unit.step_id))
        WHERE made.id IS NOT NULL),
      (SELECT platform.append_event($1, 'quintet.production.cert.attached', production.serial_id(unit.number),
        json_build_object('certId', $2::text, 'jobId', unit.job_id, 'pathId', unit.path_id, 'stepId', unit.step_id,
          'userId', $4, 'actor', $5))
        WHERE made.id IS NOT NULL)
    FROM unit
    LEFT JOIN made ON made.serial_number = unit.number
    LEFT JOIN production.cert_attachments AS kept ON kept.tenant_id = $1 AND kept.serial_number = unit.number
      AND kept.cert_id = $2 AND kept.step_id = unit.step_id
    ORDER BY unit.number`,
};

export const LIST_BY_CERT = {
  name: 'production-cert-attachments-by-cert',
  text: `SELECT id, serial_number, cert_id, step_id, attached_at, attached_by, seq FROM production.cert_attachments
    WHERE tenant_id = $1 AND cert_id = $4 AND seq > $2 ORDER BY seq LIMIT $3`,
};

export const LIST_BY_UNIT = {
  name: 'production-cert-attachments-by-unit',
  text: `SELECT id, serial_number, cert_id, step_id, attached_at, attached_by, seq FROM production.cert_attachments
    WHERE tenant_id = $1 AND serial_number = $4 AND seq > $2 ORDER BY seq LIMIT $3`,
};
