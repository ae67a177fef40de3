import { STATUS_CODES } from 'node:http';
import { OutboundError } from '../../../kernel/outbound/outbound-error';
import type { JiraOutcome } from './jira-metrics';

/** Jira gave no answer that can be used. The message is safe to show: it names no URL and quotes no answer. */
export class JiraError extends Error {
  constructor(
    readonly outcome: JiraOutcome,
    reason: string,
  ) {
    super(`Jira API error: ${reason}`);
  }
}

export const unexpectedStatus = (status: number) =>
  new JiraError('http', `${status} ${STATUS_CODES[status] ?? ''}`.trim());

export const unusableAnswer = () => new JiraError('invalid', 'answer is not valid');

/** @param error of the outbound client @throws what is none of its errors */
export function unanswered(error: unknown): JiraError {
  if (!(error instanceof OutboundError)) throw error;
  if (error.code === 'timeout') return new JiraError('timeout', 'timeout');
  if (error.code === 'blocked') return new JiraError('blocked', 'address not allowed');
  return new JiraError('connection', 'connection failed');
}
