import type { Database } from '../../../kernel/database/database';
import { notFound } from '../refusals';
import { serialNumber } from './serial-id';

const EXISTS = {
  name: 'production-unit-exists',
  text: 'SELECT FROM production.serials WHERE tenant_id = $1 AND number = $2',
};

/** The number in the id of a unit that there is. @throws Failure `not-found` */
export async function unitNumber(database: Database, tenantId: string, id: string): Promise<string> {
  const number = serialNumber(id);
  if (number === null || !(await database.run(EXISTS, [tenantId, number])).length) throw notFound('Serial', id);
  return number;
}
