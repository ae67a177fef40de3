import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';

declare module 'fastify' {
  interface FastifyRequest {
    /** The Content-Type header, kept from Fastify, which would judge it before the credential is. */
    contentType?: string;
  }
}

const REQUEST_ID = /^[\x21-\x7e]{1,200}$/;

/** The caller's `X-Request-Id` where it is fit to be echoed, else a new one. */
export function requestIdOf({ headers }: { headers: Record<string, string | string[] | undefined> }): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given)
    ? given
    : `req-${randomUUID().replaceAll('-', '').slice(0, 16)}`;
}

/** What happens around every request: its id is echoed, its outcome is logged, the last answers end connections. */
export function addRequestHooks(fastify: FastifyInstance, logger: Logger): void {
  let draining = false;
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    request.contentType = request.raw.headers['content-type'];
    delete request.raw.headers['content-type'];
    done();
  });
  fastify.addHook('preClose', (done) => {
    draining = true;
    done();
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (draining) void reply.header('connection', 'close');
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    logger.info(
      {
        requestId: request.id,
        tenant: request.user?.tenantName,
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
    done();
  });
}

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
