import { refused } from '../refusals';
import type { Unit } from '../serials/unit';
import { positionOf, statusAfter, stepsAfter } from './plan';
import type { Plan } from './plan';
import { targetIndex } from './target';
import type { Target } from './target';

/** To a step behind, to be done again; what was put off or waived stays so. @throws Failure `invalid`, `not-found` */
export function planSendBack(unit: Unit, target: Target): Plan {
  const status = statusAfter(unit, 'send_back', 'send_back');
  const to = targetIndex(unit, target);
  if (to >= positionOf(unit)) throw refused('Cannot send back to a step at or after the current position');
  if (to < 0) throw refused('Target step index is out of range');
  const step = unit.steps[to];
  return {
    action: 'send_back',
    status,
    fromStepId: unit.currentStepId!,
    stepId: step.id,
    outcome: 'sent_back',
    enters: true,
    steps: new Map([...stepsAfter(unit, [step], 'redo'), ...stepsAfter(unit, unit.steps.slice(to + 1), 'reopen')]),
    bypassed: [],
  };
}
