import type { AdvancementMode } from '../paths/path.entity';
import type { DependencyType } from '../paths/step.entity';
import type { SerialStatus, StepStatus } from '../movement/transitions';

/** A step of a unit's path that is not removed. */
export interface UnitStep {
  id: string;
  name: string;
  optional: boolean;
  dependencyType: DependencyType;
  /** Whether units leave it forward only once they have passed an inspection. */
  inspected: boolean;
}

/** A unit that is locked, with all that decides what may happen to it. */
export interface Unit {
  /** Decimal digits. */
  number: string;
  jobId: string;
  pathId: string;
  mode: AdvancementMode;
  status: SerialStatus;
  /** Null once completed. */
  currentStepId: string | null;
  version: string;
  /** In the order of the path. */
  steps: UnitStep[];
  /** What has happened to its steps; see `stepStatus`. */
  recorded: ReadonlyMap<string, StepStatus>;
  /** Steps with an active override. */
  overridden: ReadonlySet<string>;
  /** Whether a timer of it runs or is paused. */
  timed: boolean;
}

/** What became of a step of a unit. */
export function stepStatus({ recorded, currentStepId }: Unit, stepId: string): StepStatus {
  return recorded.get(stepId) ?? (stepId === currentStepId ? 'in_progress' : 'pending');
}
