import { refused } from '../refusals';
import { stepStatus } from '../serials/unit';
import type { Unit, UnitStep } from '../serials/unit';
import { isRequired, positionOf, refuseFinished, statusAfter, stepsAfter } from './plan';
import type { Bypassed, Classification, MoveKind, Plan } from './plan';
import { targetIndex } from './target';
import type { Target } from './target';
import type { StepAction, StepStatus } from './transitions';

const PASSED_BY: Record<Classification, StepAction> = { skipped: 'skip', deferred: 'defer' };

/** One step on, or completed from the last one. @throws Failure `invalid` */
export function planAdvance(unit: Unit): Plan {
  refuseFinished(unit, 'advance');
  return planTo(unit, positionOf(unit) + 1, 'advance');
}

/** To a step ahead, or completed behind the last one. @throws Failure `invalid`, `not-found` */
export function planAdvanceTo(unit: Unit, target: Target): Plan {
  refuseFinished(unit, 'advance_to');
  const [from, to] = [positionOf(unit), targetIndex(unit, target)];
  if (to <= from) throw refused('Cannot advance to a step at or before the current position');
  if (to > unit.steps.length) throw refused('Target step index is out of range');
  if (unit.mode === 'strict' && to !== from + 1) {
    throw refused('Path is in strict mode — can only advance to the next sequential step');
  }
  const passed = unit.steps.slice(from + 1, to);
  if (passed.some((step) => holdsBack(unit, step))) throw refused('Cannot skip step with physical dependency');
  return planTo(unit, to, 'advance_to');
}

function holdsBack(unit: Unit, step: UnitStep): boolean {
  return step.dependencyType === 'physical' && isRequired(unit, step) && stepStatus(unit, step.id) !== 'completed';
}

function planTo(unit: Unit, to: number, kind: MoveKind): Plan {
  const from = positionOf(unit);
  const [left, arrived] = [unit.steps[from], unit.steps.at(to)];
  const action = arrived ? 'advance' : 'complete';
  const bypassed = unit.steps.slice(from + 1, to).flatMap((step) => bypass(unit, step));
  const steps = new Map<string, StepStatus>([
    ...stepsAfter(unit, [left], 'leave'),
    ...bypassed.flatMap(({ step, classification }) => stepsAfter(unit, [step], PASSED_BY[classification])),
    ...(arrived ? stepsAfter(unit, [arrived], 'arrive') : []),
  ]);
  if (!arrived) refuseIncomplete(unit, steps);
  return {
    action,
    status: statusAfter(unit, action, kind),
    fromStepId: left.id,
    stepId: arrived?.id ?? null,
    outcome: 'completed',
    enters: arrived !== undefined,
    steps,
    bypassed,
  };
}

function bypass(unit: Unit, step: UnitStep): Bypassed[] {
  const status = stepStatus(unit, step.id);
  if (status === 'completed' || status === 'waived') return [];
  return [{ step, classification: isRequired(unit, step) ? 'deferred' : 'skipped' }];
}

/** Gates first, then what else was put off. */
function refuseIncomplete(unit: Unit, after: ReadonlyMap<string, StepStatus>): void {
  const required = unit.steps.filter((step) => isRequired(unit, step));
  const status = ({ id }: UnitStep) => after.get(id) ?? stepStatus(unit, id);
  const gates = required.filter(
    (step) => step.dependencyType === 'completion_gate' && !['completed', 'waived'].includes(status(step)),
  );
  if (gates.length > 0) throw refused(`Cannot complete serial: completion gate not passed: ${namesOf(gates)}`);
  const deferred = required.filter((step) => status(step) === 'deferred');
  if (deferred.length > 0) throw refused(`Cannot complete serial: deferred steps not resolved: ${namesOf(deferred)}`);
}

const namesOf = (steps: UnitStep[]) => steps.map(({ name }) => name).join(', ');
