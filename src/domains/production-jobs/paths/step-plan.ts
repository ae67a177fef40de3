import { newId } from '../ids';
import { refused } from '../refusals';
import type { DependencyType } from './step.entity';
import type { NewStepDto, StepEntryDto } from './write-path.dto';

/** A step as it is written; the keys are columns. */
export interface WrittenStep {
  id: string;
  ordinal: number;
  name: string;
  location: string | null;
  assigned_to: string | null;
  optional: boolean;
  dependency_type: DependencyType;
}

/** A step of the path before the change. */
export interface CurrentStep {
  id: string;
  location: string | null;
  assigned_to: string | null;
}

export interface StepPlan {
  /** All steps in their new order; `was` is the index before, null for a step that is new. */
  steps: (WrittenStep & { was: number | null })[];
  /** Ids of steps that no unit may be at. */
  vanished: string[];
  /** Replaced steps and those that units go on at in their stead, pairwise. */
  replaced: string[];
  successors: string[];
}

export const newStep = (entry: NewStepDto, ordinal: number): WrittenStep => ({
  id: newId('step'),
  ordinal,
  name: entry.name.trim().toWellFormed(),
  location: entry.location?.toWellFormed() ?? null,
  assigned_to: entry.assignedTo?.toWellFormed() ?? null,
  optional: entry.optional ?? false,
  dependency_type: entry.dependencyType ?? 'preferred',
});

/**
 * What new entries make of a path's steps: matched by id where any entry has one, else replaced by index.
 * @param current in order @throws Failure `invalid` for an id that is not of the path, or is there twice
 */
export function planSteps(current: CurrentStep[], entries: StepEntryDto[]): StepPlan {
  return entries.some(({ id }) => id) ? matched(current, entries) : replaced(current, entries);
}

function replaced(current: CurrentStep[], entries: StepEntryDto[]): StepPlan {
  const steps = entries.map((entry, index) => ({ ...newStep(entry, index), was: null }));
  const ids = current.map(({ id }) => id);
  return {
    steps,
    vanished: ids.slice(steps.length),
    replaced: ids.slice(0, steps.length),
    successors: steps.slice(0, ids.length).map(({ id }) => id),
  };
}

function matched(current: CurrentStep[], entries: StepEntryDto[]): StepPlan {
  const before = new Map(current.map((step, index) => [step.id, { ...step, was: index }]));
  const named = entries.flatMap(({ id }) => id || []);
  const unknown = named.find((id) => !before.has(id));
  if (unknown !== undefined) throw refused(`Step ID "${unknown}" does not match any existing step in this path`);
  const twice = named.find((id, index) => named.indexOf(id) !== index);
  if (twice !== undefined) throw refused(`Duplicate step ID "${twice}"`);
  const steps = entries.map((entry, index) => {
    const made = newStep(entry, index);
    if (!entry.id) return { ...made, was: null };
    const { id, was, location, assigned_to } = before.get(entry.id)!;
    return {
      ...made,
      id,
      was,
      location: entry.location === undefined ? location : made.location,
      assigned_to: entry.assignedTo === undefined ? assigned_to : made.assigned_to,
    };
  });
  const vanished = current.map(({ id }) => id).filter((id) => !named.includes(id));
  return { steps, vanished, replaced: [], successors: [] };
}
