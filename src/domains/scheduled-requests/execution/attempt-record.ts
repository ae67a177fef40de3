import type { OutboundResponse } from '../../../kernel/outbound/outbound-client';
import { bodyForm, type BodyForm } from '../values/answer-body';
import { errorCode, type ErrorCode, type Outcome } from '../values/outcome';
import { redactMembers } from '../values/redaction';
import type { Result } from './sender';

/** An answer as it is kept and shown: without secrets. */
export interface RecordedResponse extends BodyForm {
  status: number;
  headers: Record<string, string>;
  truncated: boolean;
}

export interface RecordedError {
  code: ErrorCode;
  message: string;
}

/** What is kept of an attempt. */
export interface AttemptRecord {
  outcome: Outcome;
  response: RecordedResponse | null;
  error: RecordedError | null;
  /** Whole milliseconds; null when not known. */
  durationMs: number | null;
}

export function attemptRecord(result: Result): AttemptRecord {
  if ('disruption' in result) {
    const { disruption, message, durationMs } = result;
    return {
      outcome: { disruption },
      response: null,
      error: { code: disruption, message },
      durationMs: durationMs === null ? null : Math.round(durationMs),
    };
  }
  const { answer } = result;
  const outcome = { status: answer.status, retryAfter: answer.headers['retry-after'] };
  const code = errorCode(outcome);
  return {
    outcome,
    response: recorded(answer),
    error: code && { code, message: `The target answered with status ${answer.status}` },
    durationMs: Math.round(answer.durationMs),
  };
}

/** The order of its members is that in which clients see them. */
function recorded({ status, headers, body, truncated }: OutboundResponse): RecordedResponse {
  return { status, headers: redactMembers(headers), ...bodyForm(body, headers['content-type'], truncated), truncated };
}
