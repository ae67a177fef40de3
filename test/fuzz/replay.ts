import fc from 'fast-check';
import type { IAsyncProperty } from 'fast-check';

const { FUZZ_RUNS = '24', FUZZ_SEED = '20260101', FUZZ_PATH, FUZZ_ONLY } = process.env;

/** Whether a part of the tier is wanted: all of it, or what `FUZZ_ONLY` names. */
export const isWanted = (name: string) => FUZZ_ONLY === undefined || name === FUZZ_ONLY;

/** Runs a property as often as `FUZZ_RUNS` says, the same way every time unless `FUZZ_SEED` says otherwise (`random`). */
export async function check(name: string, property: IAsyncProperty<[unknown]>, share = 1): Promise<string[]> {
  const seed = FUZZ_SEED === 'random' ? Date.now() | 0 : Number(FUZZ_SEED);
  const details = await fc.check(property, {
    seed,
    path: FUZZ_PATH,
    numRuns: Math.max(1, Math.round(Number(FUZZ_RUNS) * share)),
    endOnFailure: FUZZ_PATH !== undefined,
    interruptAfterTimeLimit: undefined,
  });
  if (!details.failed) return [];
  const { counterexamplePath, errorInstance } = details;
  const replay = `FUZZ_ONLY='${name}' FUZZ_SEED=${details.seed} FUZZ_PATH='${counterexamplePath}' npm run test:fuzz`;
  return [`${name}: ${(errorInstance as Error).message}\n  again: ${replay}`];
}
