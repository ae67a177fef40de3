import { Injectable } from '@nestjs/common';
import { OutboundClient } from '../../../kernel/outbound/outbound-client';
import type { OutboundRequest, OutboundResponse } from '../../../kernel/outbound/outbound-client';
import { OutboundError } from '../../../kernel/outbound/outbound-error';
import { ItemError } from '../items/item-error';
import type { ItemErrorType } from '../items/item-error';
import { secretsOf } from './config-secrets';
import { NotReady } from './connector';
import type { PipelineConfig } from './connector';
import { retryAfterOf } from './retry-after';
import { messageOf } from './upstream-message';
import { timeoutOf } from './within-time';

const MAX_ANSWER_BYTES = 10 * 1024 * 1024;
/** Milliseconds for one call of a ready check. */
const CHECK_TIMEOUT = 10_000;

const JSON_HEADERS = { accept: 'application/json', 'content-type': 'application/json' };

/** Where a call goes, what goes with it, and for whom. */
export interface Call {
  url: URL;
  headers: Record<string, string>;
  config: PipelineConfig;
  signal: AbortSignal;
}

export interface Asked extends Call {
  body: object;
}

/** An answer that cannot be made sense of. */
export class UnknownShape extends Error {}

/** Calls the services that answer for pipelines. Redirects are answers that say nothing. */
@Injectable()
export class Upstream {
  constructor(private readonly client: OutboundClient) {}

  /** The JSON of a 200, null where its body is none. @throws NotReady */
  async check({ url, headers, config, signal }: Call): Promise<unknown> {
    const request = { method: 'GET', url, headers: withJson(headers), timeoutMs: CHECK_TIMEOUT, signal };
    const answer = await this.send(request).catch((error: unknown) => {
      if (signal.aborted) throw new NotReady('CONNECTOR_UNREACHABLE', `${url.host} took too long`);
      if (!(error instanceof OutboundError)) throw error;
      throw new NotReady(error.code === 'blocked' ? 'CONNECTOR_BLOCKED' : 'CONNECTOR_UNREACHABLE', error.message);
    });
    if (answer.status === 200) return jsonOrNull(answer);
    const message = messageOf(answer.status, answer.body, secretsOf(config));
    throw new NotReady('CONNECTOR_NOT_READY', `${url.pathname} answered ${answer.status}: ${message}`);
  }

  /**
   * Posts JSON and reads the JSON of the answer.
   * @param read may throw UnknownShape
   * @throws ItemError, or the signal's reason once it is aborted
   */
  async ask<T>({ url, headers, body, config, signal }: Asked, read: (answer: unknown) => T): Promise<T> {
    const timeoutMs = timeoutOf(config) * 1000;
    const startedAt = performance.now();
    const request = { method: 'POST', url, headers: withJson(headers), body: JSON.stringify(body), timeoutMs, signal };
    const answer = await this.send(request).catch((error: unknown) => {
      signal.throwIfAborted();
      if (!(error instanceof OutboundError)) throw error;
      throw new ItemError(typeOf(error, performance.now() - startedAt >= 0.99 * timeoutMs), error.message);
    });
    if (answer.status < 200 || answer.status > 299) throw refusal(answer, config);
    try {
      return read(json(answer));
    } catch (error) {
      if (!(error instanceof UnknownShape)) throw error;
      throw new ItemError('invalid_response', error.message, answer.status);
    }
  }

  private send(request: Omit<OutboundRequest, 'maxBytes'>): Promise<OutboundResponse> {
    return this.client.request({ ...request, schemes: ['http', 'https'], maxBytes: MAX_ANSWER_BYTES });
  }
}

/** A URL below the one that a config gives; its query is kept. */
export function below(base: string, ...segments: string[]): URL {
  const url = new URL(base);
  url.pathname = [url.pathname.replace(/\/+$/, ''), ...segments.map(encodeURIComponent)].join('/');
  url.hash = '';
  return url;
}

export function bearer({ api_key: key }: PipelineConfig): Record<string, string> {
  return key === undefined ? {} : { authorization: `Bearer ${key as string}` };
}

function withJson(headers: Record<string, string>): Record<string, string> {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { ...(Object.fromEntries(given) as Record<string, string>), ...JSON_HEADERS };
}

/** A connection that does not open in its own, shorter time is none. */
function typeOf({ code }: OutboundError, atDeadline: boolean): ItemErrorType {
  if (code === 'blocked') return 'blocked';
  return code === 'timeout' && atDeadline ? 'timeout' : 'connection';
}

function refusal({ status, headers, body }: OutboundResponse, config: PipelineConfig): ItemError {
  const type = status === 429 ? 'rate_limited' : status >= 500 ? 'upstream' : 'rejected';
  const message = messageOf(status, body, secretsOf(config));
  return new ItemError(type, message, status, retryAfterOf(headers['retry-after']));
}

function json({ body, truncated }: OutboundResponse): unknown {
  if (truncated) throw new UnknownShape('The answer is larger than 10 MiB');
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new UnknownShape('The answer is not JSON');
  }
}

function jsonOrNull(answer: OutboundResponse): unknown {
  try {
    return json(answer);
  } catch (error) {
    if (error instanceof UnknownShape) return null;
    throw error;
  }
}
