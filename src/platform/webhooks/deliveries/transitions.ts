/** Every state of a delivery and the states that may follow it; what is not here does not happen. */
const TRANSITIONS = {
  /** Claimed. */
  pending: ['delivering'],
  /** 2xx; a failure that is tried again, or an interruption; the last failure. */
  delivering: ['delivered', 'pending', 'dead'],
  /** Replayed. */
  delivered: ['pending'],
  /** Replayed. */
  dead: ['pending'],
} as const;

export type DeliveryState = keyof typeof TRANSITIONS;

export const DELIVERY_STATES = Object.keys(TRANSITIONS) as DeliveryState[];

/** The states of which a delivery is replayed: it is under way in all others. */
export const REPLAYABLE: DeliveryState[] = ['delivered', 'dead'];

export function mayBecome(state: DeliveryState, next: DeliveryState): boolean {
  const allowed: readonly DeliveryState[] = TRANSITIONS[state];
  return allowed.includes(next);
}

/** The states that `next` may follow, as an SQL list. */
export function statesBefore(next: DeliveryState): string {
  return sqlList(DELIVERY_STATES.filter((state) => mayBecome(state, next)));
}

export const sqlList = (states: DeliveryState[]) => states.map((state) => `'${state}'`).join(', ');
