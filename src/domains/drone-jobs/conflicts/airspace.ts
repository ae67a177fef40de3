import type { FlightPlan } from '../dispatch/flight-plan';
import { closenessOf } from './closeness';
import type { Closeness } from './closeness';
import { trajectoryOf } from './trajectory';
import type { Trajectory } from './trajectory';

/** The flights of a tenant that are in the air or about to be. */
export class Airspace {
  /** @param now seconds since 1970 */
  constructor(
    private readonly flights: Trajectory[],
    private readonly now: number,
  ) {}

  /** How a flight from there, begun now, would come too near to one of the others. */
  conflict(plan: FlightPlan, position: number[] | null): Closeness | undefined {
    const own = trajectoryOf(plan, this.now, position ?? undefined);
    for (const flight of this.flights) {
      const closeness = closenessOf(own, flight);
      if (closeness) return closeness;
    }
    return undefined;
  }

  /** A flight from there begins now. */
  add(plan: FlightPlan, position: number[] | null): void {
    this.flights.push(trajectoryOf(plan, this.now, position ?? undefined));
  }
}
