import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { MissionBody } from '../missions/mission-version.entity';
import { planOf } from './flight-plan';
import type { FlightPlan } from './flight-plan';

/** Waypoints of all plans that are remembered. */
const MAX_WAYPOINTS = 200_000;

const READ = {
  name: 'drone-flight-plans-read',
  text: `SELECT mission_id AS "missionId", version.version AS "missionVersion", body
    FROM drone.mission_versions version
    JOIN unnest($2::text[], $3::int[]) AS wanted (id, version) ON mission_id = id AND version.version = wanted.version
    WHERE tenant_id = $1`,
};

/** The version of a mission that is to be flown; none for a flight without one. */
export interface MissionReference {
  missionId: string | null;
  missionVersion: number | null;
}

interface Version {
  missionId: string;
  missionVersion: number;
  body: MissionBody;
}

const keyOf = (tenantId: string, { missionId, missionVersion }: MissionReference) =>
  `${tenantId} ${missionVersion} ${missionId}`;

/** The flight plans of missions. Versions never change, so those that were used last are remembered. */
@Injectable()
export class FlightPlans {
  private readonly remembered = new Map<string, FlightPlan>();
  private waypoints = 0;

  constructor(private readonly database: Database) {}

  /** Finds each one's plan, of a tenant's missions, in one look; a flight without a mission has none. */
  async of(
    tenantId: string,
    flights: MissionReference[],
  ): Promise<(flight: MissionReference) => FlightPlan | undefined> {
    const found = new Map<string, FlightPlan>();
    const missing = new Map<string, MissionReference>();
    for (const flight of flights) {
      if (flight.missionId === null) continue;
      const key = keyOf(tenantId, flight);
      const plan = this.remembered.get(key);
      if (plan) found.set(key, this.use(key, plan));
      else missing.set(key, flight);
    }
    if (missing.size > 0) {
      const wanted = [...missing.values()];
      const values = [wanted.map(({ missionId }) => missionId), wanted.map(({ missionVersion }) => missionVersion)];
      for (const version of await this.database.run<Version>(READ, [tenantId, ...values])) {
        const key = keyOf(tenantId, version);
        found.set(key, this.use(key, planOf(version.body)));
      }
    }
    return (flight) => found.get(keyOf(tenantId, flight));
  }

  private use(key: string, plan: FlightPlan): FlightPlan {
    this.forget(key);
    this.remembered.set(key, plan);
    this.waypoints += plan.mission.waypoints.length;
    for (const oldest of this.remembered.keys()) {
      if (this.waypoints <= MAX_WAYPOINTS) break;
      this.forget(oldest);
    }
    return plan;
  }

  private forget(key: string): void {
    this.waypoints -= this.remembered.get(key)?.mission.waypoints.length ?? 0;
    this.remembered.delete(key);
  }
}
