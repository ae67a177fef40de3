import { notFound, refused } from '../refusals';
import { serialId } from '../serials/serial-id';
import { stepStatus } from '../serials/unit';
import type { Unit, UnitStep } from '../serials/unit';
import { stepAfter } from './transitions';
import type { StepStatus } from './transitions';

/** The step of the unit's path. @throws Failure `not-found` */
export function stepOf({ number, steps }: Unit, stepId: string): UnitStep {
  const step = steps.find(({ id }) => id === stepId);
  if (!step) throw notFound('SnStepStatus', `${serialId(number)}/${stepId}`);
  return step;
}

function refuseScrapped({ status }: Unit): void {
  if (status === 'scrapped') throw refused('Cannot modify a scrapped serial');
}

/** What a step becomes that is made up for. @throws Failure `invalid` */
export function afterDeferredCompletion(unit: Unit, { id }: UnitStep): StepStatus {
  refuseScrapped(unit);
  const status = stepStatus(unit, id);
  if (status !== 'deferred') throw refused(`Can only complete deferred steps — step status is: ${status}`);
  return stepAfter(status, 'complete_deferred');
}

/** What a step becomes that need not be done any more. @throws Failure `invalid` */
export function afterWaiver(unit: Unit, { id, optional }: UnitStep): StepStatus {
  refuseScrapped(unit);
  const status = stepStatus(unit, id);
  if (status !== 'deferred') throw refused('Can only waive deferred required steps');
  if (optional) throw refused('Can only waive required steps — this step is optional');
  return stepAfter(status, 'waive');
}

/** @throws Failure `invalid` when an override of the step would say nothing any more */
export function refuseOverride(unit: Unit, stepId: string): void {
  refuseScrapped(unit);
  if (stepStatus(unit, stepId) === 'completed') throw refused('Cannot override a step that has already been completed');
}

/** @throws Failure `invalid` when there is no active override, or it has had its effect */
export function refuseReversal(unit: Unit, stepId: string): void {
  if (!unit.overridden.has(stepId)) throw refused('No active override found for this step');
  const status = stepStatus(unit, stepId);
  if (status === 'skipped' || status === 'completed') {
    throw refused(`Cannot reverse override — step has already been ${status}`);
  }
}
