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

export interface PathRows {
  name?: string;
  goal?: number;
  inProgress?: number;
  completed?: number;
  scrapped?: number;
  /** Of the completed ones. */
  forced?: number;
}

/** Writes a path of one step, with units, below a job. Returns its id. */
export async function insertPath(server: Server, jobId: string, rows: PathRows = {}): Promise<string> {
  const [{ id, step, tenant_id }] = await server.query<{ id: string; step: string; tenant_id: string }>(
    `WITH path AS (
        INSERT INTO production.paths (tenant_id, id, job_id, name, goal_quantity, advancement_mode)
        SELECT tenant_id, production.new_id('path_'), id, $2, $3, 'strict' FROM production.jobs WHERE id = $1
        RETURNING tenant_id, id
      )
      INSERT INTO production.steps (tenant_id, id, path_id, ordinal, name, location)
      SELECT tenant_id, production.new_id('step_'), id, 0, 'Milling', 'Bay 3' FROM path
      RETURNING tenant_id, path_id AS id, id AS step`,
    [jobId, rows.name ?? 'Path', rows.goal ?? 10],
  );
  const units = [
    ...Array<string>(rows.inProgress ?? 0).fill('in_progress'),
    ...Array<string>(rows.completed ?? 0).fill('completed'),
    ...Array<string>(rows.scrapped ?? 0).fill('scrapped'),
  ];
  await server.query(
    `INSERT INTO production.serials (tenant_id, number, job_id, path_id, current_step_id)
      SELECT $1, coalesce((SELECT max(number) FROM production.serials WHERE tenant_id = $1), 0) + n, $2, $3, $4
      FROM generate_series(1, $5::int) AS n`,
    [tenant_id, jobId, id, step, units.length],
  );
  await server.query(
    `UPDATE production.serials AS serial SET status = given.status, finished_at = now(),
        current_step_id = CASE WHEN given.status = 'scrapped' THEN current_step_id END, force_completed = n <= $4
      FROM (SELECT number, row_number() OVER (ORDER BY number) AS place FROM production.serials
          WHERE tenant_id = $1 AND path_id = $2) AS own
        JOIN unnest($3::text[]) WITH ORDINALITY AS given (status, place) USING (place),
        LATERAL (SELECT place - (SELECT count(*) FROM unnest($3::text[]) AS s WHERE s = 'in_progress')) AS counted (n)
      WHERE serial.tenant_id = $1 AND serial.number = own.number AND given.status <> 'in_progress'`,
    [tenant_id, id, units, rows.forced ?? 0],
  );
  return id;
}

/** Types of the events of a subject, in order. */
export async function eventTypes(server: Server, subject: string): Promise<string[]> {
  const rows = await server.query<{ type: string }>(
    'SELECT type FROM platform.events WHERE subject = $1 ORDER BY position',
    [subject],
  );
  return rows.map(({ type }) => type.replace('quintet.production.', ''));
}
