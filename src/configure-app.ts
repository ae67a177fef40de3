import type { Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyHttpOptions, FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { AppModule, surfaces } from './app.module';
import { readSettings } from './kernel/config/read-settings';
import { clientErrorHandler } from './kernel/http/client-errors';
import { serveDocuments } from './kernel/http/documents';
import { Drain } from './kernel/http/drain';
import { FailureFilter } from './kernel/http/failure.filter';
import { HttpMetrics } from './kernel/http/http-metrics';
import { HttpSettings } from './kernel/http/http-settings';
import { addRequestHooks, answerOnlyOperators, keepBodiesUnread, requestIdOf } from './kernel/http/request-hooks';
import { NestLogger } from './kernel/logging/logger';
import { version } from '../package.json';
import type { Runtime } from './runtime';

/** Milliseconds that a client may take to send a request, its body included. */
const REQUEST_TIMEOUT = 300_000;
/** Milliseconds between looks for clients that take too long. */
const CLIENT_CHECK = 2_000;

/** The whole application, ready to listen: the one place for adapter, pipes, filters and documents; tests use it too. */
export async function createApp(runtime: Runtime, logger: Logger): Promise<NestFastifyApplication> {
  const limits = readSettings(HttpSettings);
  const options: FastifyHttpOptions<Server> = {
    genReqId: requestIdOf,
    rewriteUrl: ({ url, headers }) => surfaces.rewrite(url ?? '/', headers.host),
    frameworkErrors: (error, request, reply) => app.get(FailureFilter).answer(error, request, reply),
    routerOptions: { maxParamLength: 4096, ignoreTrailingSlash: true },
    logger: false,
    http: { headersTimeout: limits.HTTP_HEADERS_SECONDS * 1000, connectionsCheckingInterval: CLIENT_CHECK },
    requestTimeout: REQUEST_TIMEOUT,
    keepAliveTimeout: limits.HTTP_KEEP_ALIVE_SECONDS * 1000,
    clientErrorHandler: clientErrorHandler(surfaces, logger),
  };
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.compose(runtime),
    new FastifyAdapter(options),
    {
      bodyParser: false,
      logger: new NestLogger(logger),
      abortOnError: false,
    },
  );
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  keepBodiesUnread(fastify);
  fastify.server.maxHeadersCount = 0;
  fastify.server.maxConnections = limits.HTTP_MAX_CONNECTIONS;
  addRequestHooks(fastify, { logger, metrics: app.get(HttpMetrics), stopping: app.get(Drain).signal });
  if (runtime.settings.ROLE === 'worker') answerOnlyOperators(fastify);
  serveDocuments(app, surfaces, version);
  return app;
}
