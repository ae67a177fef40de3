import type { Answer } from './client';
import type { Server } from './server';

const REASON: Record<number, string> = {
  400: 'Bad Request',
  404: 'Not Found',
  409: 'Conflict',
  415: 'Unsupported Media Type',
};

/** The whole body of a refusal, and nothing else. */
export function expectRefusal({ status, body }: Answer, expected: number, message: string, data?: object): void {
  const whole = { statusCode: expected, statusMessage: REASON[expected], message };
  expect([status, body]).toEqual([expected, data ? { ...whole, data } : whole]);
}

/** Does all of the work, as many at a time as there are clients. */
export async function among<T>(clients: number, work: T[], each: (item: T) => Promise<void>): Promise<void> {
  const queue = [...work];
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await each(item);
    }),
  );
}

/** Counts what is wrong with a tenant's units, by what must hold at any time; all 0 of units made and moved by the API. */
const FLAWS = `
  SELECT 'numbers left out' AS flaw, last_serial - (SELECT count(*) FROM production.serials WHERE tenant_id = $1) AS count
  FROM production.counters WHERE tenant_id = $1
  UNION ALL SELECT 'units without the one open visit where they are', count(*) FROM production.serials AS unit
  WHERE tenant_id = $1 AND (status = 'in_progress') <> EXISTS (SELECT FROM production.step_visits AS visit
    WHERE visit.tenant_id = $1 AND serial_number = number AND left_at IS NULL AND step_id = unit.current_step_id)
  UNION ALL SELECT 'visits that end before they begin', count(*) FROM production.step_visits
  WHERE tenant_id = $1 AND left_at < entered_at
  UNION ALL SELECT 'units with changes that are not in the audit', count(*) FROM production.serials AS unit
  WHERE tenant_id = $1 AND version - 1 <> (SELECT count(*) FROM production.audit WHERE tenant_id = $1
    AND serial_number = unit.number AND action NOT IN ('step_deferred', 'step_skipped'))
  UNION ALL SELECT 'paths with a wrong tally', count(*) FROM (
    SELECT path_id, count(*) AS total, count(*) FILTER (WHERE status = 'completed') AS completed,
      count(*) FILTER (WHERE status = 'scrapped') AS scrapped
    FROM production.serials WHERE tenant_id = $1 GROUP BY path_id
    EXCEPT SELECT path_id, sum(total), sum(completed), sum(scrapped) FROM production.unit_tallies
    WHERE tenant_id = $1 GROUP BY path_id) AS path`;

/** What is wrong with the units of a tenant of which none was deleted. */
export async function flaws(server: Server, tenantId: string): Promise<string[]> {
  const rows = await server.query<{ flaw: string; count: string }>(
    `SELECT flaw, count FROM (${FLAWS}) AS flaw WHERE count <> 0`,
    [tenantId],
  );
  return rows.map(({ flaw, count }) => `${count} ${flaw}`);
}
