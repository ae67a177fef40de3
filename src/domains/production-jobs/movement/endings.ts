import { refused } from '../refusals';
import { stepStatus } from '../serials/unit';
import type { Unit } from '../serials/unit';
import { isRequired, statusAfter } from './plan';
import type { Plan } from './plan';

/** The unit stays where it is, for good. @throws Failure `invalid` */
export function planScrap(unit: Unit): Plan {
  const status = statusAfter(unit, 'scrap', 'scrap');
  const stepId = unit.currentStepId!;
  return {
    action: 'scrap',
    status,
    fromStepId: stepId,
    stepId,
    outcome: 'scrapped',
    enters: false,
    steps: new Map(),
    bypassed: [],
  };
}

/** Completed whatever is missing; steps keep their statuses. @throws Failure `invalid` when nothing is missing */
export function planForceComplete(unit: Unit): Plan {
  const status = statusAfter(unit, 'force_complete', 'force_complete');
  const incompleteStepIds = unit.steps
    .filter((step) => isRequired(unit, step) && !['completed', 'waived'].includes(stepStatus(unit, step.id)))
    .map(({ id }) => id);
  if (incompleteStepIds.length === 0) {
    throw refused('Serial has no incomplete required steps — use normal completion');
  }
  const fromStepId = unit.currentStepId!;
  return {
    action: 'force_complete',
    status,
    fromStepId,
    stepId: null,
    outcome: 'forced',
    enters: false,
    steps: new Map([[fromStepId, stepStatus(unit, fromStepId)]]),
    bypassed: [],
    incompleteStepIds,
  };
}
