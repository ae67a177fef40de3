import { Catch, HttpException, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isDatabaseAway, isDatabaseBusy } from '../database/database-errors';
import { ApiSurfaces } from './api-surface';
import { Failure } from '../errors/failure';

/** Seconds. */
const RETRY_AFTER = '1';

/** The one place where an error becomes an answer, in the shape of the surface that the request came in by. */
@Catch()
export class FailureFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  constructor(private readonly surfaces: ApiSurfaces) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also for what Fastify refuses before any route is found. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const failure = toFailure(error);
    // What is not offered is no fault.
    if (failure.status >= 500 && failure.kind !== 'not-offered') {
      const { id: requestId, user } = request;
      this.logger.error({ err: error, requestId, tenant: user?.tenantName }, 'request failed');
    }
    if (reply.sent) return;
    const { status, body, headers, contentType } = this.surfaces.serving(request).describe(failure, request);
    void reply
      .status(status)
      .headers({ 'x-request-id': request.id, ...failure.headers, ...headers })
      .type(contentType ?? 'application/json; charset=utf-8')
      .send(JSON.stringify(body));
  }
}

/** What a client is told of an error. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (isDatabaseAway(error) || isDatabaseBusy(error)) {
    return new Failure('unavailable', undefined, { headers: { 'retry-after': RETRY_AFTER } });
  }
  const status = statusOf(error);
  if (status === 404 || status === 405) return new Failure('route-not-found');
  if (status === 413) return new Failure('payload-too-large', undefined, { data: {} });
  if (status === 415) return new Failure('unsupported-media-type', undefined, { data: {} });
  if (status !== undefined && status < 500) return new Failure('route-not-found');
  return new Failure('internal');
}

/** The status of what Nest or Fastify refused; an error of another library may carry the status of a call of its own. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: number };
  return String(code).startsWith('FST_') ? statusCode : undefined;
}
