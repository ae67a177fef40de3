import { Injectable } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import { Metrics } from '../../../kernel/metrics/metrics';

export const OPERATIONS = ['search', 'ticket', 'push', 'comment'] as const;
export type JiraOperation = (typeof OPERATIONS)[number];
export const OUTCOMES = ['success', 'http', 'timeout', 'connection', 'blocked', 'invalid'] as const;
export type JiraOutcome = (typeof OUTCOMES)[number];

const SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Shows what was asked of Jira. */
@Injectable()
export class JiraMetrics {
  private readonly requests: Counter<'op' | 'outcome'>;
  private readonly seconds: Histogram;

  constructor({ registry }: Metrics) {
    this.requests = new Counter({
      name: 'quintet_production_jira_requests_total',
      help: 'Requests to Jira by what they were for and what came of them: success, or why there was none.',
      labelNames: ['op', 'outcome'],
      registers: [registry],
    });
    this.seconds = new Histogram({
      name: 'quintet_production_jira_request_seconds',
      help: 'Seconds that requests to Jira took, failed ones too.',
      buckets: SECONDS,
      registers: [registry],
    });
    for (const op of OPERATIONS) for (const outcome of OUTCOMES) this.requests.inc({ op, outcome }, 0);
  }

  /** @param milliseconds from the start of the request to its end */
  asked(op: JiraOperation, outcome: JiraOutcome, milliseconds: number): void {
    this.requests.inc({ op, outcome });
    this.seconds.observe(milliseconds / 1000);
  }
}
