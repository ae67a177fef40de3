import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { FlightPlans } from '../dispatch/flight-plans';
import { lookedUp } from '../ids';
import { zulu } from '../instants';
import { UNFINISHED } from '../jobs/transitions';
import { notFound } from '../refusals';
import { closenessOf } from './closeness';
import type { Closeness } from './closeness';
import type { ConflictDto, ConflictListDto } from './conflict.dto';
import { FIND_FLIGHT, IS_JOB, READ_FLIGHTS } from './conflict.statements';
import type { FlightRow } from './conflict.statements';
import { trajectoryOf } from './trajectory';

/** Milliseconds that flights are compared for before others get their turn: there may be many, and long ones. */
const AT_A_TIME = 10;

/** Finds flights of a tenant that come too near to each other, by their estimates. */
@Injectable()
export class ConflictsService {
  constructor(
    private readonly database: Database,
    private readonly plans: FlightPlans,
  ) {}

  /** In the order in which they begin; none for a job without a mission, or one that is over. */
  async list(tenantId: string, id: string): Promise<ConflictListDto> {
    const conflicts = await this.conflicts(tenantId, lookedUp(id));
    conflicts.sort((one, other) => one.closeness.from - other.closeness.from);
    return { success: true, conflicts: conflicts.map(conflictOf), count: conflicts.length };
  }

  private async conflicts(tenantId: string, jobId: string): Promise<Conflict[]> {
    const [flight] = await this.database.run<FlightRow>(FIND_FLIGHT, [tenantId, jobId]);
    if (!flight) {
      const [job] = await this.database.run(IS_JOB, [tenantId, jobId]);
      if (!job) throw notFound('Job');
      return [];
    }
    const plan = (await this.plans.of(tenantId, [flight]))(flight);
    if (!plan || !UNFINISHED.includes(flight.status)) return [];
    const own = trajectoryOf(plan, flight.startAt, flight.position ?? undefined);
    const end = own.fixes[own.fixes.length - 1].at;
    const others = await this.database.run<FlightRow>(READ_FLIGHTS, [tenantId, jobId, end]);
    const planOf = await this.plans.of(tenantId, others);
    const found: Conflict[] = [];
    let since = performance.now();
    for (const other of others) {
      const itsPlan = planOf(other);
      const its = itsPlan && trajectoryOf(itsPlan, other.startAt, other.position ?? undefined);
      const closeness = its && closenessOf(own, its);
      if (closeness) found.push({ jobId: other.id, closeness });
      if (performance.now() - since < AT_A_TIME) continue;
      await nextTurn();
      since = performance.now();
    }
    return found;
  }
}

interface Conflict {
  jobId: string;
  closeness: Closeness;
}

const timeOf = (seconds: number) => zulu(new Date(seconds * 1000));

function conflictOf({ jobId, closeness }: Conflict): ConflictDto {
  const { from, to, horizontalMeters, verticalMeters } = closeness;
  return { jobId, from: timeOf(from), to: timeOf(to), horizontalMeters, verticalMeters };
}
