import type { Unit, UnitStep } from '../serials/unit';
import type { StepStatus } from './transitions';

/**
 * A unit for specs. Each letter is a step and its name; `?` behind it: optional, `!`: a gate, `#`: physical, `~`:
 * overridden. The unit is at the step of the capital letter.
 */
export function exampleUnit(route: string, recorded: Record<string, StepStatus> = {}, rest: Partial<Unit> = {}): Unit {
  const words = route.split(' ');
  const steps = words.map((word): UnitStep => {
    const dependencyType = word.includes('!') ? 'completion_gate' : word.includes('#') ? 'physical' : 'preferred';
    return { id: word[0].toLowerCase(), name: word[0].toLowerCase(), optional: word.includes('?'), dependencyType };
  });
  const ids = (chosen: (word: string) => boolean) => words.filter(chosen).map((word) => word[0].toLowerCase());
  return {
    number: '1',
    jobId: 'job',
    pathId: 'path',
    mode: 'flexible',
    status: 'in_progress',
    currentStepId: ids((word) => word[0] !== word[0].toLowerCase())[0] ?? null,
    version: '1',
    steps,
    recorded: new Map(Object.entries(recorded)),
    overridden: new Set(ids((word) => word.includes('~'))),
    ...rest,
  };
}
