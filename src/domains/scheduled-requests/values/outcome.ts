import type { Instant } from './instant';
import { retryAfterDelay, retryDelay, type RetryPolicy } from './retry';

/** Why no complete answer came. `blocked`: the address was refused; `interrupted`: our process died or was drained. */
export type Disruption = 'timeout' | 'dns' | 'tls' | 'connection' | 'blocked' | 'interrupted';

export type ErrorCode = Disruption | 'http';

/** How an attempt ended. */
export type Outcome = { status: number; retryAfter?: string } | { disruption: Disruption };

/** `resend`: again at once, with no attempt used up. */
export type Verdict = 'completed' | 'retry' | 'discard' | 'resend';

const RETRIED_STATUSES = [408, 425, 429];
const VERDICTS: Record<Disruption, Verdict> = {
  timeout: 'retry',
  dns: 'retry',
  tls: 'retry',
  connection: 'retry',
  blocked: 'discard',
  interrupted: 'resend',
};
const MAX_INTERRUPTIONS = 5;

/** The error code that an attempt is recorded with; null for a 2xx. */
export function errorCode(outcome: Outcome): ErrorCode | null {
  if ('disruption' in outcome) return outcome.disruption;
  return isSuccess(outcome.status) ? null : 'http';
}

/** What the outcome asks for, before attempts are counted. */
export function judge(outcome: Outcome): Verdict {
  if ('disruption' in outcome) return VERDICTS[outcome.disruption];
  if (isSuccess(outcome.status)) return 'completed';
  const passes = RETRIED_STATUSES.includes(outcome.status) || (outcome.status >= 500 && outcome.status <= 599);
  return passes ? 'retry' : 'discard';
}

export interface AttemptCounts {
  /** Attempts taken up, this one included. */
  attempt: number;
  /** How many of them were interrupted, this one included. */
  interruptions: number;
}

/** The job's next state; executing: sent again at once. `delay`: microseconds until the next attempt. */
export type NextStep = { state: 'completed' | 'discarded' | 'executing' } | { state: 'retryable'; delay: number };

export function nextStep(
  outcome: Outcome,
  counts: AttemptCounts,
  policy: RetryPolicy,
  now: Instant,
  random: () => number,
): NextStep {
  const verdict = judge(outcome);
  if (verdict === 'completed') return { state: 'completed' };
  if (verdict === 'resend' && counts.interruptions < MAX_INTERRUPTIONS) return { state: 'executing' };
  const failures = counts.attempt - counts.interruptions;
  if (verdict !== 'retry' || failures >= policy.maxAttempts) return { state: 'discarded' };
  const asked = 'status' in outcome ? retryAfterDelay(outcome.retryAfter, now) : 0;
  return { state: 'retryable', delay: Math.max(retryDelay(policy, failures, random), asked) };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}
