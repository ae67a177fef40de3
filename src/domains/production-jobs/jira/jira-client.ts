import { Injectable } from '@nestjs/common';
import { isDeeperThan } from '../../../kernel/http/json';
import { OutboundClient } from '../../../kernel/outbound/outbound-client';
import type { OutboundResponse } from '../../../kernel/outbound/outbound-client';
import type { JiraConnectionDto } from '../settings/settings.dto';
import { JiraError, unanswered, unexpectedStatus, unusableAnswer } from './jira-error';
import { JiraMetrics } from './jira-metrics';
import type { JiraOperation } from './jira-metrics';

/** Milliseconds for one request, from the start to the last byte. */
export const REQUEST_TIMEOUT = 10_000;
/** Bytes of an answer; 200 tickets are far less. */
const MAX_ANSWER = 4 * 1024 * 1024;
const MAX_DEPTH = 100;

export interface JiraRequest {
  op: JiraOperation;
  method?: 'GET' | 'POST' | 'PUT';
  /** Segments of the path below `rest/api/2/`, not yet encoded. */
  path: string[];
  query?: Record<string, string>;
  body?: object;
}

/** Jira's REST API, version 2. No database connection may be held while it is asked. */
@Injectable()
export class JiraClient {
  constructor(
    private readonly outbound: OutboundClient,
    private readonly metrics: JiraMetrics,
  ) {}

  /** The answer's JSON; undefined for an answer without a body. @throws JiraError */
  async ask(connection: JiraConnectionDto, request: JiraRequest): Promise<unknown> {
    const startedAt = performance.now();
    const ended = (outcome: JiraError['outcome']) =>
      this.metrics.asked(request.op, outcome, performance.now() - startedAt);
    try {
      const answer = read(await this.send(connection, request));
      ended('success');
      return answer;
    } catch (error) {
      if (error instanceof JiraError) ended(error.outcome);
      throw error;
    }
  }

  private async send(connection: JiraConnectionDto, request: JiraRequest): Promise<OutboundResponse> {
    const { method = 'GET', path, query = {}, body } = request;
    // A URL parser takes such a segment for a step up, however it is encoded; no ticket is called so.
    if (path.some((segment) => /^\.{0,2}$/.test(segment))) throw unexpectedStatus(404);
    try {
      return await this.outbound.request({
        method,
        url: urlOf(connection.baseUrl, path, query),
        headers: headersOf(connection, body !== undefined),
        body: body && JSON.stringify(body),
        timeoutMs: REQUEST_TIMEOUT,
        maxBytes: MAX_ANSWER,
      });
    } catch (error) {
      throw unanswered(error);
    }
  }
}

function urlOf(baseUrl: string, path: string[], query: Record<string, string>): string {
  const encoded = (text: string) => encodeURIComponent(text.toWellFormed());
  const parameters = Object.entries(query).map(([name, value]) => `${name}=${encoded(value)}`);
  if (!URL.canParse(baseUrl)) return baseUrl;
  const { origin, pathname } = new URL(baseUrl);
  const search = parameters.length > 0 ? `?${parameters.join('&')}` : '';
  return `${origin}${pathname.replace(/\/+$/, '')}/rest/api/2/${path.map(encoded).join('/')}${search}`;
}

function headersOf({ authType, username, apiToken }: JiraConnectionDto, hasBody: boolean): Record<string, string> {
  const basic = () => `Basic ${Buffer.from(`${username}:${apiToken}`).toString('base64')}`;
  return {
    accept: 'application/json',
    ...(hasBody ? { 'content-type': 'application/json' } : {}),
    ...(apiToken === '' ? {} : { authorization: authType === 'bearer' ? `Bearer ${apiToken}` : basic() }),
  };
}

function read({ status, body, truncated }: OutboundResponse): unknown {
  if (status < 200 || status > 299) throw unexpectedStatus(status);
  if (truncated) throw unusableAnswer();
  if (body.length === 0) return undefined;
  try {
    const answer: unknown = JSON.parse(body.toString('utf8'));
    if (!isDeeperThan(answer, MAX_DEPTH)) return answer;
  } catch {
    // Not JSON: a page that asks to sign in, most often.
  }
  throw unusableAnswer();
}
