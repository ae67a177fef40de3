import type { IncomingMessage } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { AppModule, surfaces } from './app.module';
import { serveDocuments } from './kernel/http/documents';
import { FailureFilter } from './kernel/http/failure.filter';
import { addRequestHooks, answerOnlyOperators, keepBodiesUnread, requestIdOf } from './kernel/http/request-hooks';
import { NestLogger } from './kernel/logging/logger';
import { version } from '../package.json';
import type { Runtime } from './runtime';

/** Milliseconds that a client may take to send a request, its body included. */
const REQUEST_TIMEOUT = 300_000;

/** The whole application, ready to listen: the one place for adapter, pipes, filters and documents; tests use it too. */
export async function createApp(runtime: Runtime, logger: Logger): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    genReqId: requestIdOf,
    rewriteUrl: ({ url, headers }: IncomingMessage) => surfaces.rewrite(url ?? '/', headers.host),
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      app.get(FailureFilter).answer(error, request, reply),
    routerOptions: { maxParamLength: 4096, ignoreTrailingSlash: true },
    logger: false,
    requestTimeout: REQUEST_TIMEOUT,
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.compose(runtime), adapter, {
    bodyParser: false,
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  keepBodiesUnread(fastify);
  addRequestHooks(fastify, logger);
  if (runtime.settings.ROLE === 'worker') answerOnlyOperators(fastify);
  serveDocuments(app, surfaces, version);
  return app;
}
