import type { Operator } from '../operator';
import type { Unit } from '../serials/unit';

/** Injects `LeavingGuard[]`: what else has a say when units leave the steps where they are. */
export const LEAVING_GUARDS = Symbol('LEAVING_GUARDS');

/** Called inside the transaction of the move, for all of its units at once; they are locked and as they were before. */
export interface LeavingGuard {
  /** Before units leave forward: the texts that refuse it, by the number of the unit. Changes nothing. */
  beforeLeaving?(tenantId: string, units: readonly Unit[]): Promise<ReadonlyMap<string, string>>;
  /** Once units have left their steps, forward or back, scrapped or forced. */
  afterLeaving?(tenantId: string, units: readonly Unit[], operator: Operator): Promise<void>;
}
