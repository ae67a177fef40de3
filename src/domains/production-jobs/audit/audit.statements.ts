import type { Statement } from '../../../kernel/database/database';

/** What each filter asks of a row; each `?` stands for its value. */
const CONDITIONS = {
  action: 'action = ?',
  userId: 'user_id = ?',
  serialNumber: 'serial_number = ?',
  jobId: 'job_id = ?',
  from: 'at >= ?',
  to: 'at < ?',
};

export type AuditFilters = Partial<Record<keyof typeof CONDITIONS, string | Date>>;

/** Rows of the audit, newest first, after the tenant, the limit and the offset. Each set of filters has its own plan. */
export function listAudit(filters: AuditFilters): { statement: Statement; values: unknown[] } {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined);
  const conditions = given.map(
    ([name], index) => ` AND ${CONDITIONS[name as keyof typeof CONDITIONS].replace('?', `$${index + 4}`)}`,
  );
  return {
    statement: {
      name: ['production-audit-list', ...given.map(([name]) => name)].join('-'),
      text: `SELECT * FROM production.audit WHERE tenant_id = $1${conditions.join('')}
        ORDER BY seq DESC LIMIT $2 OFFSET $3`,
    },
    values: given.map(([, value]) => value),
  };
}

/** Rows of the unit with the number $2, oldest first; the row of the batch that it was made in names its first number. */
export const AUDIT_OF_UNIT = {
  name: 'production-audit-of-unit',
  text: `SELECT * FROM (
      (SELECT * FROM (
        SELECT * FROM production.audit WHERE tenant_id = $1 AND first_serial <= $2 ORDER BY first_serial DESC LIMIT 1
      ) AS batch WHERE $2 < first_serial + batch_quantity AND seq > $3)
      UNION ALL
      (SELECT * FROM production.audit WHERE tenant_id = $1 AND serial_number = $2 AND seq > $3 ORDER BY seq LIMIT $4)
    ) AS told ORDER BY seq LIMIT $4`,
};
