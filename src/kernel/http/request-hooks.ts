import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { Failure } from '../errors/failure';
import type { HttpMetrics } from './http-metrics';

declare module 'fastify' {
  interface FastifyRequest {
    /** The Content-Type header, kept from Fastify, which would judge it before the credential is. */
    contentType?: string;
  }
}

/** Most header lines of a request. Node.js would leave out what is beyond its own limit and say nothing. */
const MAX_HEADERS = 200;

const REQUEST_ID = /^[\x21-\x7e]{1,200}$/;

/** The caller's `X-Request-Id` where it is fit to be echoed, else a new one. */
export function requestIdOf({ headers }: { headers: Record<string, string | string[] | undefined> }): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given)
    ? given
    : `req-${randomUUID().replaceAll('-', '').slice(0, 16)}`;
}

export interface RequestHooks {
  logger: Logger;
  metrics: HttpMetrics;
  /** Aborted when the process is told to stop. */
  stopping: AbortSignal;
}

/** What happens around every request: its id is echoed, its end is logged and measured, the last answers end connections. */
export function addRequestHooks(fastify: FastifyInstance, { logger, metrics, stopping }: RequestHooks): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const since = performance.now();
    metrics.started();
    // Unlike Fastify's own hook it comes for a client that goes away, too.
    reply.raw.once('close', () => {
      metrics.ended(request, reply, since);
      logger.info(
        {
          requestId: request.id,
          tenant: request.user?.tenantName,
          method: request.method,
          route: request.routeOptions.url ?? null,
          status: reply.statusCode,
          aborted: reply.raw.writableFinished ? undefined : true,
          ms: Math.round((performance.now() - since) * 10) / 10,
        },
        'request',
      );
    });
    void reply.header('x-request-id', request.id);
    request.contentType = request.raw.headers['content-type'];
    delete request.raw.headers['content-type'];
    done(request.raw.rawHeaders.length > MAX_HEADERS * 2 ? tooManyHeaders() : undefined);
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (stopping.aborted) void reply.header('connection', 'close');
    done();
  });
}

const tooManyHeaders = () => new Failure('bad-request', STATUS_CODES[431], { status: 431 });

/** Leaves bodies on their sockets: they are read once the request is let in. */
export function keepBodiesUnread(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
}

/** A worker answers operators only. */
export function answerOnlyOperators(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply: FastifyReply, done) => {
    if (request.is404 || /^\/(health|metrics)(\/|$|\?)/.test(request.url)) done();
    else reply.callNotFound();
  });
}
