import { serialNumber } from '../../src/domains/production-jobs/serials/serial-id';
import type { Answer, Client } from './client';
import type { Server } from './server';

/** A step; what is left out is as the API's defaults. */
export interface StepSpec {
  name: string;
  location?: string;
  optional?: boolean;
  dependencyType?: 'physical' | 'preferred' | 'completion_gate';
}

/** A path of a job. */
export interface Route {
  jobId: string;
  pathId: string;
  /** In the order of the path. */
  stepIds: string[];
}

export interface RouteOptions {
  /** A new one when left out. */
  jobId?: string;
  name?: string;
  goal?: number;
  mode?: 'strict' | 'flexible' | 'per_step';
}

/** How many units there are to be of each kind. */
export interface Fill {
  inProgress?: number;
  completed?: number;
  /** Completed ones besides, although steps are missing. */
  forced?: number;
  scrapped?: number;
}

/** A time that a unit was at a step, in ISO 8601; the end and the outcome null while it is there. */
export type Visit = [stepId: string, entered: string, left: string | null, outcome: string | null, visit?: number];

/** Units that one call may move. */
const BULK = 100;

/** A tenant of its own, and its machine shop: made by the API, but for pasts that no call makes. */
export class Shop {
  private constructor(
    readonly server: Server,
    readonly key: string,
    readonly tenant: string,
    readonly tenantId: string,
  ) {}

  static async open(server: Server): Promise<Shop> {
    const { key, tenant } = await server.tenant();
    const [{ id }] = await server.query<{ id: string }>('SELECT id FROM platform.tenants WHERE name = $1', [tenant]);
    return new Shop(server, key, tenant, id);
  }

  get api(): Client {
    return this.server.client(this.key);
  }

  async job(fields: object = {}): Promise<string> {
    return made(await this.api.post('/api/jobs', { name: 'JOB-1', goalQuantity: 10, ...fields })).id as string;
  }

  async route(steps: (string | StepSpec)[], options: RouteOptions = {}): Promise<Route> {
    const { jobId = await this.job(), name = 'Main route', goal: goalQuantity = 10, mode: advancementMode } = options;
    const path = made(await this.path({ jobId, name, goalQuantity, advancementMode, steps: steps.map(stepOf) }));
    return { jobId, pathId: path.id as string, stepIds: (path.steps as { id: string }[]).map(({ id }) => id) };
  }

  /** The answer to a path of the job in `fields`; what they leave out is as it should be. */
  path(fields: object): Promise<Answer> {
    return this.api.post('/api/paths', { name: 'Main route', goalQuantity: 10, steps: [{ name: 'Saw' }], ...fields });
  }

  /** With an id that tests can name. */
  async user(id: string, name: string, active = true): Promise<void> {
    await this.server.query('INSERT INTO production.users (tenant_id, id, name, active) VALUES ($1, $2, $3, $4)', [
      this.tenantId,
      id,
      name,
      active,
    ]);
  }

  /** New units at the step of that index. */
  async units({ jobId, pathId }: Pick<Route, 'jobId' | 'pathId'>, quantity = 1, at = 0): Promise<string[]> {
    const answer = await this.api.post('/api/serials', { jobId, pathId, quantity });
    const ids = (made(answer) as unknown as { id: string }[]).map(({ id }) => id);
    for (let step = 0; step < at; step++) await this.advance(ids);
    return ids;
  }

  /** New units on a route, in the order of the kinds. */
  async fill(route: Route, { inProgress = 0, completed = 0, forced = 0, scrapped = 0 }: Fill): Promise<string[]> {
    const total = inProgress + completed + forced + scrapped;
    if (total === 0) return [];
    const ids = await this.units(route, total);
    const [end, forcedEnd] = [inProgress + completed, inProgress + completed + forced];
    await this.complete(route, ids.slice(inProgress, end));
    for (const id of ids.slice(end, forcedEnd)) await this.force(id);
    for (const id of ids.slice(forcedEnd)) await this.scrap(id);
    return ids;
  }

  /** A path of one step of a job, with units. */
  async pathWith(jobId: string, units: Fill, options: RouteOptions = {}): Promise<Route> {
    const route = await this.route(['Milling'], { jobId, ...options });
    await this.fill(route, units);
    return route;
  }

  /** Each unit one step on. */
  async advance(serialIds: string[]): Promise<void> {
    for (let start = 0; start < serialIds.length; start += BULK) {
      const body = { serialIds: serialIds.slice(start, start + BULK) };
      const { failed, results } = made(await this.api.post('/api/serials/advance', body));
      if (failed !== 0) throw new Error(`not advanced: ${JSON.stringify(results)}`);
    }
  }

  /** Units at the first step to the end of their route. */
  async complete({ stepIds }: Route, serialIds: string[]): Promise<void> {
    for (const _ of stepIds) await this.advance(serialIds);
  }

  async force(serialId: string): Promise<void> {
    made(await this.api.post(`/api/serials/${serialId}/force-complete`));
  }

  async scrap(serialId: string): Promise<void> {
    made(await this.api.post(`/api/serials/${serialId}/scrap`, { reason: 'damaged' }));
  }

  async sendBack(serialId: string, targetStepIndex: number): Promise<void> {
    made(await this.api.post(`/api/serials/${serialId}/send-back`, { targetStepIndex, reason: 'Burr' }));
  }

  /** Sets columns of units, for pasts. */
  async change(serialIds: string[], columns: Record<string, unknown>): Promise<void> {
    const sets = Object.keys(columns).map((column, index) => `${column} = $${index + 3}`);
    await this.server.query(
      `UPDATE production.serials SET ${sets.join(', ')} WHERE tenant_id = $1 AND number = ANY ($2)`,
      [this.tenantId, serialIds.map(serialNumber), ...Object.values(columns)],
    );
  }

  /** Puts visits in the place of those that a unit has. */
  async past(serialId: string, visits: Visit[]): Promise<void> {
    const values = [this.tenantId, serialNumber(serialId)];
    await this.server.query('DELETE FROM production.step_visits WHERE tenant_id = $1 AND serial_number = $2', values);
    for (const [stepId, entered, left, outcome, visit = 1] of visits) {
      await this.server.query(
        `INSERT INTO production.step_visits (tenant_id, serial_number, step_id, visit, path_id, entered_at, left_at, outcome)
          SELECT $1, $2, $3, $4, path_id, $5, $6, $7 FROM production.steps WHERE tenant_id = $1 AND id = $3`,
        [...values, stepId, visit, entered, left, outcome],
      );
    }
  }

  /** What the log tells of production, of one subject or all, oldest first; types without the domain's prefix. */
  async events(subject?: string): Promise<{ type: string; subject: string; data: Record<string, unknown> }[]> {
    return this.server.query(
      `SELECT replace(type, 'quintet.production.', '') AS type, subject, data FROM platform.events
        WHERE tenant_id = $1 AND type LIKE 'quintet.production.%' AND ($2::text IS NULL OR subject = $2)
        ORDER BY xid, position`,
      [this.tenantId, subject],
    );
  }
}

/** Of events. */
export const typesOf = (events: { type: string }[]): string[] => events.map(({ type }) => type);

const stepOf = (step: string | StepSpec): StepSpec => (typeof step === 'string' ? { name: step } : step);

function made({ status, body, text }: Answer): Record<string, unknown> {
  if (status !== 200 && status !== 201) throw new Error(`${status}: ${text}`);
  return body as Record<string, unknown>;
}
