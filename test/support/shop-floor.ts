import type { Server } from './server';

/** A tenant whose shop is filled by SQL: what other parts of the domain would write. */
export class ShopFloor {
  private made = 0;

  private constructor(
    readonly server: Server,
    readonly key: string,
    readonly tenantId: string,
  ) {}

  static async open(server: Server): Promise<ShopFloor> {
    const { key, tenant } = await server.tenant();
    const [row] = await server.query<{ id: string }>('SELECT id FROM platform.tenants WHERE name = $1', [tenant]);
    return new ShopFloor(server, key, row.id);
  }

  get api() {
    return this.server.client(this.key);
  }

  async job(fields: object = {}): Promise<string> {
    const { body } = await this.api.post('/api/jobs', { name: 'JOB', goalQuantity: 10, ...fields });
    return body.id as string;
  }

  /** A path with steps of these names; their ids are `<path>_<index>`. */
  async path(jobId: string, name: string, steps: string[], goal = 10): Promise<string> {
    const id = `path_${String(++this.made).padStart(12, '0')}`;
    await this.server.query(
      `WITH path AS (INSERT INTO production.paths (tenant_id, id, job_id, name, goal_quantity, advancement_mode)
        VALUES ($1, $2, $3, $4, $6, 'strict'))
      INSERT INTO production.steps (tenant_id, id, path_id, ordinal, name)
      SELECT $1, $2 || '_' || place - 1, $2, place - 1, step FROM unnest($5::text[]) WITH ORDINALITY AS given (step, place)`,
      [this.tenantId, id, jobId, name, steps, goal],
    );
    return id;
  }

  /** Units at a step of a path, or finished when the step is null. Answers the number of the first. */
  async units(
    path: string,
    step: number | null,
    count: number,
    columns: Record<string, unknown> = {},
  ): Promise<number> {
    const [{ first }] = await this.server.query<{ first: number }>(
      `WITH counter AS (
        INSERT INTO production.counters AS counter (tenant_id, last_serial) VALUES ($1, $4)
        ON CONFLICT (tenant_id) DO UPDATE SET last_serial = counter.last_serial + $4 RETURNING last_serial
      ), made AS (
        INSERT INTO production.serials (tenant_id, number, job_id, path_id, current_step_id)
        SELECT $1, last_serial - $4 + place, path.job_id, path.id, $3
        FROM counter, production.paths AS path, generate_series(1, $4::int) AS place
        WHERE path.tenant_id = $1 AND path.id = $2 RETURNING number
      ) SELECT min(number)::int AS first FROM made`,
      [this.tenantId, path, step === null ? null : `${path}_${step}`, count],
    );
    const finished = step === null ? { status: 'completed', finished_at: new Date() } : {};
    await this.change(first, count, { ...finished, ...columns });
    return first;
  }

  /** Sets columns of units, as an update does: the tallies follow. */
  async change(first: number, count: number, columns: Record<string, unknown>): Promise<void> {
    const sets = Object.keys(columns).map((column, index) => `${column} = $${index + 4}`);
    if (sets.length === 0) return;
    await this.server.query(
      `UPDATE production.serials SET ${sets.join(', ')} WHERE tenant_id = $1 AND number BETWEEN $2 AND $3`,
      [this.tenantId, first, first + count - 1, ...Object.values(columns)],
    );
  }

  /** A time that a unit was at a step; times are ISO 8601. */
  async visit(
    number: number,
    step: string,
    [entered, left, outcome, visit = 1]: [string, string | null, string | null, number?],
  ): Promise<void> {
    await this.server.query(
      `INSERT INTO production.step_visits (tenant_id, serial_number, step_id, visit, path_id, entered_at, left_at, outcome)
      SELECT $1, $2, $3, $4, path_id, $5, $6, $7 FROM production.steps WHERE tenant_id = $1 AND id = $3`,
      [this.tenantId, number, step, visit, entered, left, outcome],
    );
  }

  /** Something that happened to units, as the log tells it. */
  async event(type: string, subject: string, data: object): Promise<void> {
    await this.server.query('SELECT platform.append_event($1, $2, $3, $4)', [
      this.tenantId,
      `quintet.production.${type}`,
      subject,
      JSON.stringify(data),
    ]);
  }
}

/** Tables of parts that may not be there yet, as those parts make them. */
export async function makeTablesOfOthers(server: Server): Promise<void> {
  await server.query(`
    CREATE TABLE IF NOT EXISTS production.notes (
      tenant_id uuid NOT NULL, id text NOT NULL, seq bigserial NOT NULL, job_id text NOT NULL, path_id text NOT NULL,
      step_id text NOT NULL, serial_ids text[] NOT NULL, text text NOT NULL, created_by text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(), pushed_to_jira boolean NOT NULL DEFAULT false, jira_comment_id text,
      PRIMARY KEY (tenant_id, id));
    CREATE TABLE IF NOT EXISTS production.templates (
      tenant_id uuid NOT NULL, id text NOT NULL, seq bigserial NOT NULL, name text NOT NULL, steps json NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (tenant_id, id));
    CREATE TABLE IF NOT EXISTS production.inspections (
      tenant_id uuid NOT NULL, id text NOT NULL, seq bigserial NOT NULL, serial_number bigint NOT NULL,
      step_id text NOT NULL, visit integer NOT NULL, result text NOT NULL, results json NOT NULL, note text,
      created_by text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (tenant_id, id));
    CREATE TABLE IF NOT EXISTS production.time_entries (
      tenant_id uuid NOT NULL, id text NOT NULL DEFAULT production.new_id('time_'), seq bigserial NOT NULL,
      serial_number bigint NOT NULL, step_id text NOT NULL, visit integer NOT NULL, user_id text NOT NULL,
      state text NOT NULL DEFAULT 'running', started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      ended_at timestamptz, seconds double precision NOT NULL DEFAULT 0,
      running_since timestamptz DEFAULT clock_timestamp(), PRIMARY KEY (tenant_id, id));
    DO $do$ BEGIN
      IF to_regproc('production.worked_seconds') IS NULL THEN
        CREATE FUNCTION production.worked_seconds(entry production.time_entries) RETURNS double precision
        LANGUAGE sql VOLATILE
        RETURN entry.seconds + coalesce(extract(epoch FROM clock_timestamp() - entry.running_since), 0);
      END IF;
    END $do$;`);
}
