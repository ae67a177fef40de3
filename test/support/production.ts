import type { Server } from './server';
import type { Client } from './client';

/** A tenant of its own with a client, and its id for rows that are made by SQL. */
export async function shop(server: Server): Promise<{ api: Client; tenantId: string }> {
  const { key, tenant } = await server.tenant();
  const [{ id }] = await server.query<{ id: string }>('SELECT id FROM platform.tenants WHERE name = $1', [tenant]);
  return { api: server.client(key), tenantId: id };
}

/** Makes a job with one path of steps, by SQL. */
export async function insertRoute(
  server: Server,
  tenantId: string,
  names: string[],
): Promise<{ jobId: string; pathId: string; stepIds: string[] }> {
  const [{ job_id, path_id, step_ids }] = await server.query<{ job_id: string; path_id: string; step_ids: string[] }>(
    `WITH job AS (
        INSERT INTO production.jobs (tenant_id, id, name, goal_quantity)
        VALUES ($1, production.new_id('job_'), 'JOB', 100) RETURNING id
      ), path AS (
        INSERT INTO production.paths (tenant_id, id, job_id, name, goal_quantity, advancement_mode)
        SELECT $1, production.new_id('path_'), id, 'Main route', 100, 'strict' FROM job RETURNING id, job_id
      ), step AS (
        INSERT INTO production.steps (tenant_id, id, path_id, ordinal, name)
        SELECT $1, production.new_id('step_'), path.id, number - 1, given.name
        FROM path, unnest($2::text[]) WITH ORDINALITY AS given (name, number) RETURNING id, ordinal
      )
      SELECT job_id, id AS path_id, (SELECT json_agg(id ORDER BY ordinal) FROM step) AS step_ids FROM path`,
    [tenantId, names],
  );
  return { jobId: job_id, pathId: path_id, stepIds: step_ids };
}

/** Makes units on a path by SQL, of consecutive numbers, with the given outcomes; those in progress are at `stepId`. */
export async function insertUnits(
  server: Server,
  tenantId: string,
  { jobId, pathId, stepId, first }: { jobId: string; pathId: string; stepId: string; first: number },
  outcomes: ('in_progress' | 'completed' | 'scrapped')[],
): Promise<string[]> {
  const rows = await server.query<{ id: string }>(
    `INSERT INTO production.serials (tenant_id, number, job_id, path_id, current_step_id, status)
      SELECT $1, $5 + number - 1, $2, $3, CASE WHEN status <> 'completed' THEN $4 END, 'in_progress'
      FROM unnest($6::text[]) WITH ORDINALITY AS given (status, number)
      RETURNING production.serial_id(number) AS id`,
    [tenantId, jobId, pathId, stepId, first, outcomes],
  );
  await server.query(
    `UPDATE production.serials SET status = given.status
      FROM unnest($2::text[]) WITH ORDINALITY AS given (status, ordinal)
      WHERE tenant_id = $1 AND number = $3 + ordinal - 1 AND serials.status <> given.status`,
    [tenantId, outcomes, first],
  );
  return rows.map(({ id }) => id);
}

/** What a tenant's log tells of production, oldest first; types without the domain's prefix. */
export async function eventsOf(
  server: Server,
  tenantId: string,
): Promise<{ type: string; subject: string; data: Record<string, unknown> }[]> {
  return server.query(
    `SELECT replace(type, 'quintet.production.', '') AS type, subject, data FROM platform.events
      WHERE tenant_id = $1 AND type LIKE 'quintet.production.%' ORDER BY position`,
    [tenantId],
  );
}
