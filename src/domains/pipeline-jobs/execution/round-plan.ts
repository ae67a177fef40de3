import type { ClaimedItem } from './claimed-item';
import { nextMoves } from './next-move';
import type { Move, Outlook } from './next-move';
import type { Outcome } from './outcomes';
import { afterAttempts } from './run-state';
import type { RunState } from './run-state';

/** What a slot wants: its next item, once the outcome that it brings is recorded. */
export interface SlotRequest {
  slot: number;
  /** Of its entry in the queue: it counts for those that bring no outcome. */
  turn: number;
  outcome?: Outcome;
  /** Whether it may run its next item now; only in its next turn otherwise. */
  goesOn: boolean;
}

/** What all items of a job have in common. */
type CommonOfItems = Pick<ClaimedItem, 'tenantId' | 'workspaceId' | 'executionMode'>;

/** A started job whose row is held. */
export interface HeldRun extends RunState, CommonOfItems {
  id: string;
  concurrency: number;
  startedAt: Date;
  pipelineId: string;
  /** Whether its pipeline limits the calls of all jobs together. */
  shared: boolean;
}

/** What is seen while a job's row is held. `next`: the items to be run next, as many as there are slots that look. */
export interface Sight
  extends
    Omit<Outlook, 'slot' | 'held' | 'next' | 'effectiveConcurrency'>,
    Pick<ClaimedItem, 'config' | 'inputs' | 'available'> {
  next: string[];
  /** Those whose turn, or whose attempt, is the present one. */
  slots: SeenSlot[];
}

interface SeenSlot {
  slot: number;
  held: string | null;
  /** Whether its attempt was begun before the rate was last halved. */
  early: boolean;
  /** Since its attempt was begun. */
  seconds: number | null;
}

export type PresentSlot = SlotRequest & SeenSlot;
export type EndingSlot = PresentSlot & { outcome: Outcome };

export interface Plan {
  run: RunState;
  /** Milliseconds for which the job begins no call; undefined when it goes on. */
  pause?: number;
  recorded: EndingSlot[];
  /** None when the run ends. */
  moves: { slot: PresentSlot; move: Move }[];
}

export const presentSlots = (requests: SlotRequest[], { slots }: Pick<Sight, 'slots'>): PresentSlot[] =>
  requests.flatMap((request) => {
    const seen = slots.find(({ slot }) => slot === request.slot);
    return seen ? [{ ...request, ...seen }] : [];
  });

export const endingSlots = (slots: PresentSlot[]): EndingSlot[] =>
  slots.filter((slot): slot is EndingSlot => slot.outcome !== undefined);

/**
 * What is to be done for slots that are served together: outcomes first, in the order in which they came.
 * @param onlyUnreachable as for `afterAttempt`
 */
export function planOf(job: HeldRun, sight: Sight, present: PresentSlot[], onlyUnreachable: boolean): Plan {
  const ending = endingSlots(present);
  const ends = ending.map(({ outcome, early }) => ({ ...outcome.end, early }));
  const { run, counted } = afterAttempts(job, ends, job.concurrency, onlyUnreachable);
  const recorded = ending.slice(0, counted);
  const pause = most(recorded.map(({ outcome }) => outcome.pause));
  if (run.status !== 'STARTED') return { run, pause, recorded, moves: [] };
  const outlook = {
    ...sight,
    effectiveConcurrency: run.effectiveConcurrency,
    pausedFor: most([sight.pausedFor, pause]) ?? null,
    busy: sight.busy - recorded.length,
    dueIn: least([sight.dueIn, ...recorded.map(({ outcome }) => outcome.retryAfter)]) ?? null,
  };
  const moves = nextMoves(outlook, present).map((move, index) => ({ slot: present[index], move }));
  return { run, pause, recorded, moves };
}

type Unknown = number | null | undefined;
const isKnown = (value: Unknown): value is number => value !== null && value !== undefined;
const most = (values: Unknown[]) => values.filter(isKnown).sort((a, b) => b - a)[0] as number | undefined;
const least = (values: Unknown[]) => values.filter(isKnown).sort((a, b) => a - b)[0] as number | undefined;
