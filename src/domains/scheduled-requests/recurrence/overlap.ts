export const OVERLAP_POLICIES = ['allow', 'skip', 'queue'] as const;
export type OverlapPolicy = (typeof OVERLAP_POLICIES)[number];

/** What a slot does that comes due. `wait`: starts when the earlier run has ended. */
export type OverlapDecision = 'run' | 'skip' | 'wait';

/**
 * `earlierRunOpen`: an earlier run of the schedule is executing or retryable; `slotWaiting`: another slot waits for
 * it already.
 */
export function decideOverlap(
  policy: OverlapPolicy,
  { earlierRunOpen, slotWaiting }: { earlierRunOpen: boolean; slotWaiting: boolean },
): OverlapDecision {
  if (policy === 'allow' || !earlierRunOpen) return 'run';
  return policy === 'queue' && !slotWaiting ? 'wait' : 'skip';
}
