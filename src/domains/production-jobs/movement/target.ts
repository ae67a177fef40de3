import { notFound, refused } from '../refusals';
import type { Unit } from '../serials/unit';

/** The step that a caller wants a unit at: its index, or else its id. */
export interface Target {
  targetStepIndex?: number | null;
  targetStepId?: string | null;
}

/** @throws Failure `invalid` when neither is given */
export function refuseNoTarget({ targetStepIndex, targetStepId }: Target): void {
  if (targetStepIndex === undefined || targetStepIndex === null) {
    if (targetStepId === undefined || targetStepId === null || targetStepId === '') {
      throw refused('targetStepIndex is required');
    }
  }
}

/** The index that is meant; it need not be one of the path. @throws Failure `invalid`, `not-found` */
export function targetIndex({ steps }: Unit, target: Target): number {
  refuseNoTarget(target);
  if (typeof target.targetStepIndex === 'number') return target.targetStepIndex;
  const index = steps.findIndex(({ id }) => id === target.targetStepId);
  if (index === -1) throw notFound('ProcessStep', target.targetStepId!);
  return index;
}
