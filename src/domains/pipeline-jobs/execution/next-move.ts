/** Milliseconds until a slot asks again whether its pipeline is deployed or has room for a call. */
const ASK_AGAIN = 200;

/** What a slot finds when its turn has come. */
export interface Outlook {
  /** Number of the slot, from 1. */
  slot: number;
  /** The item that it runs: its process has died. */
  held: string | null;
  effectiveConcurrency: number;
  /** Milliseconds for which the job begins no call; not above 0 when it may. */
  pausedFor: number | null;
  /** Whether the pipeline is just being deployed. */
  deploying: boolean;
  /** Calls that the pipeline takes at once over all jobs, and how many there are. */
  maxConcurrency: number | null;
  busy: number;
  /** The item to be run next. */
  next: string | null;
  /** Milliseconds until one is due that has to wait. */
  dueIn: number | null;
}

/**
 * `queue`: its turn comes again behind all others; `rest`: until another queues the slot; `hand-over`: the same, after a
 * slot below it is queued.
 */
export type Move =
  | { kind: 'take'; item: string }
  | { kind: 'wait'; milliseconds: number }
  | { kind: 'queue' }
  | { kind: 'hand-over'; below: number }
  | { kind: 'rest' };

/** What a slot is to do. */
export function nextMove(outlook: Outlook): Move {
  const { held, pausedFor, next, dueIn, maxConcurrency, busy } = outlook;
  if (held !== null) return { kind: 'take', item: held };
  const slots = Math.min(outlook.effectiveConcurrency, maxConcurrency ?? Infinity);
  if (outlook.slot > slots) return { kind: 'hand-over', below: slots };
  if (next === null && dueIn === null) return { kind: 'rest' };
  if (pausedFor !== null && pausedFor > 0) return { kind: 'wait', milliseconds: pausedFor };
  if (next === null) return { kind: 'wait', milliseconds: Math.max(0, dueIn!) };
  const full = maxConcurrency !== null && busy >= maxConcurrency;
  return full || outlook.deploying ? { kind: 'wait', milliseconds: ASK_AGAIN } : { kind: 'take', item: next };
}

/** A slot that wants its next item. */
export interface Claimant extends Pick<Outlook, 'slot' | 'held'> {
  /** Whether it may run it now; only in its next turn otherwise. */
  goesOn: boolean;
}

/** What slots are to do that look at the same time. `next`: the items to be run next, as many as there are slots. */
export function nextMoves(
  { next, ...outlook }: Omit<Outlook, 'slot' | 'held' | 'next'> & { next: string[] },
  claimants: Claimant[],
): Move[] {
  let { busy } = outlook;
  let taken = 0;
  return claimants.map(({ slot, held, goesOn }) => {
    const move = nextMove({ ...outlook, slot, held, busy, next: next[taken] ?? null });
    if (move.kind !== 'take' || held !== null) return move;
    if (!goesOn) return { kind: 'queue' };
    busy++;
    taken++;
    return move;
  });
}
