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

/** `rest`: until another queues the slot; `hand-over`: the same, after a slot below it is queued. */
export type Move =
  { kind: 'take'; item: string } | { kind: 'wait'; milliseconds: number } | { kind: 'hand-over'; below: number } | { kind: 'rest' };

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
