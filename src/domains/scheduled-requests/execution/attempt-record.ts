import type { OutboundResponse } from '../../../kernel/outbound/outbound-client';
import { bodyForm, type BodyForm } from '../values/answer-body';
import { errorCode, type ErrorCode, type Outcome } from '../values/outcome';
import { redactMembers } from '../values/redaction';
import { searchText } from '../values/search-text';
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
  /** The body of the answer as it is searched; null when there is none, or no text. */
  bodyText: string | null;
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
      bodyText: null,
      error: { code: disruption, message },
      durationMs: durationMs === null ? null : Math.round(durationMs),
    };
  }
  const { answer } = result;
  const outcome = { status: answer.status, retryAfter: answer.headers['retry-after'] };
  const code = errorCode(outcome);
  const response = recorded(answer);
  return {
    outcome,
    response,
    bodyText: searchableBody(response),
    error: code && { code, message: `The target answered with status ${answer.status}` },
    durationMs: Math.round(answer.durationMs),
  };
}

function searchableBody({ body, encoding }: BodyForm): string | null {
  if (encoding === 'base64') return null;
  return searchText(typeof body === 'string' && encoding === 'utf8' ? body : JSON.stringify(body));
}

/** The order of its members is that in which clients see them. */
function recorded({ status, headers, body, truncated }: OutboundResponse): RecordedResponse {
  return { status, headers: redactMembers(headers), ...bodyForm(body, headers['content-type'], truncated), truncated };
}
