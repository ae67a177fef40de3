export const ADD_FILE = {
  name: 'production-cert-file-add',
  text: `WITH file AS (
      INSERT INTO production.cert_files (tenant_id, id, cert_id, name, content_type, size, sha256, content)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      RETURNING tenant_id, id, cert_id, name, content_type, size, sha256, created_at
    )
    SELECT id, cert_id, name, content_type, size, sha256, created_at,
      platform.append_event(tenant_id, 'quintet.production.cert.file_added', cert_id, json_build_object('certId', cert_id,
        'fileId', id, 'name', name, 'contentType', content_type, 'size', size, 'sha256', sha256))
    FROM file`,
};

export const LIST_FILES = {
  name: 'production-cert-files-list',
  text: `SELECT id, cert_id, name, content_type, size, sha256, created_at, seq FROM production.cert_files
    WHERE tenant_id = $1 AND cert_id = $2 AND seq > $3 ORDER BY seq LIMIT $4`,
};

export const READ_FILE = {
  name: 'production-cert-file-read',
  text: `SELECT name, content_type, content FROM production.cert_files
    WHERE tenant_id = $1 AND cert_id = $2 AND id = $3`,
};
