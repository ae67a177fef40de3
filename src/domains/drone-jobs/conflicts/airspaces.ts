import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { FlightPlans } from '../dispatch/flight-plans';
import { Airspace } from './airspace';
import { CLAIM_AIRSPACE, READ_AIRBORNE } from './conflict.statements';
import type { FlightRow } from './conflict.statements';
import { trajectoryOf } from './trajectory';

/** Keeps flights of a tenant apart, whatever groups they belong to. */
@Injectable()
export class Airspaces {
  constructor(
    private readonly database: Database,
    private readonly plans: FlightPlans,
  ) {}

  /** The airspace of a tenant, claimed until the end of the transaction from all who also hold jobs back for conflicts. */
  async claim(tenantId: string): Promise<Airspace> {
    const [{ now }] = await this.database.run<{ now: number }>(CLAIM_AIRSPACE, [tenantId]);
    const rows = await this.database.run<FlightRow>(READ_AIRBORNE, [tenantId]);
    const planOf = await this.plans.of(tenantId, rows);
    const flights = rows.flatMap((row) => {
      const plan = planOf(row);
      return plan ? [trajectoryOf(plan, row.startAt, row.position ?? undefined)] : [];
    });
    return new Airspace(flights, now);
  }
}
