import { refused } from '../refusals';
import { stepStatus } from '../serials/unit';
import type { Unit, UnitStep } from '../serials/unit';
import { stepAfter, UNIT_TRANSITIONS } from './transitions';
import type { SerialStatus, StepAction, StepStatus, UnitAction, VisitOutcome } from './transitions';

export type Classification = 'skipped' | 'deferred';

/** A step that a unit passes by. */
export interface Bypassed {
  step: UnitStep;
  classification: Classification;
}

/** What an action makes of a unit that is in progress. Nothing of it is written yet. */
export interface Plan {
  action: UnitAction;
  status: SerialStatus;
  /** Where the unit was. */
  fromStepId: string;
  /** Where it is then; null once completed. */
  stepId: string | null;
  outcome: VisitOutcome;
  /** Whether a new visit begins at `stepId`. */
  enters: boolean;
  /** What becomes of the steps that it is about. */
  steps: Map<string, StepStatus>;
  bypassed: Bypassed[];
  /** Required steps that a forced unit has not done. */
  incompleteStepIds?: string[];
}

/** The calls by which a unit moves; each has words of its own for units that are finished. */
export type MoveKind = 'advance' | 'advance_to' | 'scrap' | 'force_complete' | 'send_back';

export const FINISHED_TEXTS: Record<MoveKind, Record<Exclude<SerialStatus, 'in_progress'>, string>> = {
  advance: { scrapped: 'Cannot advance a scrapped serial', completed: 'Serial number is already completed' },
  advance_to: { scrapped: 'Cannot advance a scrapped serial', completed: 'Cannot advance a completed serial' },
  scrap: { scrapped: 'Serial is already scrapped', completed: 'Cannot scrap a completed serial' },
  force_complete: {
    scrapped: 'Cannot force-complete a scrapped serial',
    completed: 'Serial is already completed',
  },
  send_back: { scrapped: 'Cannot send back a scrapped serial', completed: 'Cannot send back a completed serial' },
};

/** @throws Failure `invalid` when nothing can move the unit any more */
export function refuseFinished({ status }: Unit, kind: MoveKind): void {
  if (status !== 'in_progress') throw refused(FINISHED_TEXTS[kind][status]);
}

/** Index of the step where a unit in progress is. */
export const positionOf = ({ steps, currentStepId }: Unit): number => steps.findIndex(({ id }) => id === currentStepId);

/** Whether a unit can neither pass a step by for good nor be completed without it. */
export const isRequired = ({ overridden }: Unit, step: UnitStep): boolean => !step.optional && !overridden.has(step.id);

/** What the steps become by an action. */
export const stepsAfter = (unit: Unit, steps: UnitStep[], action: StepAction): [string, StepStatus][] =>
  steps.map(({ id }) => [id, stepAfter(stepStatus(unit, id), action)]);

/** @throws Failure `invalid` when the unit is finished */
export function statusAfter(unit: Unit, action: UnitAction, kind: MoveKind): SerialStatus {
  refuseFinished(unit, kind);
  return UNIT_TRANSITIONS[unit.status][action]!;
}
