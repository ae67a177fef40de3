import type { Role } from '../steps/transitions';

/** Why an attempt at a step failed. */
export interface StepFailure {
  /** `exit code 3` and the like. */
  why: string;
  /** What the job says, where it is not the words for its role. */
  message?: string;
  exitCode?: number;
  signal?: string;
  /** Another attempt would end no better, or is not wanted. */
  final?: boolean;
}

/** How often a step may lose its worker before it fails. */
export const MAX_LOSSES = 5;

export const lostTooOften: StepFailure = { why: `worker lost ${MAX_LOSSES} times`, final: true };

export function timedOut(chunk: number, seconds: number): StepFailure {
  const why = `timed out after ${seconds} s`;
  return { why, message: `task ${chunk} ${why}`, final: true };
}

/** A failure that is told in its own words, and is the end. */
export const told = (message: string): StepFailure => ({ why: message, message, final: true });

/** What a job says that fails because of a step. */
export function errorMessageOf(
  step: { role: Role; chunkNumber: number; attempt: number },
  failure: StepFailure,
): string {
  if (failure.message !== undefined) return failure.message;
  if (step.role !== 'app') return `${step.role} failed: ${failure.why}`;
  const attempts = step.attempt === 1 ? '1 attempt' : `${step.attempt} attempts`;
  return `task ${step.chunkNumber} failed after ${attempts}: ${failure.why}`;
}
